import { plural } from '../format/quantity.ts'
import { byExamples, expectedLoss, type CheckpointScore } from './checkpoint.ts'
import { shareOfShift, type ElbowShape, type LawForm, type RisingLine } from './emergence-law.ts'
import { lawBounds, type LawBounds } from './law-bounds.ts'

/** The rows as flat arrays, ordered by amount of data, with what every evaluation needs. */
export interface LawData {
  readonly form: LawForm
  readonly lossScale: LossScale
  /** D0. */
  readonly fewShot: number
  readonly most: number
  readonly amounts: readonly number[]
  /** Rows of amount i are `starts[i]` to `starts[i + 1]` (exclusive). */
  readonly starts: readonly number[]
  /** On the loss scale, as are the least and the most of them and every elbow computed from them. */
  readonly losses: Float64Array
  readonly scores: Float64Array
  readonly leastLoss: number
  readonly mostLoss: number
  readonly scoreRange: number
  readonly bounds: LawBounds
}

/**
 * What scores are linear in below the elbow: the loss, as published, or its logarithm. The logarithm suits checkpoints
 * whose losses span more than about a factor of two, where one slope per nat fits neither end.
 */
export type LossScale = 'nats' | 'log'

/** The best straight line in the distance below the elbow, and what it leaves. */
export interface HingeFit extends RisingLine {
  readonly squares: number
}

/** Squares of scores farther apart than this, or of ones closer than its inverse, are no numbers any more. */
const mostScoreRange = 1e100

/**
 * @param rows finetuned rows: at least 6, of at least 2 amounts of data and 3 distinct losses, finite, not all of one
 *   score
 * @throws RangeError saying what is missing
 */
export function lawData(
  rows: readonly CheckpointScore[],
  form: LawForm,
  fewShot: number,
  lossScale: LossScale = 'nats',
): LawData {
  const groups = byExamples(rows)
  const ordered = groups.flatMap((group) => group.rows)
  if (
    ordered.some(
      ({ loss, score, examples }) =>
        !Number.isFinite(loss) || !Number.isFinite(score) || !(examples >= 1 && Number.isFinite(examples)),
    )
  ) {
    throw new RangeError('Emergence law: expected finite losses and scores and at least 1 example in every row')
  }
  for (const { checkpoint, loss } of ordered) {
    const expected = expectedLoss(loss)
    if (expected !== undefined)
      throw new RangeError(
        `Emergence law: expected ${expected} of checkpoint ${JSON.stringify(checkpoint)}, found ${loss}`,
      )
  }
  const distinctLosses = new Set(ordered.map(({ loss }) => loss)).size
  if (ordered.length < 6 || groups.length < 2 || distinctLosses < 3) {
    throw new RangeError(
      'Emergence law: expected at least 6 finetuned rows with 2 amounts of data and 3 losses, ' +
        `found ${plural(ordered.length, 'row')} with ${groups.length} and ${distinctLosses}`,
    )
  }
  const most = groups.at(-1)!.examples
  if (!(fewShot >= 1 && fewShot < most))
    throw new RangeError(
      `Few-shot limit: expected a number from 1 to below ${plural(most, 'example')}, found ${fewShot}`,
    )
  const losses = Float64Array.from(ordered, ({ loss }) => (lossScale === 'log' ? Math.log(loss) : loss))
  const scores = Float64Array.from(ordered, ({ score }) => score)
  const scoreRange =
    scores.reduce((high, score) => Math.max(high, score)) - scores.reduce((low, score) => Math.min(low, score))
  if (scoreRange === 0)
    throw new RangeError(`Emergence law: expected scores that differ, found ${scores[0]} in every row`)
  if (!(scoreRange >= 1 / mostScoreRange && scoreRange <= mostScoreRange))
    throw new RangeError(
      `Emergence law: expected scores that differ by ${1 / mostScoreRange} to ${mostScoreRange}, found ${scoreRange} between the least and the most`,
    )
  const starts = [0]
  for (const group of groups) starts.push(starts.at(-1)! + group.rows.length)
  const extent = {
    leastLoss: losses.reduce((low, loss) => Math.min(low, loss)),
    mostLoss: losses.reduce((high, loss) => Math.max(high, loss)),
    scoreRange,
  }
  return {
    form,
    lossScale,
    fewShot,
    most,
    amounts: groups.map(({ examples }) => examples),
    starts,
    losses,
    scores,
    ...extent,
    bounds: lawBounds(form, lossScale === 'nats', extent),
  }
}

