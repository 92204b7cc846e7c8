/** A stream of pseudo-random numbers that depends on its seed only. */
export interface SeededGenerator {
  /** Next integer, uniform in 0 .. 2^32 - 1. */
  uint32(): number
  /** Next integer, uniform in 0 .. below - 1; `below` is an integer in 1 .. 2^32. */
  integer(below: number): number
  /** Next real number, uniform in [0, 1) on the multiples of 2^-53. */
  real(): number
}

const twoTo32 = 2 ** 32

/**
 * The generator sfc32 ("small fast counting") of Chris Doty-Humphrey, from PractRand 0.9x: 96 bits of mixed state and a
 * 32-bit counter, so no seed leads to a cycle shorter than 2^32. Seeded as PractRand seeds it from a 64-bit integer:
 * the halves of the seed in two words, the counter at 1, and twelve outputs thrown away.
 *
 * @param seed integer in 0 .. 2^53 - 1
 * @throws RangeError for any other seed
 */
export function seededGenerator(seed: number): SeededGenerator {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`Seed: expected an integer from 0 to ${Number.MAX_SAFE_INTEGER}, found ${seed}`)
  }
  let a = 0
  let b = seed | 0
  let c = Math.floor(seed / twoTo32) | 0
  let counter = 1

  function uint32(): number {
    const output = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + output) | 0
    return output >>> 0
  }
  for (let round = 0; round < 12; round++) uint32()

  function integer(below: number): number {
    if (!Number.isInteger(below) || below < 1 || below > twoTo32) {
      throw new RangeError(`Upper end of a random integer: expected an integer from 1 to 2^32, found ${below}`)
    }
    // Outputs at or above the largest multiple of `below` would make small results more likely: draw again.
    const fair = twoTo32 - (twoTo32 % below)
    let output = uint32()
    while (output >= fair) output = uint32()
    return output % below
  }

  function real(): number {
    const high = uint32() >>> 5
    const low = uint32() >>> 6
    return (high * 2 ** 26 + low) * 2 ** -53
  }

  return { uint32, integer, real }
}
