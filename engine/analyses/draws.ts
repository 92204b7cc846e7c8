import { z } from 'zod'

/** Fields of a request whose computation draws at random. */

/** How many replicates a bootstrap has; 0: none. One option sets it in every command. */
export function replicatesField(usual: number, words: { title: string; description: string }) {
  return z
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(usual)
    .meta({ step: 100, option: 'bootstrap', ...words })
}

/** The seed of what is drawn; the same seed gives the same answer. */
export function seedField(description: string, most = 0xffffffff) {
  return z.number().int().min(0).max(most).default(1).meta({ title: 'Seed', description })
}
