import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startReading } from '../../../core/population/allele-reader.ts'
import { binKinds, createTokenBins } from '../../../core/population/token-bins.ts'
import type { TokenBytes } from '../../../core/population/token-bytes.ts'
import { binnedDistribution } from '../../../native/expansion/binned-distribution.ts'
import { NonFiniteScoresError } from '../../../native/expansion/next-distribution.ts'
import { VocabularyKernel } from '../../../native/kernel/vocabulary-kernel.ts'

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
function expectHonest(scores: readonly number[], temperature: number, floor: number, droppable: number): void {
  const given = Float32Array.from(scores)
  const p = softmax(Array.from(given), temperature)
  const close = 5
  const binned = binnedDistribution(new VocabularyKernel(size), given, temperature, tokenBins, floor, droppable)
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
    if (tokenBins.kind[tokenBins.binOf[token]!] === binKinds.prefix && !paths.has(token) && value >= floor) left += value
  })
  expect(left).toBeLessThanOrEqual(droppable * (1 + 1e-5))
  Array.from(binned.pathTokens).forEach((token, index) => {
    expect(binned.pathProbabilities[index]! / p[token]!).toBeCloseTo(1, close)
    expect(found.has(tokenBins.binOf[token]!)).toBe(true)
  })
}

describe('binnedDistribution', () => {
  it('keeps all mass, and leaves out no more than it may', () => {
    fc.assert(
      fc.property(
        anyScores,
        fc.constantFrom(1, 0.7, 1.5),
        fc.constantFrom(1e-9, 1e-6, 1e-3),
        fc.constantFrom(0, 1e-6, 1e-3),
        (scores, temperature, floor, droppable) => expectHonest(scores, temperature, floor, droppable),
      ),
      { numRuns: 200 },
    )
  })

  it('gives every bin its exact sum where nothing is below the floor', () => {
    fc.assert(
      fc.property(anyScores, (scores) => {
        const given = Float32Array.from(scores)
        const p = softmax(Array.from(given), 1)
        const { bins, probabilities } = binnedDistribution(new VocabularyKernel(size), given, 1, tokenBins, 0, 0)
        const expected = new Float64Array(tokenBins.count)
        p.forEach((value, token) => (expected[tokenBins.binOf[token]!]! += value))
        bins.forEach((bin, index) => expect(Math.abs(probabilities[index]! - expected[bin]!)).toBeLessThan(1e-6 * (bin === 0 ? 1 : 20 * expected[bin]!)))
        expect(bins.length).toBe(1 + expected.filter((value, bin) => bin > 0 && value > 0).length)
      }),
      { numRuns: 30 },
    )
  })

  it('leaves nothing behind for the next call', () => {
    const kernel = new VocabularyKernel(size)
    const bin = (...rest: [Float32Array, number, typeof tokenBins, number, number]): unknown => binnedDistribution(kernel, ...rest)
    const scores = Float32Array.from({ length: size }, (_, index) => Math.sin(index) * 5)
    const first = bin(scores, 1, tokenBins, 1e-4, 1e-4)
    bin(Float32Array.from(scores, (score) => -score), 0.5, tokenBins, 1e-9, 0)
    expect(bin(scores, 1, tokenBins, 1e-4, 1e-4)).toStrictEqual(first)
  })

  it('serves tables of several states in turn', () => {
    const kernel = new VocabularyKernel(size)
    const shorter = createTokenBins(vocabulary, startReading('none'), 2)
    const scores = Float32Array.from({ length: size }, (_, index) => Math.sin(index) * 5)
    for (const table of [shorter, tokenBins, shorter]) {
      expect(binnedDistribution(kernel, scores, 1, table, 1e-6, 0)).toStrictEqual(binnedDistribution(new VocabularyKernel(size), scores, 1, table, 1e-6, 0))
    }
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses a score of %s', (bad) => {
    const scores = new Float32Array(size)
    scores[size - 2] = bad
    expect(() => binnedDistribution(new VocabularyKernel(size), scores, 1, tokenBins, 1e-6, 0)).toThrow(NonFiniteScoresError)
    const nothing = new Float32Array(size).fill(-Infinity)
    expect(() => binnedDistribution(new VocabularyKernel(size), nothing, 1, tokenBins, 1e-6, 0)).toThrow(NonFiniteScoresError)
  })
})
