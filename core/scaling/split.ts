import type { SeededGenerator } from '../random/seeded-generator.ts'
import { shuffle } from '../random/shuffle.ts'

/** Which models a law is fitted on; the others are predicted. */
export type Split =
  | { readonly by: 'none' }
  /** Models of at most so much compute, in 1e21 FLOPs, are trained on; those of unknown compute are not. */
  | { readonly by: 'cutoff'; readonly flops: number }
  /** The share of models with the most compute is held out; those of unknown compute come first. */
  | { readonly by: 'top'; readonly share: number }
  /** A share of models drawn at random is held out. */
  | { readonly by: 'random'; readonly share: number }
  /**
   * The share of models with the highest scores is held out: for models whose compute is not known, such as those
   * behind agents.
   */
  | { readonly by: 'best'; readonly share: number }

/** What a split goes by. */
export interface SplitModel {
  /** Compute in 1e21 FLOPs, null where not known. */
  readonly flops: number | null
  readonly score: number
}

/**
 * For each model whether it is trained on.
 *
 * @throws RangeError for a share outside 0 to 1, or a cutoff below all models
 */
export function splitModels(models: readonly SplitModel[], split: Split, generator: SeededGenerator): boolean[] {
  if (split.by === 'none') return models.map(() => true)
  if (split.by === 'cutoff') {
    const isBelow = models.map(({ flops }) => flops !== null && flops <= split.flops)
    if (!isBelow.includes(true))
      throw new RangeError(
        `Cutoff ${split.flops}: expected models of at most so much compute (1e21 FLOPs), found none of ${models.length}`,
      )
    return isBelow
  }
  if (!(split.share > 0 && split.share < 1))
    throw new RangeError(`Share held out: expected more than 0 and less than 1, found ${split.share}`)
  const held = Math.floor(split.share * models.length)
  const order = models.map((_, index) => index)
  if (split.by === 'random') shuffle(order, generator)
  else {
    const rank = split.by === 'top' ? ({ flops }: SplitModel) => flops ?? Infinity : ({ score }: SplitModel) => score
    order.sort((i, j) => descending(rank(models[i]!), rank(models[j]!)) || i - j)
  }
  const train = models.map(() => true)
  for (const index of order.slice(0, held)) train[index] = false
  return train
}

/** A difference would be no number for two infinities. */
function descending(first: number, second: number): number {
  return first === second ? 0 : first > second ? -1 : 1
}
