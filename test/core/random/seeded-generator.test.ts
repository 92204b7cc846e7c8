import { describe, expect, test } from 'vitest'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

/** sfc32 in whole numbers of any size, from its description: no 32-bit operators, so a slip in those shows. */
function* sfc32(seed: bigint): Generator<bigint> {
  const word = 2n ** 32n
  let [a, b, c, counter] = [0n, seed % word, seed / word, 1n]
  for (let round = 0; ; round++) {
    const output = (a + b + counter) % word
    counter = (counter + 1n) % word
    a = b ^ (b / 2n ** 9n)
    b = (c + c * 8n) % word
    c = (((c * 2n ** 21n) % word) + c / 2n ** 11n + output) % word
    if (round >= 12) yield output
  }
}

describe('seeded generator', () => {
  test.each([0, 1, 42, 0xffffffff, 2 ** 32, Number.MAX_SAFE_INTEGER])('seed %d gives the stream of sfc32', (seed) => {
    const generator = seededGenerator(seed)
    const reference = sfc32(BigInt(seed))
    for (let i = 0; i < 2000; i++) expect(generator.uint32()).toBe(Number(reference.next().value))
  })

  test('integers are uniform, also where 2^32 is no multiple of the range', () => {
    const below = 3 * 2 ** 30
    const generator = seededGenerator(5)
    // A remainder of 32 random bits would fall below 2^30 twice as often as into any other third.
    const counts = [0, 0, 0]
    for (let i = 0; i < 30_000; i++) counts[Math.floor(generator.integer(below) / 2 ** 30)]!++
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    expect(chiSquare).toBeLessThan(18.4) // 2 degrees of freedom, probability 1e-4
  })

  test('integers cover their range', () => {
    const generator = seededGenerator(6)
    expect(new Set(Array.from({ length: 200 }, () => generator.integer(7)))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]))
    expect(Array.from({ length: 5 }, () => generator.integer(1))).toEqual([0, 0, 0, 0, 0])
    expect(generator.integer(2 ** 32)).toBeLessThan(2 ** 32)
  })

  test('real numbers are uniform in [0, 1)', () => {
    const generator = seededGenerator(8)
    const counts = new Array<number>(20).fill(0)
    for (let i = 0; i < 20_000; i++) {
      const value = generator.real()
      expect(value * 2 ** 53).toBe(Math.floor(value * 2 ** 53))
      counts[Math.floor(value * 20)]!++
    }
    expect(counts).toHaveLength(20)
    // 19 degrees of freedom, probability 1e-4
    expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(50.8)
  })

  test('refuses seeds and ranges that it would have to bend', () => {
    for (const seed of [-1, 0.5, NaN, 2 ** 53])
      expect(() => seededGenerator(seed)).toThrow('expected an integer from 0 to 9007199254740991')
    for (const below of [0, -3, 1.5, 2 ** 32 + 1])
      expect(() => seededGenerator(1).integer(below)).toThrow(`found ${below}`)
  })
})
