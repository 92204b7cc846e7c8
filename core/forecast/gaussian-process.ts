import { choleskyFactor, solveWithFactor } from '../linear-algebra/positive-definite.ts'
import { nelderMead } from '../optimisation/nelder-mead.ts'

/**
 * A Gaussian process with one constant mean, on models known only by their distances:
 * score_i = mean + f_i + e_i,  cov(f_i, f_j) = variance exp(-d_ij^2 / (2 length^2)),  var(e_i) = variance * noise.
 */
export interface GaussianProcess {
  readonly mean: number
  readonly variance: number
  readonly length: number
  /** Variance of what distances do not tell, as a share of `variance`. */
  readonly noise: number
  /** Natural logarithm of the marginal likelihood, mean and variance at their best. */
  readonly logLikelihood: number
  /** Cholesky factor of the correlations with `noise` added on the diagonal. */
  readonly factor: readonly (readonly number[])[]
  /** What each training score adds to the mean: they sum to 1. */
  readonly meanWeights: readonly number[]
  readonly scores: readonly number[]
}

export interface ProcessForecast {
  readonly score: number
  /** Standard deviation of a score, noise included. */
  readonly deviation: number
  /** How much each training score counts: score = SUM weights x scores; they sum to 1, single ones may be negative. */
  readonly weights: readonly number[]
}

/** Noise is searched between these shares of the variance. */
const noiseRange = [1e-4, 1e2] as const

/** The grid: places of the length between its ends, on a logarithmic scale, and noises. */
const lengthShares = [0.25, 0.4, 0.55, 0.7, 0.85, 0.95]
const gridNoises = [1e-3, 1e-2, 1e-1, 1]

/**
 * The process whose mean, variance, length and noise make the scores most likely (Rasmussen & Williams, Gaussian
 * Processes for Machine Learning, section 5.4.1). Mean and variance have closed forms for given length and noise; those
 * two are searched on a grid and from its best point by a simplex, the length between a tenth of the least and three
 * times the largest distance.
 *
 * @param squares squared distances of the training models, n x n, such that exp(-d^2 / c) is positive semi-definite for
 *   every c > 0: squared Euclidean ones of any vectors
 * @param scores n, at least 3
 * @throws RangeError for fewer scores, or where shapes do not agree
 */
export function fitGaussianProcess(
  squares: readonly (readonly number[])[],
  scores: readonly number[],
): GaussianProcess {
  const count = scores.length
  if (count < 3) throw new RangeError(`Gaussian process: expected at least 3 scores, found ${count}`)
  if (squares.length !== count || squares.some((row) => row.length !== count)) {
    throw new RangeError(`Gaussian process: expected ${count} x ${count} squared distances, found another shape`)
  }
  const positive = squares.flatMap((row, i) => row.filter((value, j) => j < i && value > 0))
  // All models are the same: any length says the same.
  const shortest = positive.length === 0 ? 1 : Math.sqrt(positive.reduce((least, value) => Math.min(least, value)))
  const longest = positive.length === 0 ? 1 : Math.sqrt(positive.reduce((most, value) => Math.max(most, value)))
  const lengths = [Math.log(shortest / 10), Math.log(longest * 3)] as const
  const noises = [Math.log(noiseRange[0]), Math.log(noiseRange[1])] as const
  const within = (value: number, [low, high]: readonly [number, number]): boolean => value >= low && value <= high
  const objective = ([length, noise]: readonly number[]): number => {
    if (!within(length!, lengths) || !within(noise!, noises)) return Infinity
    const process = processAt(squares, scores, Math.exp(length!), Math.exp(noise!))
    return process === undefined ? Infinity : -process.logLikelihood
  }
  const grid = lengthShares.flatMap((share) =>
    gridNoises.map((noise) => [lengths[0] + share * (lengths[1] - lengths[0]), Math.log(noise)]),
  )
  const values = grid.map(objective)
  const start = grid[values.indexOf(Math.min(...values))]!
  const { point } = nelderMead(objective, start, [0.3, 0.7], {
    evaluations: 60,
    valueTolerance: 1e-6,
    pointTolerance: 1e-2,
  })
  return processAt(squares, scores, Math.exp(point[0]!), Math.exp(point[1]!))!
}

/**
 * The process of given length and noise; undefined where the correlations are not positive definite to within rounding.
 */
export function processAt(
  squares: readonly (readonly number[])[],
  scores: readonly number[],
  length: number,
  noise: number,
): GaussianProcess | undefined {
  const count = scores.length
  const factor = choleskyFactor(squares.map((row, i) => lowerRow(row, i, length, noise)))
  if (factor === undefined) return undefined
  const solvedOnes = solveWithFactor(
    factor,
    scores.map(() => 1),
  )
  const total = solvedOnes.reduce((sum, value) => sum + value, 0)
  const meanWeights = solvedOnes.map((value) => value / total)
  const mean = meanWeights.reduce((sum, weight, i) => sum + weight * scores[i]!, 0)
  const rest = scores.map((score) => score - mean)
  const solved = solveWithFactor(factor, rest)
  // Equal scores have no variance; the smallest that keeps the logarithm finite stands for it.
  const variance = Math.max(1e-18, rest.reduce((sum, value, i) => sum + value * solved[i]!, 0) / count)
  const halfLogDeterminant = factor.reduce((sum, row, i) => sum + Math.log(row[i]!), 0)
  const logLikelihood = -0.5 * count * (1 + Math.log(2 * Math.PI * variance)) - halfLogDeterminant
  return { mean, variance, length, noise, logLikelihood, factor, meanWeights, scores }
}

/** Row i of the lower triangle of the correlations, with the noise on the diagonal. */
function lowerRow(squares: readonly number[], i: number, length: number, noise: number): number[] {
  const row = new Array<number>(i + 1)
  for (let j = 0; j < i; j++) row[j] = Math.exp(-squares[j]! / (2 * length * length))
  row[i] = 1 + noise
  return row
}

/**
 * The score of another model, the uncertainty of the mean included (the best linear unbiased forecast; Rasmussen &
 * Williams, section 2.7).
 *
 * @param squares its squared distances to the training models, in their order
 */
export function processForecast(process: GaussianProcess, squares: readonly number[]): ProcessForecast {
  const { factor, length, noise, variance, meanWeights, scores } = process
  const correlations = squares.map((square) => Math.exp(-square / (2 * length * length)))
  const solved = solveWithFactor(factor, correlations)
  const rest = 1 - solved.reduce((sum, value) => sum + value, 0)
  const weights = solved.map((value, i) => value + rest * meanWeights[i]!)
  const explained = solved.reduce((sum, value, i) => sum + value * correlations[i]!, 0)
  // 1 / (1' K^-1 1): the variance of the mean, as a share of `variance`.
  const meanPrecision = solveWithFactor(
    factor,
    scores.map(() => 1),
  ).reduce((sum, value) => sum + value, 0)
  const share = Math.max(0, 1 - explained) + (rest * rest) / meanPrecision + noise
  return {
    score: weights.reduce((sum, weight, i) => sum + weight * scores[i]!, 0),
    deviation: Math.sqrt(variance * share),
    weights,
  }
}
