import type { SeededGenerator } from '../random/seeded-generator.ts'
import { expectedOf, type LawData } from './likelihood.ts'
import { fitLaw, type LawFit } from './fit-law.ts'

// Far below the width of any interval, and a third of the time.
const search = { valueTolerance: 1e-7, pointTolerance: 1e-3 }

/**
 * Few-shot elbows of refits to resampled residuals (Efron and Tibshirani, An Introduction to the Bootstrap, chapter 9):
 * the checkpoints and amounts of data stay, as they were chosen and not drawn; residuals are widened by sqrt(n / (n -
 * 5)) for the five parameters fitted. Each refit starts from the fit and from `starts` random points.
 *
 * @returns one elbow per replicate, on the loss scale
 */
export function bootstrapElbows(
  data: LawData,
  fit: LawFit,
  generator: SeededGenerator,
  replicates: number,
  onReplicate: () => void = () => undefined,
  starts = 3,
): Float64Array {
  const expected = expectedOf(data, fit.shape, fit.law)
  const count = expected.length
  const widening = Math.sqrt(count / Math.max(1, count - 5))
  const residuals = expected.map((value, row) => widening * (data.scores[row]! - value))
  return Float64Array.from({ length: replicates }, () => {
    const scores = expected.map((value) => value + residuals[generator.integer(count)]!)
    const elbow = fitLaw({ ...data, scores }, generator, starts, fit.shape, search).shape.fewShotElbow
    onReplicate()
    return elbow
  })
}