/** A point of the loss scale in nats. */
export function inNats(lossScale: LossScale, point: number): number {
  return lossScale === 'log' ? Math.exp(point) : point
}

/** The elbow of each amount of data. */
export function elbows(data: LawData, { fewShotElbow, shift, exponent }: ElbowShape): number[] {
  const { form, fewShot, most } = data
  return data.amounts.map((amount) => fewShotElbow + shift * shareOfShift({ form, fewShot, most, exponent }, amount))
}

/**
 * Least squares of `score = slope * max(elbow - loss, 0) + base` for given elbows, with a slope from 0 to the steepest
 * one.
 */
export function hingeFit(data: LawData, elbowOfAmount: readonly number[]): HingeFit {
  const { losses, scores, starts, bounds } = data
  const count = losses.length
  let sumDepth = 0
  let sumScore = 0
  let squareDepth = 0
  let product = 0
  let squareScore = 0
  // Scores are taken from the first one, so that their squares lose few digits.
  const origin = scores[0]!
  for (let amount = 0; amount < elbowOfAmount.length; amount++) {
    const at = elbowOfAmount[amount]!
    for (let row = starts[amount]!; row < starts[amount + 1]!; row++) {
      const depth = Math.max(at - losses[row]!, 0)
      const score = scores[row]! - origin
      sumDepth += depth
      sumScore += score
      squareDepth += depth * depth
      product += depth * score
      squareScore += score * score
    }
  }
  const spread = squareDepth - (sumDepth * sumDepth) / count
  const together = product - (sumDepth * sumScore) / count
  const total = squareScore - (sumScore * sumScore) / count
  const slope = spread > 1e-14 * squareDepth ? Math.min(bounds.steepest, Math.max(0, together / spread)) : 0
  return {
    slope,
    base: origin + (sumScore - slope * sumDepth) / count,
    squares: Math.max(0, total - slope * (2 * together - slope * spread)),
  }
}

/** The sum of squared residuals of a line below given elbows. */
export function residualSquares(data: LawData, elbowOfAmount: readonly number[], { slope, base }: RisingLine): number {
  const { losses, scores, starts } = data
  let squares = 0
  for (let amount = 0; amount < elbowOfAmount.length; amount++) {
    const at = elbowOfAmount[amount]!
    for (let row = starts[amount]!; row < starts[amount + 1]!; row++) {
      const residual = scores[row]! - base - slope * Math.max(at - losses[row]!, 0)
      squares += residual * residual
    }
  }
  return squares
}

/** The score that a law expects in each row. */
export function expectedOf(data: LawData, shape: ElbowShape, { slope, base }: RisingLine): Float64Array {
  const expected = new Float64Array(data.losses.length)
  elbows(data, shape).forEach((at, amount) => {
    for (let row = data.starts[amount]!; row < data.starts[amount + 1]!; row++)
      expected[row] = base + slope * Math.max(at - data.losses[row]!, 0)
  })
  return expected
}

/**
 * The least sum of squares that counts: a thousandth of the range of scores per row. Without it, scores without noise
 * would have an infinite likelihood.
 */
export function leastSquares(data: LawData): number {
  return data.losses.length * (1e-3 * data.scoreRange) ** 2
}

/** The log-likelihood of normal residuals at their most likely standard deviation, sqrt(squares / count). */
export function logLikelihood(squares: number, count: number): number {
  return -0.5 * count * (Math.log((2 * Math.PI * squares) / count) + 1)
}
