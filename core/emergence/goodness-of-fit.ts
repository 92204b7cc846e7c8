import { seededGenerator } from '../random/seeded-generator.ts'
import { shuffle } from '../random/shuffle.ts'
import { mean, squaredDeviations } from '../statistics/moments.ts'
import { expectedScore, type EmergenceLaw } from './emergence-law.ts'
import { leastSquares, type LawData } from './likelihood.ts'

/** What a law says of one row, beside its score. */
export interface FittedRow {
  readonly loss: number
  readonly examples: number
  readonly score: number
  readonly expected: number
}

export interface GoodnessOfFit {
  /** Standard deviation of the scores around the law. */
  readonly aroundLaw: number
  /**
   * The same as neighbours in loss show it: from how much the residuals of one amount differ from the next
   * checkpoint's.
   */
  readonly betweenNeighbours: number
  /** Share of the variance of the scores that the law explains. */
  readonly explained: number
  /** How often residuals in a random order have neighbours as alike as these. */
  readonly probability: number
  /** True where that is so rare that the law misses the shape of the data. */
  readonly misfits: boolean
  /** The row that lies farthest from the law; losses in nats. */
  readonly farthest: FittedRow
}

/** Random orders that the residuals are compared with. */
const orders = 1999

/** Laws that hold are called a misfit at most this often. */
const level = 0.05

/**
 * Whether residuals look like noise. Where a law has the wrong shape, checkpoints of near losses lie on the same side
 * of it: their residuals differ less from one to the next than in a random order (von Neumann, Annals of Mathematical
 * Statistics 12, 1941; the probability is that of a permutation test). Scores nearer to the law than a thousandth of
 * their range are no misfit.
 */
export function goodnessOfFit(data: LawData, law: EmergenceLaw): GoodnessOfFit {
  const { starts, losses, scores, amounts } = data
  const count = scores.length
  const expected = scores.map((_, row) => expectedScore(law, losses[row]!, amounts[amountOf(starts, row)]!))
  const residuals = scores.map((score, row) => score - expected[row]!)
  const neighbours = amounts.flatMap((_, amount) => {
    const rows = Array.from({ length: starts[amount + 1]! - starts[amount]! }, (__, index) => starts[amount]! + index)
    const ordered = rows.sort((left, right) => losses[left]! - losses[right]!)
    return ordered.slice(1).map((row, index) => [ordered[index]!, row] as const)
  })
  const steps = (values: Float64Array): number =>
    neighbours.reduce((sum, [left, right]) => sum + (values[left]! - values[right]!) ** 2, 0)
  const squares = residuals.reduce((sum, value) => sum + value * value, 0)
  const observed = steps(residuals)
  const generator = seededGenerator(1)
  const order = Float64Array.from(residuals)
  let asAlike = 1
  for (let round = 0; round < orders; round++) {
    shuffle(order, generator)
    if (steps(order) <= observed) asAlike++
  }
  const probability = asAlike / (orders + 1)
  const farthest = residuals.reduce(
    (most, value, row) => (Math.abs(value) > Math.abs(residuals[most]!) ? row : most),
    0,
  )
  return {
    aroundLaw: Math.sqrt(squares / Math.max(1, count - 5)),
    betweenNeighbours: Math.sqrt(observed / (2 * Math.max(1, neighbours.length))),
    explained: 1 - squares / squaredDeviations(scores, mean(scores)),
    probability,
    misfits: probability <= level && squares > leastSquares(data),
    farthest: {
      loss: data.lossScale === 'log' ? Math.exp(losses[farthest]!) : losses[farthest]!,
      examples: amounts[amountOf(starts, farthest)]!,
      score: scores[farthest]!,
      expected: expected[farthest]!,
    },
  }
}

function amountOf(starts: readonly number[], row: number): number {
  return starts.findIndex((start) => start > row) - 1
}
