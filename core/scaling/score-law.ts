import { plural } from '../format/quantity.ts'
import { boundedLeastSquares } from '../optimisation/bounded-least-squares.ts'

/**
 * How a score follows from predictors x: score = floor + (1 - floor) sigma(alpha + beta . x), on a scale from chance 0
 * to top 1.
 */
export interface ScoreLaw {
  readonly alpha: number
  readonly beta: readonly number[]
  /** 0 for the plain sigmoid, 0 to 0.2 for the link with a free floor. */
  readonly floor: number
  /**
   * False where the search did not end: often the sign of a fit without an optimum (all training scores at an end of
   * the scale).
   */
  readonly converged: boolean
}

export interface ScoreLawChoice {
  /** `sigmoid`: floor 0. `floor`: the floor is fitted within 0 to 0.2. */
  readonly link: 'sigmoid' | 'floor'
  /**
   * `ols`: squared residuals. `huber`: Huber's loss with threshold 1, which differs only where a residual exceeds the
   * whole scale.
   */
  readonly loss: 'ols' | 'huber'
}

const largestFloor = 0.2

/** Parameters of a law: alpha, one weight per predictor, and the floor where it is fitted. */
export function parametersOf(predictors: number, link: ScoreLawChoice['link']): number {
  return predictors + (link === 'floor' ? 2 : 1)
}

/** How many different models there are; twins count once. */
export function differentRows(rows: readonly (readonly (number | undefined)[])[]): number {
  return new Set(rows.map((row) => row.join(','))).size
}

/**
 * Fits the law of Ruan, Maddison & Hashimoto (arXiv 2405.10938) from their starting point: 0 for alpha and the floor,
 * 0.03 for each component (0.01 for a single predictor). The optimum of the loss is found to rounding; they stop a
 * quasi-Newton search earlier.
 *
 * @param predictors observations x predictors
 * @param scores one per observation, on the scale from chance 0 to top 1
 * @throws RangeError where there are no more different observations than parameters: the law would pass through every
 *   score
 */
export function fitScoreLaw(
  predictors: readonly (readonly number[])[],
  scores: readonly number[],
  { link, loss }: ScoreLawChoice,
): ScoreLaw {
  const width = predictors[0]?.length ?? 0
  const parameters = parametersOf(width, link)
  const different = differentRows(predictors)
  if (different <= parameters) {
    throw new RangeError(
      `Fit: expected more different training models than the ${plural(parameters, 'parameter')} of the law, found ${different}. Take fewer components.`,
    )
  }
  const slope = width === 1 ? 0.01 : 0.03
  const withFloor = link === 'floor'
  const free = new Array<number>(width + 1).fill(Infinity)
  const solution = boundedLeastSquares({
    start: [0, ...new Array<number>(width).fill(slope), ...(withFloor ? [0] : [])],
    ...(withFloor ? { lower: [...free.map(() => -Infinity), 0], upper: [...free, largestFloor] } : {}),
    ...(loss === 'huber' ? { huber: 1 } : {}),
    residuals: (at) => {
      const floor = withFloor ? at[width + 1]! : 0
      const values: number[] = []
      const slopes: number[][] = []
      for (const [i, x] of predictors.entries()) {
        let level = at[0]!
        for (let j = 0; j < width; j++) level += at[j + 1]! * x[j]!
        const share = sigmoid(level)
        const steep = (1 - floor) * share * (1 - share)
        values.push(floor + (1 - floor) * share - scores[i]!)
        const row = [steep]
        for (let j = 0; j < width; j++) row.push(steep * x[j]!)
        if (withFloor) row.push(1 - share)
        slopes.push(row)
      }
      return { values, slopes }
    },
  })
  const [alpha, ...rest] = solution.parameters
  return {
    alpha: alpha!,
    beta: rest.slice(0, width),
    floor: withFloor ? rest[width]! : 0,
    converged: solution.converged,
  }
}

/** alpha + beta . x, the level of a model on the law's own axis. */
export function levelOf({ alpha, beta }: ScoreLaw, x: readonly number[]): number {
  return beta.reduce((sum, weight, j) => sum + weight * x[j]!, alpha)
}

/** The score that the law predicts, on the scale from chance 0 to top 1. */
export function scoreOf(law: ScoreLaw, x: readonly number[]): number {
  return law.floor + (1 - law.floor) * sigmoid(levelOf(law, x))
}

function sigmoid(level: number): number {
  return 1 / (1 + Math.exp(-level))
}
