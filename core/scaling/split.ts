import type { SeededGenerator } from '../random/seeded-generator.ts'

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
 * For each model whether it is trained on.
 *
 * @param flops compute of each model in 1e21 FLOPs, undefined where not known
 * @throws RangeError for a share outside 0 to 1
 */
export function splitModels(flops: readonly (number | undefined)[], split: Split, generator: SeededGenerator): boolean[] {
  if (split.by === 'none') return flops.map(() => true)
  if (split.by === 'cutoff') return flops.map((value) => value !== undefined && value <= split.flops)
  if (!(split.share > 0 && split.share < 1)) throw new RangeError(`Share held out: expected more than 0 and less than 1, found ${split.share}`)
  const held = Math.floor(split.share * flops.length)
  const order = flops.map((_, index) => index)
  if (split.by === 'top') order.sort((i, j) => descending(flops[i] ?? Infinity, flops[j] ?? Infinity) || i - j)
  else shuffle(order, generator)
  const train = flops.map(() => true)
  for (const index of order.slice(0, held)) train[index] = false
  return train
}

/** Fisher and Yates' shuffle, in place. */
function shuffle(values: number[], generator: SeededGenerator): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = generator.integer(last + 1)
    const kept = values[last]!
    values[last] = values[other]!
    values[other] = kept
  }
}

/** A difference would be no number for two infinities. */
function descending(first: number, second: number): number {
  return first === second ? 0 : first > second ? -1 : 1
}
