import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AlleleTrie } from '../../../core/population/allele-trie.ts'
import { quantumExponent } from '../../../core/population/fold.ts'
import { populationBound } from './population-bound.ts'
import type { GenePopulation } from '../../../core/population/population.ts'
import { foldedResult } from './folded-result.ts'
import { assign, population, product, sumOfSquares } from './random-population.ts'

function trieOf({ alleles, residue }: GenePopulation): AlleleTrie {
  const trie = new AlleleTrie()
  for (const { text, end, p } of alleles) trie.addAllele(text, end, p)
  for (const { prefix, p } of residue) trie.addResidue(trie.prefixOf(prefix), p)
  return trie
}

const threshold = fc.constantFrom(0, 1e-3, 0.02, 0.1, 0.5)
const exponent = fc.constantFrom(10, 30, 52)
const budget = fc.constantFrom(0, 1e-3, 0.1)

describe('quantumExponent', () => {
  it('is the smallest that makes the quantum a hundred-thousandth of the tolerance, at most 52', () => {
    expect(quantumExponent(1e-3)).toBe(27)
    expect(quantumExponent(1e-12)).toBe(52)
    expect(2 ** -quantumExponent(1e-4)).toBeLessThanOrEqual(1e-9)
    expect(2 ** -quantumExponent(1e-4)).toBeGreaterThan(0.5e-9)
  })
})

describe('foldPopulation', () => {
  it('keeps alleles and residue summing to exactly 1 in whole quanta', () => {
    fc.assert(
      fc.property(population, threshold, budget, exponent, (p, low, spend, k) => {
        const folded = foldedResult(trieOf(p), { threshold: low, budget: spend, exponent: k })
        const all = [...folded.alleles.map((allele) => allele.p), ...folded.residue.map((residue) => residue.p)]
        for (const mass of all) expect(Number.isInteger(mass * 2 ** k)).toBe(true)
        expect(all.reduce((sum, mass) => sum + mass * 2 ** k, 0)).toBe(2 ** k)
        expect(folded.unresolved).toBe(folded.residue.reduce((sum, residue) => sum + residue.p, 0))
      }),
    )
  })

  it('keeps no allele and, but for the empty prefix, no residue below the threshold', () => {
    fc.assert(
      fc.property(population, threshold, (p, low) => {
        const folded = foldedResult(trieOf(p), { threshold: low, budget: 0, exponent: 52 })
        for (const allele of folded.alleles) expect(allele.p).toBeGreaterThanOrEqual(low * (1 - 1e-12) - 2 ** -52)
        for (const residue of folded.residue) {
          if (residue.prefix !== '') expect(residue.p).toBeGreaterThanOrEqual(low * (1 - 1e-12) - 2 ** -52)
        }
      }),
    )
  })

  it('reports the bound of exactly what it returns, and that bound is true of what was folded', () => {
    fc.assert(
      fc.property(
        population,
        threshold,
        budget,
        exponent,
        fc.array(fc.nat(100), { minLength: 1, maxLength: 20 }),
        (p, low, spend, k, choices) => {
          const folded = foldedResult(trieOf(p), { threshold: low, budget: spend, exponent: k })
          expect(folded.bound).toBeCloseTo(populationBound(folded), 13)
          const truth = assign(p, choices, 2)
          const squares = product(truth, truth)
          expect(squares).toBeGreaterThanOrEqual(sumOfSquares(folded) - 1e-14)
          expect(squares).toBeLessThanOrEqual(sumOfSquares(folded) + folded.bound + 1e-14)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('moves a rare allele to its longest prefix, a rare end allele to its own text, and rare residue upwards', () => {
    const trie = trieOf({
      alleles: [
        { text: 'aab', end: false, p: 1 / 64 },
        { text: 'b', end: true, p: 1 / 64 },
        { text: 'bbb', end: false, p: 0.5 },
      ],
      residue: [
        { prefix: 'aa', p: 1 / 16 },
        { prefix: 'b', p: 1 / 16 },
        { prefix: 'ba', p: 1 / 64 },
        { prefix: '', p: 21 / 64 },
      ],
    })
    const folded = foldedResult(trie, { threshold: 1 / 32, budget: 0, exponent: 20 })
    expect(folded.alleles).toEqual([{ text: 'bbb', end: false, p: 0.5 }])
    expect(folded.residue).toEqual([
      { prefix: '', p: 21 / 64 },
      { prefix: 'b', p: 6 / 64 },
      { prefix: 'aa', p: 5 / 64 },
    ])
  })

  it('gives back what sums exceed 1 by: the most probable allele, or the largest residue where every allele is folded', () => {
    const quantum = 2 ** -20
    for (const threshold of [0, 0.5]) {
      const trie = trieOf({
        alleles: [
          { text: 'aaa', end: false, p: 0.25 },
          { text: 'bbb', end: false, p: 0.375 },
        ],
        residue: [
          { prefix: 'aa', p: 0.25 },
          { prefix: 'bb', p: 0.125 + 3 * quantum },
        ],
      })
      const folded = foldedResult(trie, { threshold, budget: 0, exponent: 20 })
      expect(folded.residue.filter(({ prefix }) => prefix === '')).toEqual([])
      const all = [...folded.alleles, ...folded.residue].map(({ p }) => p)
      expect(all.reduce((sum, p) => sum + p, 0)).toBe(1)
      expect(folded.bound).toBeCloseTo(populationBound(folded), 13)
      if (threshold === 0) expect(folded.alleles[0]).toEqual({ text: 'bbb', end: false, p: 0.375 - 3 * quantum })
      else {
        expect([folded.alleles, folded.residue]).toEqual([
          [],
          [
            { prefix: 'aa', p: 0.5 },
            { prefix: 'bb', p: 0.5 },
          ],
        ])
      }
    }
  })

  it('spends no more of its budget than it has, cheapest entries first, and folds nothing without one', () => {
    fc.assert(
      fc.property(population, fc.constantFrom(1e-3, 0.02, 0.2), (p, spend) => {
        const kept = foldedResult(trieOf(p), { threshold: 0, budget: 0, exponent: 52 })
        const thinned = foldedResult(trieOf(p), { threshold: 0, budget: spend, exponent: 52 })
        expect(thinned.alleles.length).toBeLessThanOrEqual(kept.alleles.length)
        expect(kept.alleles.length).toBe(p.alleles.filter((allele) => allele.p >= 2 ** -52).length)
        expect(thinned.bound).toBeGreaterThanOrEqual(kept.bound - 1e-12)
      }),
    )
    // Weights: '' 2 * 0.5 + 0.25, 'aa' 2 * 0.5 + 0.25, 'bb' 2 * 0.125 + 0.25: the allele below 'bb' is the
    // cheaper one to fold; from there 'b' weighs the same and is next to free, '' is not.
    const trie = trieOf({
      alleles: [
        { text: 'aaa', end: false, p: 0.5 },
        { text: 'aab', end: false, p: 1 / 16 },
        { text: 'bba', end: false, p: 1 / 8 },
        { text: 'bbb', end: false, p: 1 / 16 },
      ],
      residue: [{ prefix: '', p: 0.25 }],
    })
    const folded = foldedResult(trie, { threshold: 0, budget: 0.04, exponent: 20 })
    expect(folded.alleles.map(({ text }) => text)).toEqual(['aaa', 'bba', 'aab'])
    expect(folded.residue).toEqual([
      { prefix: '', p: 0.25 },
      { prefix: 'b', p: 1 / 16 },
    ])
  })
})
