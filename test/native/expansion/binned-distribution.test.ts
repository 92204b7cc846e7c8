import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startReading } from '../../../core/population/allele-reader.ts'
import { createTokenBins } from '../../../core/population/token-bins.ts'
import type { TokenBytes } from '../../../core/population/token-bytes.ts'
import { createBinner } from '../../../native/expansion/binned-distribution.ts'
import { NonFiniteScoresError } from '../../../native/expansion/next-distribution.ts'

/** Every text of one to five letters of three. */
const texts = [1, 2, 3, 4, 5].reduce<string[][]>((rows) => [...rows, (rows.at(-1) ?? ['']).flatMap((text) => ['a', 'b', 'c'].map((letter) => text + letter))], []).flat()
const vocabulary: TokenBytes = {
  size: texts.length + 1,
  kind: (token) => (token === texts.length ? 'end' : 'text'),
  bytes: (token) => Buffer.from(texts[token]!),
}
const size = vocabulary.size
const tokenBins = createTokenBins(vocabulary, startReading('none'), 4)

const anyScores = fc.array(fc.double({ min: -30, max: 10, noNaN: true }), { minLength: size, maxLength: size })

function softmax(scores: readonly number[], temperature: number): number[] {
  const top = Math.max(...scores)
  const weights = scores.map((score) => Math.exp((score - top) / temperature))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** What must hold of the result whatever the floor: all mass is there, and each bin holds what its tokens and folded bins give. */
function expectHonest(scores: readonly number[], single: boolean, temperature: number, floor: number, droppable: number): void {
  const given = single ? Float32Array.from(scores) : Float64Array.from(scores)
  const p = softmax(Array.from(given), temperature)
  const close = single ? 5 : 11
  const binned = createBinner(size)(given, temperature, tokenBins, floor, droppable)
  const found = new Map(Array.from(binned.bins, (bin, index) => [bin, binned.probabilities[index]!]))
  expect(found.has(0)).toBe(true)
  expect([...found.values()].reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, close)
  // Below any prefix there is never more than its tokens hold, and the empty prefix makes up for what is missing.
  for (const [bin, mass] of found) {
    if (bin > 0) expect(mass).toBeGreaterThanOrEqual(floor * (1 - 1e-5))
    const below = p.reduce((sum, value, token) => {
      for (let at = tokenBins.binOf[token]!; at >= 0; at = tokenBins.above[at]!) if (at === bin) return sum + value
      return sum
    }, 0)
    expect(mass).toBeLessThanOrEqual(below * (1 + 1e-5) + 1e-9)
  }
  const paths = new Set(binned.pathTokens)
  let left = 0
  p.forEach((value, token) => {
    if (tokenBins.isPath[tokenBins.binOf[token]!] === 1 && !paths.has(token) && value >= floor) left += value
  })
  expect(left).toBeLessThanOrEqual(droppable * (1 + 1e-5))
  Array.from(binned.pathTokens).forEach((token, index) => {
    expect(binned.pathProbabilities[index]! / p[token]!).toBeCloseTo(1, close)
    expect(found.has(tokenBins.binOf[token]!)).toBe(true)
  })
}

describe('createBinner', () => {
  it('keeps all mass, and leaves out no more than it may, in both precisions', () => {
    fc.assert(
      fc.property(
        anyScores,
        fc.boolean(),
        fc.constantFrom(1, 0.7, 1.5),
        fc.constantFrom(1e-9, 1e-6, 1e-3),
        fc.constantFrom(0, 1e-6, 1e-3),
        (scores, single, temperature, floor, droppable) => expectHonest(scores, single, temperature, floor, droppable),
      ),
      { numRuns: 200 },
    )
  })

  it('gives every bin its exact sum where nothing is below the floor', () => {
    fc.assert(
      fc.property(anyScores, (scores) => {
        const p = softmax(scores, 1)
        const { bins, probabilities } = createBinner(size)(Float64Array.from(scores), 1, tokenBins, 0, 0)
        const expected = new Float64Array(tokenBins.count)
        p.forEach((value, token) => (expected[tokenBins.binOf[token]!]! += value))
        bins.forEach((bin, index) => expect(probabilities[index]).toBeCloseTo(expected[bin]!, 12))
        expect(bins.length).toBe(1 + expected.filter((value, bin) => bin > 0 && value > 0).length)
      }),
      { numRuns: 30 },
    )
  })

  it('leaves nothing behind for the next call', () => {
    const bin = createBinner(size)
    const scores = Float32Array.from({ length: size }, (_, index) => Math.sin(index) * 5)
    const first = bin(scores, 1, tokenBins, 1e-4, 1e-4)
    bin(Float32Array.from(scores, (score) => -score), 0.5, tokenBins, 1e-9, 0)
    expect(bin(scores, 1, tokenBins, 1e-4, 1e-4)).toStrictEqual(first)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses a score of %s, in both precisions', (bad) => {
    const scores = Array.from({ length: size }, () => 0)
    scores[size - 2] = bad
    for (const given of [Float32Array.from(scores), Float64Array.from(scores)]) {
      expect(() => createBinner(size)(given, 1, tokenBins, 1e-6, 0)).toThrow(NonFiniteScoresError)
    }
    const nothing = new Float32Array(size).fill(-Infinity)
    expect(() => createBinner(size)(nothing, 1, tokenBins, 1e-6, 0)).toThrow(NonFiniteScoresError)
  })
})
