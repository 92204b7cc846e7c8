/**
 * How far the weights of two models are from each other, in one tensor or several, each value with its standard error.
 */
export interface WeightChange {
  /** Weights of each of the two. */
  readonly elements: number
  /** Sum of the squared differences of all weights. */
  readonly squaredDistance: number
  readonly squaredDistanceError: number
  /**
   * Square root of that over the mean of both sums of squares: 0 for equal weights, about 1.41 for unrelated ones of
   * one length.
   */
  readonly relativeDistance: number
  readonly relativeDistanceError: number
  /** Null where the weights of one of the two are all zero. */
  readonly cosine: number | null
  readonly cosineError: number | null
}

/** Sketches of the same weights in two models, with the exact sums of squares of what was sketched. */
export interface SketchPair {
  readonly elements: number
  readonly left: Float32Array | Float64Array
  readonly right: Float32Array | Float64Array
  readonly leftSquares: number
  readonly rightSquares: number
  /**
   * What the number of buckets is worth, in buckets; fewer where the weights are spread unevenly over parts of a
   * sketch.
   */
  readonly buckets: number
}

/** Inner product of the weights of two models and what it is estimated from. */
interface Estimate {
  readonly elements: number
  readonly leftSquares: number
  readonly rightSquares: number
  /** Product of the two lengths. */
  readonly lengths: number
  /** 1 - cosine, from 0 to 2. */
  readonly departure: number
  readonly departureError: number
}

/** The change over several tensors: distances and inner products add up, and so do the squares of their errors. */
export function weightChange(pairs: readonly SketchPair[]): WeightChange {
  const estimates = pairs.map(estimate)
  const sum = (of: (part: Estimate) => number): number => estimates.reduce((total, part) => total + of(part), 0)
  const leftSquares = sum((part) => part.leftSquares)
  const rightSquares = sum((part) => part.rightSquares)
  const lengths = Math.sqrt(leftSquares) * Math.sqrt(rightSquares)
  const squaredDistance = sum(
    (part) => (Math.sqrt(part.leftSquares) - Math.sqrt(part.rightSquares)) ** 2 + 2 * part.lengths * part.departure,
  )
  const innerError = Math.sqrt(sum((part) => (part.lengths * part.departureError) ** 2))
  const mean = (leftSquares + rightSquares) / 2
  const relativeDistance = mean === 0 ? 0 : Math.sqrt(squaredDistance / mean)
  return {
    elements: sum((part) => part.elements),
    squaredDistance,
    squaredDistanceError: 2 * innerError,
    relativeDistance,
    relativeDistanceError: relativeDistance === 0 ? 0 : innerError / mean / relativeDistance,
    // From the distance, so that it is 1 where that is 0.
    cosine: lengths === 0 ? null : (mean - squaredDistance / 2) / lengths,
    cosineError: lengths === 0 ? null : innerError / lengths,
  }
}

const mostRounds = 100

/**
 * 1 - cosine of two vectors from their sketches and their exact lengths. With both sketches over their vectors'
 * lengths, the square sums of difference and sum, D and S, are independent; D / 2 has mean 1 - r and variance 2 (1 -
 * r)^2 / k, and 2 - S / 2 has the same mean and variance 2 (1 + r)^2 / k, r the cosine and k the buckets. Their mean
 * with weights of one over variance is the maximum likelihood estimate of Li, Hastie and Church (2006, "Improving
 * Random Projections Using Marginal Information"), with variance (1 - r^2)^2 / (k (1 + r^2)): for near vectors far less
 * than without the lengths.
 */
function estimate({ elements, left, right, leftSquares, rightSquares, buckets }: SketchPair): Estimate {
  const leftLength = Math.sqrt(leftSquares)
  const rightLength = Math.sqrt(rightSquares)
  const lengths = leftLength * rightLength
  const known = { elements, leftSquares, rightSquares, lengths }
  if (lengths === 0) return { ...known, departure: 0, departureError: 0 }
  let difference = 0
  let sum = 0
  const [leftScale, rightScale] = [1 / leftLength, 1 / rightLength]
  for (let bucket = 0; bucket < left.length; bucket += 1) {
    const leftValue = left[bucket]! * leftScale
    const rightValue = right[bucket]! * rightScale
    difference += (leftValue - rightValue) ** 2
    sum += (leftValue + rightValue) ** 2
  }
  const fromDifference = difference / 2
  const fromSum = 2 - sum / 2
  let departure = Math.min(2, fromDifference)
  for (let round = 0; round < mostRounds; round += 1) {
    const before = departure
    const near = departure ** 2
    const far = (2 - departure) ** 2
    departure = Math.min(2, Math.max(0, (fromDifference * far + fromSum * near) / (near + far)))
    if (Math.abs(departure - before) <= 1e-12 * before) break
  }
  const cosine = 1 - departure
  return { ...known, departure, departureError: (departure * (2 - departure)) / Math.sqrt(buckets * (1 + cosine ** 2)) }
}
