import { plural } from '../format/quantity.ts'
import { normalDeviates } from '../random/normal-deviate.ts'
import type { SeededGenerator } from '../random/seeded-generator.ts'
import type { CheckpointScore } from './checkpoint.ts'
import { expectedScore, type EmergenceLaw } from './emergence-law.ts'

/** A made-up study: a known law, checkpoints of given losses, amounts of data, and normal noise on every score. */
export interface SimulatedStudy {
  readonly law: EmergenceLaw
  /** One checkpoint per loss, in nats. */
  readonly losses: readonly number[]
  /** Amounts of finetuning data, at least 1 each. */
  readonly examples: readonly number[]
  /** Standard deviation of a score. */
  readonly noise: number
}

/**
 * A task like those of Snell and others: few-shot emergence at 2.00 nats with 5 examples, seen from 14 weaker
 * checkpoints.
 */
export const typicalStudy: SimulatedStudy = {
  law: { form: 'log-power', slope: 0.8, base: 0.05, factor: 0.04, exponent: 1, offset: 2 - 0.04 * Math.log(5) },
  losses: Array.from({ length: 14 }, (_, index) => 2.02 + (0.4 * index) / 13),
  examples: [32, 64, 128, 256, 512, 1024, 2048, 4096],
  noise: 0.01,
}

/**
 * One score per checkpoint and amount of data. Scores may leave 0 to 1 where noise or the law takes them there.
 *
 * @throws RangeError for a law whose scores are beyond what numbers can hold
 */
export function simulateCheckpoints(study: SimulatedStudy, generator: SeededGenerator): CheckpointScore[] {
  const normal = normalDeviates(generator)
  return study.losses.flatMap((loss, index) =>
    study.examples.map((examples) => {
      const score = expectedScore(study.law, loss, examples) + study.noise * normal()
      if (!Number.isFinite(score))
        throw new RangeError(
          `Law: expected finite scores, found ${score} at loss ${loss} and ${plural(examples, 'example')}`,
        )
      return { checkpoint: `checkpoint-${index + 1}`, loss, examples, score }
    }),
  )
}
