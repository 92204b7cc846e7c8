import type { CheckpointScore } from '../../../core/emergence/checkpoint.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

/** A task that rises at the strongest checkpoint alone: the scores say nothing of the slope below the elbow. */
export function lateRise(seed: number): CheckpointScore[] {
  const generator = seededGenerator(seed)
  return [100, 1000, 10_000].flatMap((examples) =>
    [2, 2.2, 2.4, 2.6, 2.8, 3].map((loss) => ({
      checkpoint: `c${loss}`,
      loss,
      examples,
      score: 0.25 + (loss === 2 ? 0.3 : 0) + 0.01 * (generator.real() - 0.5),
    })),
  )
}
