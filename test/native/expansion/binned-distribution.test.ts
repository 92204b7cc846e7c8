import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startReading } from '../../../core/population/allele-reader.ts'
import { AlleleTrie } from '../../../core/population/allele-trie.ts'
import { binKinds } from '../../../core/population/token-bins.ts'
import { binText } from '../../core/population/bin-text.ts'
import type { TokenBytes } from '../../../core/population/token-bytes.ts'
import {
  type BinnedDistribution,
  binnedDistribution,
  type BinningLimits,
} from '../../../native/expansion/binned-distribution.ts'
import { NonFiniteScoresError } from '../../../native/expansion/next-distribution.ts'
import { BinTables } from '../../../native/kernel/bin-tables.ts'
import { KernelMemory } from '../../../native/kernel/kernel-memory.ts'
import { VocabularyKernel } from '../../../native/kernel/vocabulary-kernel.ts'

/** Every text of one to five letters of three. */
const texts = [1, 2, 3, 4, 5]
  .reduce<string[][]>(
    (rows) => [...rows, (rows.at(-1) ?? ['']).flatMap((text) => ['a', 'b', 'c'].map((letter) => text + letter))],
    [],
  )
  .flat()
const vocabulary: TokenBytes = {
  size: texts.length + 1,
  kind: (token) => (token === texts.length ? 'end' : 'text'),
  bytes: (token) => Buffer.from(texts[token]!),
}
const size = vocabulary.size
const kernel = new VocabularyKernel(size)
const tables = new BinTables(vocabulary, kernel.memory)
const tokenBins = tables.table({ state: startReading('none'), wanted: 4 })

const anyScores = fc.array(fc.double({ min: -30, max: 10, noNaN: true }), { minLength: size, maxLength: size })

