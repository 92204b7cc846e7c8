import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sortedEntriesOf } from '../../../core/population/record-entries.ts'
import type { GenePopulation } from '../../../core/population/population.ts'
import { concentration, expectedShare, geneTerms } from '../../../core/similarity/gene-terms.ts'
import { allPairs, populationEntries } from '../../../bench/terms-in-memory.ts'
import { population } from '../population/random-population.ts'

/** The terms of a pair as docs/methods.md reads, from texts: every prefix is looked for in every allele. */
function literally(first: GenePopulation, second: GenePopulation): number[] {
  const name = ({ text, end }: { text: string; end: boolean }): string => `${text}${end ? '|' : ''}`
  const begins = (text: string, prefix: string): boolean => text.startsWith(prefix)
  const cross = (left: GenePopulation, right: GenePopulation): number => {
    const masses = new Map(right.alleles.map((allele) => [name(allele), allele.p]))
    return left.alleles.reduce((sum, allele) => sum + allele.p * (masses.get(name(allele)) ?? 0), 0)
  }
  const onResolved = (left: GenePopulation, right: GenePopulation): number =>
    left.residue.reduce(
      (sum, { prefix, p }) =>
        sum + p * Math.max(0, ...right.alleles.filter(({ text }) => begins(text, prefix)).map((allele) => allele.p)),
      0,
    )
  /** The heaviest chain of prefixes through x, each the beginning of the next. */
  const chain = (right: GenePopulation, x: string): number => {
    const above = right.residue.filter(({ prefix }) => begins(x, prefix)).reduce((sum, { p }) => sum + p, 0)
    const ends = right.residue.filter(({ prefix }) => begins(prefix, x) && prefix !== x)
    const below = ends.map((end) =>
      ends.filter(({ prefix }) => begins(end.prefix, prefix)).reduce((sum, { p }) => sum + p, 0),
    )
    return above + Math.max(0, ...below)
  }
  const onResidue = (left: GenePopulation, right: GenePopulation): number =>
    left.residue.reduce((sum, { prefix, p }) => sum + p * chain(right, prefix), 0)
  const onUnseen = (left: GenePopulation, right: GenePopulation): number => {
    const seen = new Set(left.alleles.map(name))
    return left.residue.reduce((sum, { prefix, p }) => {
      const unseen = right.alleles.filter(
        (allele) => allele.p >= 1e-4 && !seen.has(name(allele)) && begins(allele.text, prefix),
      )
      const mass = unseen.reduce((total, allele) => total + allele.p, 0)
      return mass === 0 ? sum : sum + unseen.reduce((total, allele) => total + allele.p ** 2, 0) * Math.min(1, p / mass)
    }, 0)
  }
  const together = first.residue.reduce(
    (sum, { prefix, p }) => sum + p * (second.residue.find((there) => there.prefix === prefix)?.p ?? 0),
    0,
  )
  const resolved = cross(first, second)
  const norm = Math.sqrt(cross(first, first) * cross(second, second))
  return [
    resolved,
    resolved +
      expectedShare * (onUnseen(first, second) + onUnseen(second, first)) +
      concentration * (norm > 0 ? Math.min(1, resolved / norm) : 0) * together,
    resolved +
      onResolved(first, second) +
      onResolved(second, first) +
      Math.min(onResidue(first, second), onResidue(second, first)),
  ]
}

const populations = fc.array(population, { minLength: 2, maxLength: 6 })
const every = (models: readonly unknown[]): { selves: number[]; pairs: Int32Array } => ({
  selves: models.map((_, model) => model),
  pairs: allPairs(models.length),
})

