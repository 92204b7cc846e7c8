import { bestOfManyStarts } from '../optimisation/many-starts.ts'
import type { SimplexOptions } from '../optimisation/nelder-mead.ts'
import { normalDeviates } from '../random/normal-deviate.ts'
import type { SeededGenerator } from '../random/seeded-generator.ts'
import { lawOfShape, type ElbowShape, type EmergenceLaw, type LawShape } from './emergence-law.ts'
import { hasElbowsWithin } from './law-bounds.ts'
import { elbows, hingeFit, logLikelihood, type LawData } from './likelihood.ts'
import { elbowCoordinates, elbowOfVector, elbowShape, elbowVector } from './search-vectors.ts'

export interface LawFit {
  readonly law: EmergenceLaw
  readonly shape: LawShape
  /** Standard deviation of the residuals, by maximum likelihood (divisor n). */
  readonly noise: number
  readonly logLikelihood: number
  readonly rows: number
  readonly starts: number
  /** Starts that ended at this maximum. */
  readonly agreeing: number
  readonly converged: boolean
  /** True where the exponent stands at an edge of the range that was searched. */
  readonly exponentAtEdge: boolean
  /** True where the few-shot elbow does: the data do not bound it on that side. */
  readonly elbowAtEdge: boolean
  /** True where the law is as steep as the search allows. */
  readonly slopeAtEdge: boolean
}

/**
 * The most likely law for normal residuals of one standard deviation, within the bounds of the data (`LawBounds`).
 * Slope and base are linear once the elbows are known, so they are solved for exactly and only the few-shot elbow, the
 * shift and the exponent are searched, from many starts (variable projection, Golub and Pereyra, SIAM Journal on
 * Numerical Analysis 10, 1973).
 *
 * Where the data do not bound the few-shot elbow, it ends at an edge.
 *
 * @param starts random starts; default 40
 * @param first a shape to start from too, such as that of similar data
 * @param search when a local search ends; default as of `nelderMead`
 */
export function fitLaw(
  data: LawData,
  generator: SeededGenerator,
  starts = 40,
  first?: LawShape,
  search: SimplexOptions = {},
): LawFit {
  const normal = normalDeviates(generator)
  const { bounds, leastLoss, mostLoss } = data
  const { leastExponent, mostExponent } = bounds
  const range = mostLoss - leastLoss
  const middle = data.form === 'log-power' ? 1 : 0.3

  const points = first === undefined ? [] : [elbowCoordinates(first)]
  for (let index = 0; index < starts; index++) {
    const lowest = Math.max(bounds.leastElbow, leastLoss - 0.5 * range)
    const fewShotElbow = lowest + (mostLoss - 0.1 * range - lowest) * generator.real()
    const highest = fewShotElbow + (mostLoss + 0.2 * range - fewShotElbow) * generator.real()
    const exponent = Math.min(mostExponent / 1.01, Math.max(leastExponent * 1.01, middle * Math.exp(0.8 * normal())))
    points.push(elbowCoordinates({ fewShotElbow, shift: highest - fewShotElbow, exponent }))
  }
  const shapeOf = (vector: readonly number[]): ElbowShape => elbowShape(elbowOfVector(vector))
  const { point, ...outcome } = bestOfManyStarts(
    (at) => squaresAt(data, shapeOf(at)),
    points.map(elbowVector),
    elbowVector({ fewShotElbow: 0.1 * range, shift: 0.1 * range, logExponent: 0.25 }),
    search,
  )
  return lawFitAt(data, shapeOf(point), outcome)
}

/** The least sum of squares of a law with these elbows; infinite beyond the bounds. */
export function squaresAt(data: LawData, shape: ElbowShape): number {
  return hasElbowsWithin(data.bounds, shape) ? hingeFit(data, elbows(data, shape)).squares : Number.POSITIVE_INFINITY
}

/** The most likely law with given elbows, and how it was searched for. */
export function lawFitAt(
  data: LawData,
  searched: ElbowShape,
  search: Pick<LawFit, 'starts' | 'agreeing' | 'converged'>,
): LawFit {
  const { form, fewShot, most, bounds } = data
  const { fewShotElbow, shift, exponent } = searched
  const shape: LawShape = { form, fewShot, most, fewShotElbow, shift, exponent }
  const { slope, base, squares } = hingeFit(data, elbows(data, shape))
  const rows = data.losses.length
  return {
    law: lawOfShape(shape, slope, base),
    shape,
    noise: Math.sqrt(squares / rows),
    logLikelihood: logLikelihood(squares, rows),
    rows,
    starts: search.starts,
    agreeing: search.agreeing,
    converged: search.converged,
    exponentAtEdge: exponent < bounds.leastExponent * 1.001 || exponent > bounds.mostExponent / 1.001,
    elbowAtEdge:
      Math.min(fewShotElbow - bounds.leastElbow, bounds.mostElbow - fewShotElbow) <
      1e-3 * (data.mostLoss - data.leastLoss),
    slopeAtEdge: slope > bounds.steepest / 1.001,
  }
}
