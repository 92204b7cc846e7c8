import type { SeededGenerator } from './seeded-generator.ts'

/** Puts values in a random order, in place; all orders are equally likely (Fisher and Yates' shuffle from the end). */
export function shuffle(values: number[] | Float64Array, generator: SeededGenerator): void {
  for (let last = values.length - 1; last > 0; last--) {
    const drawn = generator.integer(last + 1)
    const kept = values[last]!
    values[last] = values[drawn]!
    values[drawn] = kept
  }
}
