import type { SeededGenerator } from './seeded-generator.ts'

/**
 * Standard normal deviates from a stream of uniform ones, by the polar form of Box and Muller's method (Marsaglia and
 * Bray, SIAM Review 6, 1964). Deviates come in pairs; the second of a pair is kept for the next call.
 */
export function normalDeviates(generator: SeededGenerator): () => number {
  let kept: number | undefined
  return () => {
    if (kept !== undefined) {
      const deviate = kept
      kept = undefined
      return deviate
    }
    for (;;) {
      const x = 2 * generator.real() - 1
      const y = 2 * generator.real() - 1
      const square = x * x + y * y
      if (square > 0 && square < 1) {
        const scale = Math.sqrt((-2 * Math.log(square)) / square)
        kept = y * scale
        return x * scale
      }
    }
  }
}
