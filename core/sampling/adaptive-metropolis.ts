import { choleskyFactor } from '../linear-algebra/positive-definite.ts'
import type { SeededGenerator } from '../random/seeded-generator.ts'
import { normalDeviates } from '../random/normal-deviate.ts'

export interface ChainOptions {
  /** Steps during which the proposal is adapted; their draws are thrown away. */
  readonly warmup: number
  /** Draws kept after it. */
  readonly draws: number
  /** Steps per draw kept; default 1. */
  readonly thinning?: number
}

export interface Chain {
  /** One point per draw. */
  readonly points: readonly (readonly number[])[]
  /** Share of proposals taken after the warm-up. */
  readonly acceptance: number
}

/**
 * One chain of random-walk Metropolis whose proposal is adapted during the warm-up only: its shape to the covariance of
 * the points visited (Haario, Saksman, Tamminen, Bernoulli 7, 2001), its scale to an acceptance of 0.234 to 0.44 by
 * Robbins and Monro's steps. The first half of the warm-up is forgotten, so that a poor start leaves no trace in the
 * shape.
 *
 * @param logDensity up to a constant; minus infinity outside of the allowed region
 * @param start n parameters with a finite log density
 * @param scales n lengths above 0, about the width of the density along each axis
 * @throws RangeError where the start has no finite log density
 */
export function adaptiveMetropolis(
  logDensity: (point: readonly number[]) => number,
  start: readonly number[],
  scales: readonly number[],
  generator: SeededGenerator,
  options: ChainOptions,
): Chain {
  const { warmup, draws, thinning = 1 } = options
  const size = start.length
  const normal = normalDeviates(generator)
  const target = size === 1 ? 0.44 : 0.234 + 0.2 / size
  let point = start
  let density = logDensity(start)
  if (!Number.isFinite(density))
    throw new RangeError(`Start of a chain: expected a finite log density, found ${density}`)
  let logScale = Math.log(2.38 / Math.sqrt(size))
  let shape = diagonal(scales.map((scale) => 0.1 * scale))
  const visited = new RunningCovariance(size)

  const step = (): number => {
    const deviates = start.map(() => normal())
    const scale = Math.exp(logScale)
    const proposal = point.map((value, row) => {
      let move = 0
      for (let column = 0; column <= row; column++) move += shape[row]![column]! * deviates[column]!
      return value + scale * move
    })
    const proposed = logDensity(proposal)
    const probability = proposed >= density ? 1 : Math.exp(proposed - density)
    if (generator.real() < probability) {
      point = proposal
      density = proposed
    }
    return Number.isNaN(probability) ? 0 : probability
  }

  for (let index = 0; index < warmup; index++) {
    logScale += (step() - target) / Math.sqrt(1 + index / 10)
    if (index === warmup >> 1) visited.forget()
    visited.add(point)
    if (index % 50 === 49 && visited.count > 10 * size) shape = visited.factor(scales) ?? shape
  }

  const points: (readonly number[])[] = []
  let taken = 0
  for (let index = 0; index < draws * thinning; index++) {
    taken += step()
    if (index % thinning === thinning - 1) points.push(point)
  }
  return { points, acceptance: taken / (draws * thinning) }
}

class RunningCovariance {
  count = 0
  private readonly means: number[]
  private readonly products: number[][]

  constructor(size: number) {
    this.means = new Array<number>(size).fill(0)
    this.products = this.means.map(() => new Array<number>(size).fill(0))
  }

  forget(): void {
    this.count = 0
    this.means.fill(0)
    for (const row of this.products) row.fill(0)
  }

  add(point: readonly number[]): void {
    this.count++
    const before = point.map((value, index) => value - this.means[index]!)
    before.forEach((difference, index) => (this.means[index]! += difference / this.count))
    for (let row = 0; row < point.length; row++) {
      for (let column = 0; column <= row; column++)
        this.products[row]![column]! += before[row]! * (point[column]! - this.means[column]!)
    }
  }

  /**
   * Cholesky factor of the covariance (divisor n - 1), with a trace of the scales on the diagonal; undefined where
   * rounding spoils it.
   */
  factor(scales: readonly number[]): number[][] | undefined {
    const covariance = this.products.map((row, index) =>
      row.map((product, column) => product / (this.count - 1) + (index === column ? (1e-4 * scales[index]!) ** 2 : 0)),
    )
    return choleskyFactor(covariance, 0)
  }
}

function diagonal(values: readonly number[]): number[][] {
  return values.map((value, row) => values.map((_, column) => (row === column ? value : 0)))
}