describe('the terms of a gene', () => {
  it('are what their formulas say, for every pair', () => {
    fc.assert(
      fc.property(populations, (models) => {
        const wanted = every(models)
        const { pairs } = geneTerms(models.map(populationEntries), wanted)
        for (let pair = 0; 2 * pair < wanted.pairs.length; pair += 1) {
          const expected = literally(models[wanted.pairs[2 * pair]!]!, models[wanted.pairs[2 * pair + 1]!]!)
          expected.forEach((value, at) => expect(pairs[3 * pair + at]).toBeCloseTo(value, 12))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('depend on the two populations only, to the last bit: not on others, on their order or on what else is wanted', () => {
    fc.assert(
      fc.property(populations, fc.array(population, { maxLength: 70 }), (models, others) => {
        const wanted = every(models)
        const { pairs, selves } = geneTerms(models.map(populationEntries), wanted)
        const crowd = [...others, ...[...models].reverse()].map(populationEntries)
        const place = (model: number): number => crowd.length - 1 - model
        for (let pair = 0; 2 * pair < wanted.pairs.length; pair += 1) {
          const [i, j] = [wanted.pairs[2 * pair]!, wanted.pairs[2 * pair + 1]!]
          const expected = pairs.slice(3 * pair, 3 * pair + 3)
          for (const two of [
            [i, j],
            [j, i],
          ])
            expect(geneTerms(crowd, { selves: [], pairs: two.map(place) }).pairs).toEqual(expected)
          const alone = geneTerms([models[i]!, models[j]!].map(populationEntries), { selves: [0], pairs: [0, 1] })
          expect(alone.pairs).toEqual(expected)
          expect(alone.selves).toEqual(selves.slice(3 * i, 3 * i + 3))
        }
        const all = every(crowd)
        const inCrowd = geneTerms(crowd, all)
        all.selves
          .slice(others.length)
          .reverse()
          .forEach((at, model) =>
            expect(inCrowd.selves.slice(3 * at, 3 * at + 3)).toEqual(selves.slice(3 * model, 3 * model + 3)),
          )
        for (let pair = 0; 2 * pair < all.pairs.length; pair += 1) {
          const [i, j] = [place(all.pairs[2 * pair]!), place(all.pairs[2 * pair + 1]!)]
          if (i >= models.length || j >= models.length) continue
          const at =
            wanted.pairs.findIndex(
              (model, index) =>
                index % 2 === 0 && model === Math.min(i, j) && wanted.pairs[index + 1] === Math.max(i, j),
            ) / 2
          expect(inCrowd.pairs.slice(3 * pair, 3 * pair + 3)).toEqual(pairs.slice(3 * at, 3 * at + 3))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('of a few new models with all others are, to the last bit, those of every pair', () => {
    fc.assert(
      fc.property(
        fc.array(population, { minLength: 6, maxLength: 24 }),
        fc.integer({ min: 1, max: 3 }),
        (models, fresh) => {
          const entries = models.map(populationEntries)
          const wanted = every(models)
          const { pairs } = geneTerms(entries, wanted)
          const some = Array.from({ length: wanted.pairs.length / 2 }, (_, pair) => pair).filter(
            (pair) => wanted.pairs[2 * pair]! < fresh,
          )
          const found = geneTerms(entries, {
            selves: [],
            pairs: some.flatMap((pair) => [wanted.pairs[2 * pair]!, wanted.pairs[2 * pair + 1]!]),
          })
          expect(found.pairs).toEqual(
            Float64Array.from(some.flatMap((pair) => [...pairs.slice(3 * pair, 3 * pair + 3)])),
          )
        },
      ),
    )
  })

  it('of characters of several bytes and of texts that begin one another', () => {
    const one: GenePopulation = {
      alleles: [
        { text: 'é𝄞a', end: false, p: 0.3 },
        { text: 'é', end: true, p: 0.2 },
      ],
      residue: [
        { prefix: 'é', p: 0.3 },
        { prefix: '', p: 0.2 },
      ],
    }
    const other: GenePopulation = {
      alleles: [
        { text: 'é𝄞b', end: false, p: 0.5 },
        { text: 'ê', end: true, p: 0.25 },
        { text: 'é', end: true, p: 0.125 },
      ],
      residue: [{ prefix: 'é𝄞', p: 0.125 }],
    }
    const { pairs } = geneTerms([one, other].map(populationEntries), { selves: [], pairs: [0, 1] })
    literally(one, other).forEach((value, at) => expect(pairs[at]).toBeCloseTo(value, 14))
    expect(() => sortedEntriesOf([...one.alleles, one.alleles[0]!], 'alleles')).toThrow(
      'expected each of the alleles once',
    )
  })
})
