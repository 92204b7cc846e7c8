import { choleskyFactor, solveWithFactor } from '../linear-algebra/positive-definite.ts'

/** Residuals of a model at some parameters, and how each changes with each parameter. */
export interface Residuals {
  /** One per observation. */
  readonly values: readonly number[]
  /** `slopes[i][j]`: derivative of residual i by parameter j. */
  readonly slopes: readonly (readonly number[])[]
}

export interface LeastSquaresProblem {
  readonly start: readonly number[]
  readonly residuals: (parameters: readonly number[]) => Residuals
  /** Least value of each parameter; none by default. */
  readonly lower?: readonly number[]
  /** Largest value of each parameter; none by default. */
  readonly upper?: readonly number[]
  /** Residuals beyond this size count linearly (Huber's loss); none by default. */
  readonly huber?: number
  /** Default 500. */
  readonly iterations?: number
}

export interface LeastSquaresSolution {
  readonly parameters: readonly number[]
  /** Sum of half squared residuals, or of Huber's loss. */
  readonly loss: number
  /** False where the iterations ran out first: the optimum may lie at infinity. */
  readonly converged: boolean
}

/**
 * Nonlinear least squares within bounds by Levenberg and Marquardt's damped Gauss-Newton steps (Nocedal & Wright,
 * Numerical Optimization, section 10.3), with Marquardt's scaling. A parameter at a bound that the gradient pushes
 * against is held there for the step; other steps are cut at the bounds. Huber's loss is minimised by weights min(1, d
 * / |r|) on the same steps. The search stops where a step lowers the loss by less than 1e-15 of it and moves no
 * parameter by more than 1e-10 of its size.
 */
export function boundedLeastSquares(problem: LeastSquaresProblem): LeastSquaresSolution {
  const {
    start,
    lower = start.map(() => -Infinity),
    upper = start.map(() => Infinity),
    huber = Infinity,
    iterations = 500,
  } = problem
  const within = (value: number, j: number): number => Math.min(upper[j]!, Math.max(lower[j]!, value))
  let parameters = start.map(within)
  let residuals = problem.residuals(parameters)
  let loss = lossOf(residuals.values, huber)
  let damping = 1e-3
  for (let iteration = 0; iteration < iterations; iteration++) {
    const { gradient, curvature } = normalEquations(residuals, huber)
    const free = parameters.flatMap((value, j) => {
      const pushed = gradient[j]! > 0 ? value <= lower[j]! : value >= upper[j]!
      return pushed ? [] : [j]
    })
    const step = dampedStep(curvature, gradient, free, damping)
    const next = parameters.map((value, j) => within(value + (step?.[j] ?? 0), j))
    const moved = Math.max(0, ...next.map((value, j) => Math.abs(value - parameters[j]!) / (Math.abs(value) + 1e-6)))
    const tried = problem.residuals(next)
    const nextLoss = lossOf(tried.values, huber)
    if (step !== undefined && nextLoss <= loss) {
      const gained = loss - nextLoss
      parameters = next
      residuals = tried
      loss = nextLoss
      if (gained <= 1e-15 * loss && moved <= 1e-10) return { parameters, loss, converged: true }
      damping = Math.max(damping / 5, 1e-14)
    } else {
      // No smaller step gains anything any more: the loss is at its least to within rounding.
      if (damping > 1e12) return { parameters, loss, converged: moved <= 1e-10 }
      damping *= 4
    }
  }
  return { parameters, loss, converged: false }
}

function lossOf(residuals: readonly number[], huber: number): number {
  let sum = 0
  for (const residual of residuals) {
    const size = Math.abs(residual)
    sum += size <= huber ? 0.5 * size * size : huber * (size - 0.5 * huber)
  }
  return Number.isFinite(sum) ? sum : Infinity
}

function normalEquations({ values, slopes }: Residuals, huber: number): { gradient: number[]; curvature: number[][] } {
  const width = slopes[0]?.length ?? 0
  const gradient = new Array<number>(width).fill(0)
  const curvature = gradient.map(() => new Array<number>(width).fill(0))
  for (const [i, value] of values.entries()) {
    const weight = Math.abs(value) <= huber ? 1 : huber / Math.abs(value)
    const row = slopes[i]!
    for (let j = 0; j < width; j++) {
      const weighted = weight * row[j]!
      gradient[j]! += weighted * value
      for (let k = 0; k <= j; k++) curvature[j]![k]! += weighted * row[k]!
    }
  }
  return { gradient, curvature }
}

/** The step of the free parameters; zero for the others. Undefined where the damped curvature is singular. */
function dampedStep(
  curvature: readonly number[][],
  gradient: readonly number[],
  free: readonly number[],
  damping: number,
): number[] | undefined {
  const step = gradient.map(() => 0)
  if (free.length === 0) return step
  const largest = Math.max(...free.map((j) => curvature[j]![j]!))
  const matrix = free.map((j, row) =>
    free.map((k, column) => {
      if (column > row) return 0
      const entry = curvature[j]![k]!
      return j === k ? entry + damping * Math.max(entry, 1e-12 * largest) : entry
    }),
  )
  const factor = choleskyFactor(matrix)
  if (factor === undefined) return undefined
  const solved = solveWithFactor(
    factor,
    free.map((j) => -gradient[j]!),
  )
  for (const [row, j] of free.entries()) step[j] = solved[row]!
  return step
}