function softmax(scores: readonly number[], temperature: number): number[] {
  const top = Math.max(...scores)
  const weights = scores.map((score) => Math.exp((score - top) / temperature))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** A copy: views would be overwritten by the next call. */
const kept = ({ bins, probabilities, pathTokens, pathProbabilities }: BinnedDistribution): number[][] => [
  [...bins],
  [...probabilities],
  [...pathTokens],
  [...pathProbabilities],
]

const everything: BinningLimits = { floor: 0, rest: 0, highest: 1, price: 0, cap: 0 }

/** The bound on a gene of which only this distribution is known. */
function boundOf({ bins, probabilities }: BinnedDistribution): number {
  const trie = new AlleleTrie()
  bins.forEach((bin, index) => {
    const text = binText(tokenBins, bin)
    if (tokenBins.kind[bin] === binKinds.prefix) trie.addResidue(trie.prefixOf(text), probabilities[index]!)
    else trie.addAllele(text, tokenBins.kind[bin] === binKinds.end, probabilities[index]!)
  })
  return trie.update()
}

/**
 * What must hold of the result whatever the limits: all mass is there, and each bin holds what its tokens and folded
 * bins give.
 */
function expectHonest(scores: readonly number[], temperature: number, limits: BinningLimits): void {
  const { floor, rest, price } = limits
  const given = Float32Array.from(scores)
  const p = softmax(Array.from(given), temperature)
  const close = 5
  const binned = binnedDistribution(kernel, given, temperature, tokenBins, limits)
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
  p.forEach((value, token) => {
    // An allele below a token's prefix can have as much as the token: the token costs no less than its square.
    if (tokenBins.kind[tokenBins.binOf[token]!] !== binKinds.prefix || paths.has(token)) return
    expect(value < floor * (1 + 1e-5) || value ** 2 <= price * (1 + 1e-5) || value <= rest).toBe(true)
  })
  Array.from(binned.pathTokens).forEach((token, index) => {
    expect(binned.pathProbabilities[index]! / p[token]!).toBeCloseTo(1, close)
    expect(p[token]!).toBeGreaterThanOrEqual(floor * (1 - 1e-5))
    if (price === 0) expect(found.has(tokenBins.binOf[token]!)).toBe(true)
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
        fc.constantFrom(0, 1e-9, 1e-6, 1e-3),
        fc.constantFrom(1, 1.5, 20),
        (scores, temperature, floor, rest, price, highest) =>
          expectHonest(scores, temperature, { floor, rest, highest, price, cap: price }),
      ),
      { numRuns: 200 },
    )
  })

  it('gives every bin its exact sum where nothing is below the floor', () => {
    fc.assert(
      fc.property(anyScores, (scores) => {
        const given = Float32Array.from(scores)
        const p = softmax(Array.from(given), 1)
        const { bins, probabilities } = binnedDistribution(kernel, given, 1, tokenBins, everything)
        const expected = new Float64Array(tokenBins.count)
        p.forEach((value, token) => (expected[tokenBins.binOf[token]!]! += value))
        bins.forEach((bin, index) =>
          expect(Math.abs(probabilities[index]! - expected[bin]!)).toBeLessThan(
            1e-6 * (bin === 0 ? 1 : 20 * expected[bin]!),
          ),
        )
        expect(bins.length).toBe(1 + expected.filter((value, bin) => bin > 0 && value > 0).length)
      }),
      { numRuns: 30 },
    )
  })

  it('raises the bound by no more than the price of each bin that it does without', () => {
    fc.assert(
      fc.property(anyScores, fc.constantFrom(1e-9, 1e-7, 1e-5), fc.constantFrom(1, 10, 100), (scores, price, caps) => {
        const given = Float32Array.from(scores)
        const all = binnedDistribution(kernel, given, 1, tokenBins, everything)
        const [before, least] = [boundOf(all), all.bins.length]
        const few = binnedDistribution(kernel, given, 1, tokenBins, { ...everything, price, cap: caps * price })
        const gone = least - few.bins.length
        // Twice the cost, and twice the cap for what each of the 13 prefixes that have others below them holds.
        expect(boundOf(few)).toBeLessThanOrEqual(before + 2 * gone * price + 2 * 13 * caps * price + 1e-6 * before)
        expect(boundOf(few)).toBeGreaterThanOrEqual(before * (1 - 1e-6))
      }),
      { numRuns: 300 },
    )
  })

  it('does without most bins of a flat distribution', () => {
    const flat = new Float32Array(size)
    const { bins, probabilities } = binnedDistribution(kernel, flat, 1, tokenBins, {
      ...everything,
      price: 1e-3,
      cap: 1e-3,
    })
    expect(bins.length).toBeLessThan(tokenBins.count / 4)
    expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6)
    expect(binnedDistribution(kernel, flat, 1, tokenBins, everything).bins.length).toBe(tokenBins.count)
  })

  it('gives the same whether few tokens or all are gone through', () => {
    // A tenth of the tokens weighs something: they are looked at one by one. Slightly more weight for the others: all
    // are gone through.
    const sparse = Float32Array.from({ length: size }, (_, index) => (index % 10 === 0 ? Math.sin(index) : -40))
    const dense = sparse.map((score) => (score === -40 ? -13 : score))
    const sums = (scores: Float32Array): Map<number, number> => {
      const { bins, probabilities } = binnedDistribution(kernel, scores, 1, tokenBins, {
        ...everything,
        floor: 1e-9,
        rest: 1e-12,
      })
      return new Map(Array.from(bins, (bin, index) => [bin, probabilities[index]!]))
    }
    const [few, all] = [sums(sparse), sums(dense)]
    expect(all.size).toBeGreaterThan(few.size)
    for (const [bin, probability] of few) expect(Math.abs(all.get(bin)! - probability)).toBeLessThan(1e-3)
  })

  it('leaves nothing behind for the next call', () => {
    const bin = (given: Float32Array, temperature: number, limits: BinningLimits): unknown =>
      kept(binnedDistribution(kernel, given, temperature, tokenBins, limits))
    const coarse = { floor: 1e-4, rest: 1e-4, highest: 1.2, price: 1e-6, cap: 1e-5 }
    const scores = Float32Array.from({ length: size }, (_, index) => Math.sin(index) * 5)
    const first = bin(scores, 1, coarse)
    bin(
      Float32Array.from(scores, (score) => -score),
      0.5,
      { ...everything, floor: 1e-9 },
    )
    expect(bin(scores, 1, coarse)).toStrictEqual(first)
  })

  it('stays in its own room when the memory has none left', () => {
    const memory = new KernelMemory(new WebAssembly.Memory({ initial: 1, maximum: 3, shared: true }))
    const table = new BinTables(vocabulary, memory).table({ state: startReading('none'), wanted: 4 })
    const cramped = new VocabularyKernel(size, memory)
    const scores = new Float32Array(size)
    const directory = (): number[] => [...new Int32Array(memory.buffer, 0, 256)]
    for (let bytes = 65_536; bytes >= 64; ) {
      try {
        memory.allocate(bytes)
      } catch {
        bytes /= 2
      }
    }
    const before = directory()
    for (let turn = 0; turn < 2; turn += 1)
      expect(() => binnedDistribution(cramped, scores, 1, table, everything)).toThrow(RangeError)
    expect(directory()).toEqual(before)
  })

  it('serves tables of several states in turn', () => {
    const shorter = tables.table({ state: startReading('none'), wanted: 2 })
    const scores = Float32Array.from({ length: size }, (_, index) => Math.sin(index) * 5)
    for (const table of [shorter, tokenBins, shorter]) {
      const limits = { ...everything, floor: 1e-6 }
      const other = new VocabularyKernel(size, kernel.memory)
      expect(kept(binnedDistribution(kernel, scores, 1, table, limits))).toStrictEqual(
        kept(binnedDistribution(other, scores, 1, table, limits)),
      )
    }
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses a score of %s', (bad) => {
    const scores = new Float32Array(size)
    scores[size - 2] = bad
    expect(() => binnedDistribution(kernel, scores, 1, tokenBins, everything)).toThrow(NonFiniteScoresError)
    const nothing = new Float32Array(size).fill(-Infinity)
    expect(() => binnedDistribution(kernel, nothing, 1, tokenBins, everything)).toThrow(NonFiniteScoresError)
  })
})
