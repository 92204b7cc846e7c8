import { describe, expect, it } from 'vitest'
import { exactTerms, pooledSimilarity, resolvedPair, sampledTerms } from '../../bench/sampled-similarity.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'

const first = {
  alleles: [
    { text: 'a', end: false, p: 0.4 },
    { text: 'b', end: false, p: 0.2 },
    { text: 'b', end: true, p: 0.2 },
  ],
  residue: [{ prefix: '', p: 0.2 }],
}
const second = {
  alleles: [
    { text: 'b', end: false, p: 0.5 },
    { text: 'c', end: false, p: 0.5 },
  ],
  residue: [],
}

describe('sampled similarity', () => {
  const pair = resolvedPair(first, second)

  it('has the terms of the resolved parts, scaled to 1', () => {
    const { cross, first: own, second: other } = exactTerms(pair)
    expect([cross, own, other]).toEqual([
      expect.closeTo(0.25 * 0.5, 12),
      expect.closeTo(0.25 + 0.0625 + 0.0625, 12),
      0.5,
    ])
    expect(pooledSimilarity([{ cross, first: own, second: other }])).toBeCloseTo(0.125 / Math.sqrt(0.375 * 0.5), 12)
  })

  it('is off by (1 - SUM p^2) / N on average in the squares and not at all in the cross term', () => {
    const generator = seededGenerator(5)
    const runs = 20_000
    const samples = 8
    let [cross, squares] = [0, 0]
    for (let run = 0; run < runs; run += 1) {
      const terms = sampledTerms(pair, samples, generator)
      cross += terms.cross / runs
      squares += terms.first / runs
    }
    expect(cross).toBeCloseTo(0.125, 2)
    expect(squares).toBeCloseTo(0.375 + (1 - 0.375) / samples, 2)
  })

  it('refuses a gene of which nothing is resolved', () => {
    expect(() => resolvedPair({ alleles: [], residue: [{ prefix: '', p: 1 }] }, second)).toThrow(
      'expected a resolved allele',
    )
  })
})
