import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { populationBound } from '../../../core/population/population-bound.ts'
import type { GenePopulation } from '../../../core/population/population.ts'
import { assign, assignTo, population, possible, product, sumOfSquares } from './random-population.ts'

/** The formula as it is written, over all alleles and prefixes. */
function literally({ alleles, residue }: GenePopulation): number {
  let bound = 0
  for (const { prefix, p } of residue) {
    const top = Math.max(0, ...alleles.filter(({ text }) => text.startsWith(prefix)).map((allele) => allele.p))
    const chain = Math.max(
      ...possible
        .filter(({ text }) => text.startsWith(prefix))
        .map(({ text }) => residue.filter((other) => text.startsWith(other.prefix)).reduce((sum, other) => sum + other.p, 0)),
    )
    bound += p * (2 * top + chain)
  }
  return bound
}

describe('populationBound', () => {
  it('is 0 where nothing is unresolved', () => {
    expect(populationBound({ alleles: [{ text: 'ab', end: false, p: 1 }], residue: [] })).toBe(0)
  })

  it('agrees with a case done by hand', () => {
    // x = '': top .5, chain .1 + .2; x = 'b': top .2, chain .1 + .2.
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
    expect(populationBound(example)).toBeCloseTo(0.1 * (1 + 0.3) + 0.2 * (0.4 + 0.3), 15)
  })

  it('agrees with the formula written out', () => {
    fc.assert(
      fc.property(population, (p) => {
        expect(populationBound(p)).toBeCloseTo(literally(p), 13)
      }),
    )
  })

  it('encloses the sum of squares however the residue truly falls', () => {
    fc.assert(
      fc.property(population, fc.array(fc.nat(100), { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (p, choices, pieces) => {
        const truth = assign(p, choices, pieces)
        const excess = product(truth, truth) - sumOfSquares(p)
        expect(excess).toBeGreaterThanOrEqual(-1e-14)
        expect(excess).toBeLessThanOrEqual(populationBound(p) + 1e-14)
      }),
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
    const example: GenePopulation = { alleles: [{ text: 'a', end: false, p: 0.75 }], residue: [{ prefix: '', p: 0.25 }] }
    expect(populationBound(example)).toBe(1 - 0.75 * 0.75)
  })
})
