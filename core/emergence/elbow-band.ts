import { ascending } from '../sampling/quantile.ts'
import { elbow } from './emergence-law.ts'
import { intervalOf, type EmergenceForecast, type Interval } from './forecast-emergence.ts'
import { inNats } from './likelihood.ts'

/** Where the elbow lies after finetuning on some examples, in nats. */
export interface ElbowPoint {
  readonly examples: number
  readonly mostLikely: number
  readonly posterior: Interval
}

/**
 * The elbow from the few-shot limit to `most` examples at `count` amounts, evenly apart in their logarithm; count at
 * least 2.
 */
export function elbowBand({ fit, posterior, settings }: EmergenceForecast, most: number, count = 33): ElbowPoint[] {
  const nats = (point: number): number => inNats(settings.lossScale, point)
  return Array.from({ length: count }, (_, index) => {
    const examples = settings.fewShot * (most / settings.fewShot) ** (index / (count - 1))
    return {
      examples,
      mostLikely: nats(elbow(fit.law, examples)),
      posterior: intervalOf(ascending(posterior.laws.map((law) => nats(elbow(law, examples))))),
    }
  })
}
