import { ascending } from '../sampling/quantile.ts'
import type { SeededGenerator } from '../random/seeded-generator.ts'
import { intervalOf, type EmergenceForecast, type Interval } from './forecast-emergence.ts'

export interface EmergenceComparison {
  /** Few-shot emergence of the first minus the second, in nats: above 0 where the first needs less pretraining. */
  readonly difference: { readonly mostLikely: number; readonly posterior: Interval }
  /** Probability that the task emerges at a higher loss, that is in weaker models, with the first. */
  readonly firstEmergesEarlier: number
}

/**
 * Compares two pretraining sets by where a task emerges. Losses must be measured on the same text with the same unit,
 * else the difference means nothing. The posteriors are independent: draws are paired at random.
 */
export function compareEmergence(
  first: EmergenceForecast,
  second: EmergenceForecast,
  generator: SeededGenerator,
): EmergenceComparison {
  const pairs = Math.max(first.draws.length, second.draws.length) * 4
  const differences = ascending(
    Array.from(
      { length: pairs },
      () => first.draws[generator.integer(first.draws.length)]! - second.draws[generator.integer(second.draws.length)]!,
    ),
  )
  const above = differences.reduce((count, difference) => count + (difference > 0 ? 1 : 0), 0)
  return {
    difference: {
      mostLikely: first.emergence.mostLikely - second.emergence.mostLikely,
      posterior: intervalOf(differences),
    },
    firstEmergesEarlier: above / pairs,
  }
}
