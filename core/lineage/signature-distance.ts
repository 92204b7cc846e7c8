import { type SampledUnits, signatureStep, unitBuckets } from './tensor-sketch.ts'
import type { UnitPair } from './unit-match.ts'

/** How far rows of two matrices are from each other that stand for the same hidden units, from their signatures. */
export interface RowDistance {
  readonly rows: number
  /** Mean of `1 - cosine` of two rows, whose signs do not count. */
  readonly departure: number
  /** Standard error by the rows' differences and the rounding of signatures. */
  readonly departureError: number
  /** Standard deviation of it where the rows are the same, by the rounding of signatures alone. */
  readonly rounding: number
}

/**
 * The distance of matched rows, from the mean of `D = |s - t|^2` over pairs of signatures s and t.
 *
 * - Rounding. Both are held in steps, and what is added to a squared difference of buckets depends on that difference:
 *   rows that are the same are rounded alike (see `roundingOf`). It is taken away.
 * - Absolute values. With `q` the share of a row's squared length that its absolute values have beside their mean,
 *   `q D / 2 = 1 - E|x y|` for rows x, y of mean square 1, and of normal weights with the cosine r
 *   `E|x y| = 2/pi (sqrt(1 - r^2) + r asin r)`, which is solved for r. For small steps `1 - r = q D / 2`.
 *
 * @param pairs at least two
 */
export function rowDistance(left: SampledUnits, right: SampledUnits, pairs: readonly UnitPair[]): RowDistance {
  const rows = pairs.length
  const differences = pairs.map((pair) => squaredDifference(left, pair.left, right, pair.right))
  const mean = differences.reduce((sum, value) => sum + value, 0) / rows
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rows - 1) / rows
  const steps: Steps = {
    square: (signatureStep(left) ** 2 + signatureStep(right) ** 2) / 2,
    ratio: signatureStep(left) / signatureStep(right),
  }
  // The lesser: copies of one unit, as experts are, have everything in common.
  const share = Math.min(variedShare(left), variedShare(right))
  const departureOf = (difference: number): number =>
    departureOfRows((share * unitBuckets * withoutRounding(Math.max(0, difference) / unitBuckets, steps)) / 2)
  const rounding = (share * roundingDeviation * Math.sqrt(unitBuckets / rows) * steps.square) / 2
  const error = Math.sqrt(variance)
  const slope = (departureOf(mean + error) - departureOf(mean - error)) / 2
  return { rows, departure: departureOf(mean), departureError: Math.hypot(slope, rounding), rounding }
}

function squaredDifference(left: SampledUnits, leftUnit: number, right: SampledUnits, rightUnit: number): number {
  let total = 0
  for (let bucket = 0; bucket < unitBuckets; bucket += 1)
    total +=
      (left.signatures[leftUnit * unitBuckets + bucket]! - right.signatures[rightUnit * unitBuckets + bucket]!) ** 2
  return total
}

/** Of normal weights: `1 - 2 / pi`, since `E|x|^2 = 2 / pi` of the mean square. */
const variedShareOfNormal = 1 - 2 / Math.PI
/** Signatures with more in common are those of rows that are nearly one. */
const mostInCommon = 0.9

/**
 * Which share of a row's squared length its absolute values have beside their mean: 0.36 of normal weights, more where
 * columns differ in size, by the norm before the matrix or by training. Such columns are large in all rows, and all
 * signatures have that in common: with c the inner product of two rows' signatures, `(1 - 2/pi) / (1 - c)`.
 */
function variedShare({ rows, signatures }: SampledUnits): number {
  const count = rows.length
  const sum = new Float64Array(unitBuckets)
  let squares = 0
  for (let index = 0; index < signatures.length; index += 1) {
    const value = signatures[index]!
    sum[index % unitBuckets]! += value
    squares += value ** 2
  }
  const inCommon = (sum.reduce((total, value) => total + value ** 2, 0) - squares) / (count * (count - 1))
  return variedShareOfNormal / (1 - Math.min(mostInCommon, Math.max(0, inCommon)))
}

interface Steps {
  /** Mean square of the two steps in which signatures are held. */
  readonly square: number
  readonly ratio: number
}

/** Of the square of a rounded difference that of the rounding, at most: two errors of a twelfth of a squared step. */
const mostRounding = 1 / 6
/** Standard deviation of that, in squared steps: `E e^4 = 1/15` of a difference of two such errors. */
const roundingDeviation = Math.sqrt(1 / 15 - mostRounding ** 2)

/**
 * What is expected of a squared difference of two rounded values beyond that of the values, in squared steps, where
 * their difference is normal with a standard deviation of `deviation` steps. With f the fraction of a difference in
 * steps it is f (1 - f), whatever the values; that has the Fourier series `1/6 - SUM cos(2 pi k f) / (pi k)^2`.
 */
function roundingOf(deviation: number): number {
  const rate = 2 * (Math.PI * deviation) ** 2
  if (rate > 30) return mostRounding
  // Of small deviations, where the series takes many terms: E f (1 - f) of a normal difference well within a step.
  if (rate < 0.05) return Math.sqrt(2 / Math.PI) * deviation - deviation ** 2
  let total = mostRounding
  for (let k = 1; k <= 40; k += 1) total -= Math.exp(-rate * k * k) / (Math.PI * k) ** 2
  return total
}

/** The mean square of a bucket's difference before rounding, from that after it. */
function withoutRounding(meanSquare: number, { square, ratio }: Steps): number {
  // Where the steps differ, so do the places of two like values between their steps.
  const apart = Math.log(ratio) ** 2 / unitBuckets / square
  let [low, high] = [0, meanSquare]
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2
    if (middle + square * roundingOf(Math.sqrt(middle / square + apart)) < meanSquare) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** `1 - r` of normal rows with `1 - E|x y|` given; 1 where that is what unrelated rows have, or more. */
function departureOfRows(value: number): number {
  if (value >= variedShareOfNormal) return 1
  let [low, high] = [0, 1]
  for (let round = 0; round < 60; round += 1) {
    const cosine = 1 - (low + high) / 2
    const product = (2 / Math.PI) * (Math.sqrt(1 - cosine ** 2) + cosine * Math.asin(cosine))
    if (1 - product < value) low = 1 - cosine
    else high = 1 - cosine
  }
  return (low + high) / 2
}
