import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AlleleTrie } from '../../../core/population/allele-trie.ts'
import { populationBound } from './population-bound.ts'
import type { GenePopulation } from '../../../core/population/population.ts'
import { assign, assignTo, population, possible, product, sumOfSquares } from './random-population.ts'

/** The largest excess over all ways to let each prefix's residue fall on one allele as a whole, by trying every one. */
function exhaustively({ alleles, residue }: GenePopulation): number {
  const key = ({ text, end }: { readonly text: string; readonly end: boolean }): string => `${text}|${end}`
  const masses = new Map(
    possible.map((allele) => [key(allele), alleles.find((item) => key(item) === key(allele))?.p ?? 0]),
  )
  const low = [...masses.values()].reduce((sum, mass) => sum + mass * mass, 0)
  const largest = (from: number): number => {
    if (from === residue.length) return [...masses.values()].reduce((sum, mass) => sum + mass * mass, 0)
    const { prefix, p } = residue[from]!
    let best = 0
    for (const allele of possible) {
      if (!allele.text.startsWith(prefix)) continue
      const before = masses.get(key(allele))!
      masses.set(key(allele), before + p)
      best = Math.max(best, largest(from + 1))
      masses.set(key(allele), before)
    }
    return best
  }
  return largest(0) - low
}

describe('populationBound', () => {
  it('is 0 where nothing is unresolved', () => {
    expect(populationBound({ alleles: [{ text: 'ab', end: false, p: 1 }], residue: [] })).toBe(0)
  })

  it('agrees with a case done by hand', () => {
    // The .1 does worst on 'aa'; with the .2 on 'b' it would add (.5^2 - .4^2) = .09 in place of .11.
    const example: GenePopulation = {
      alleles: [
        { text: 'aa', end: false, p: 0.5 },
        { text: 'b', end: true, p: 0.2 },
      ],
      residue: [
        { prefix: '', p: 0.1 },
        { prefix: 'b', p: 0.2 },
      ],
    }
    expect(populationBound(example)).toBeCloseTo(0.1 * (1 + 0.1) + 0.2 * (0.4 + 0.2), 15)
  })

  it('is the largest excess that any way of falling can reach', () => {
    const few = population.filter(({ residue }) => residue.length <= 4)
    fc.assert(
      fc.property(few, (p) => {
        expect(populationBound(p)).toBeCloseTo(exhaustively(p), 13)
      }),
      { numRuns: 300 },
    )
  })

  it('is the sum of the shares that the weights give', () => {
    fc.assert(
      fc.property(population, ({ alleles, residue }) => {
        const trie = new AlleleTrie()
        for (const { text, end, p } of alleles) trie.addAllele(text, end, p)
        for (const { prefix, p } of residue) trie.addResidue(trie.prefixOf(prefix), p)
        const bound = trie.update()
        expect(residue.reduce((sum, { prefix, p }) => sum + p * trie.weight(trie.prefixOf(prefix)), 0)).toBeCloseTo(
          bound,
          13,
        )
      }),
    )
  })

  it('encloses the sum of squares however the residue truly falls', () => {
    fc.assert(
      fc.property(
        population,
        fc.array(fc.nat(100), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        (p, choices, pieces) => {
          const truth = assign(p, choices, pieces)
          const excess = product(truth, truth) - sumOfSquares(p)
          expect(excess).toBeGreaterThanOrEqual(-1e-14)
          expect(excess).toBeLessThanOrEqual(populationBound(p) + 1e-14)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('encloses it where all residue that can falls on one allele', () => {
    fc.assert(
      fc.property(population, fc.constantFrom(...possible), (p, target) => {
        const truth = assignTo(p, target)
        expect(product(truth, truth) - sumOfSquares(p)).toBeLessThanOrEqual(populationBound(p) + 1e-14)
      }),
      { numRuns: 1000 },
    )
  })

  it('is reached by one prefix whose residue falls on its largest allele', () => {
    const example: GenePopulation = {
      alleles: [{ text: 'a', end: false, p: 0.75 }],
      residue: [{ prefix: '', p: 0.25 }],
    }
    expect(populationBound(example)).toBe(1 - 0.75 * 0.75)
  })
})
