import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import type { ScoredModel } from '../../../core/scaling/scaling-fit.ts'

export interface Synthetic {
  readonly families: number
  readonly sizes: number
  readonly seed: number
  /** Half-width of the uniform noise on a model's score. */
  readonly noise?: number
}

/**
 * Metrics are exactly two-dimensional in capability; capability is a translog function of size and tokens; the score is
 * sigmoidal in it.
 */
export function syntheticModels({ families, sizes, seed, noise = 0 }: Synthetic): ScoredModel[] {
  const generator = seededGenerator(seed)
  return Array.from({ length: families }, (_, f) => f).flatMap((f) => {
    const gift = [generator.real() * 0.2, generator.real() * 0.2]
    return Array.from({ length: sizes }, (_, s): ScoredModel => {
      const size = 0.1 * 3 ** s
      const tokens = 0.3 * (1 + generator.integer(5))
      const [first, second] = capabilities(gift, size, tokens)
      const score = 1 / (1 + Math.exp(-(8 * first! - 3 * second! - 2))) + noise * (2 * generator.real() - 1)
      return {
        id: `f${f}-${s}`,
        model: `f${f}-${s}`,
        family: `f${f}`,
        size,
        tokens,
        flops: 6 * size * tokens,
        metrics: metricsOf(first!, second!),
        score,
      }
    })
  })
}

export function capabilities(gift: readonly number[], size: number, tokens: number): number[] {
  const n = Math.log(size)
  const d = Math.log(tokens)
  return [gift[0]! + 0.05 * n + 0.03 * d + 0.01 * n * d, gift[1]! + 0.02 * n - 0.01 * d]
}

export function metricsOf(first: number, second: number): number[] {
  return [0.4 + 0.8 * first, 0.5 + 0.4 * first + 0.5 * second, 0.45 + 0.3 * first - 0.6 * second, 0.4 + 0.5 * second]
}
