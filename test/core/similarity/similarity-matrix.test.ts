import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { populationBound } from '../population/population-bound.ts'
import type { GenePopulation } from '../../../core/population/population.ts'
import { distanceFromSimilarity } from '../../../core/similarity/distance-from-similarity.ts'
import {
  pointSimilarity,
  similarityMatrix,
  type SimilarityMeasure,
} from '../../../core/similarity/similarity-matrix.ts'
import { pairIndex } from '../../../core/similarity/similarity-terms.ts'
import { similarityTerms } from '../../../bench/terms-in-memory.ts'
import { assign, assignTo, population, possible, product, sumOfSquares } from '../population/random-population.ts'

const measures: SimilarityMeasure[] = ['nei', 'nei-mean']

/** Both measures as their formulas read, from complete distributions [model][gene]. */
function literally(
  measure: SimilarityMeasure,
  left: readonly ReadonlyMap<string, number>[],
  right: readonly ReadonlyMap<string, number>[],
): number {
  const cross = left.map((p, gene) => product(p, right[gene]!))
  const selfLeft = left.map((p) => product(p, p))
  const selfRight = right.map((p) => product(p, p))
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)
  if (measure === 'nei') return sum(cross) / Math.sqrt(sum(selfLeft) * sum(selfRight))
  return sum(cross.map((value, gene) => value / Math.sqrt(selfLeft[gene]! * selfRight[gene]!))) / cross.length
}

const exact = (p: Record<string, number>): GenePopulation => ({
  alleles: Object.entries(p).map(([text, mass]) => ({ text, end: false, p: mass })),
  residue: [],
})

const genome = fc.array(population, { minLength: 3, maxLength: 3 })
const three = fc.tuple(genome, genome, genome)
const choices = fc.array(fc.nat(100), { minLength: 1, maxLength: 25 })

describe('similarityMatrix', () => {
  it('agrees with a case done by hand', () => {
    // Gene 0: cross .5, selves 1 and .5. Gene 1: cross 0, selves 1 and 1.
    const terms = similarityTerms([
      [exact({ aaaa: 1 }), exact({ cccc: 1 })],
      [exact({ aaaa: 0.5, bbbb: 0.5 }), exact({ dddd: 1 })],
    ])
    const pooled = similarityMatrix(terms, 'nei')
    expect(pooled.similarity[1]).toBeCloseTo(0.5 / Math.sqrt(2 * 1.5), 15)
    expect(similarityMatrix(terms, 'nei-mean').similarity[1]).toBeCloseTo(Math.SQRT1_2 / 2, 15)
    // Nothing is unresolved: the bounds are the value itself.
    expect(pooled.lower).toEqual(pooled.similarity)
    expect(pooled.upper).toEqual(pooled.similarity)
  })

  it('keeps an end allele apart from a full allele of the same text', () => {
    const ended: GenePopulation = { alleles: [{ text: 'ab', end: true, p: 1 }], residue: [] }
    const full: GenePopulation = { alleles: [{ text: 'ab', end: false, p: 1 }], residue: [] }
    expect(similarityMatrix(similarityTerms([[ended], [full], [ended]]), 'nei').similarity.slice(1, 3)).toEqual(
      Float64Array.of(0, 1),
    )
  })

  it('takes for the point estimate what is resolved, and a quarter of what residue may add on alleles of the other model alone', () => {
    const name = ({ text, end }: { readonly text: string; readonly end: boolean }): string => `${text}|${String(end)}`
    /**
     * SUM_x SUM_a l'_a min(l'_a, m_x l'_a / SUM l') over the alleles a below x of at least 10^-4 that only `other` has.
     */
    const unseen = (own: GenePopulation, other: GenePopulation): number => {
      const known = new Set(own.alleles.map(name))
      return own.residue.reduce((sum, { prefix, p: mass }) => {
        const below = other.alleles.filter(
          (allele) => allele.text.startsWith(prefix) && allele.p >= 1e-4 && !known.has(name(allele)),
        )
        const total = below.reduce((part, { p }) => part + p, 0)
        return sum + below.reduce((part, { p }) => part + p * Math.min(p, (mass * p) / total), 0)
      }, 0)
    }
    const residueOf = ({ residue }: GenePopulation): Map<string, number> =>
      new Map(residue.map(({ prefix, p }) => [prefix, p]))
    fc.assert(
      fc.property(three, (models) => {
        fc.pre(models.flat().every(({ alleles }) => alleles.length > 0))
        const terms = similarityTerms(models)
        const resolved = models.map((genes) =>
          genes.map(({ alleles }) => new Map(alleles.map((allele) => [name(allele), allele.p]))),
        )
        for (const [i, j] of [
          [0, 1],
          [0, 2],
          [1, 2],
        ] as const) {
          const cross = resolved[i]!.map((p, gene) => {
            const [left, right] = [models[i]![gene]!, models[j]![gene]!]
            const q = resolved[j]![gene]!
            const alike = Math.min(1, product(p, q) / Math.sqrt(product(p, p) * product(q, q)))
            const together = product(residueOf(left), residueOf(right))
            return product(p, q) + 0.3 * (unseen(left, right) + unseen(right, left)) + 0.2 * alike * together
          })
          const selves = [i, j].map((model) =>
            resolved[model]!.map((p, gene) => {
              const residue = residueOf(models[model]![gene]!)
              return product(p, p) + 0.2 * product(residue, residue)
            }),
          )
          const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
          const expected = {
            nei: sum(cross) / Math.sqrt(sum(selves[0]!) * sum(selves[1]!)),
            'nei-mean':
              sum(cross.map((value, gene) => Math.min(1, value / Math.sqrt(selves[0]![gene]! * selves[1]![gene]!)))) /
              cross.length,
          }
          for (const measure of measures) {
            expect(similarityMatrix(terms, measure).similarity[i * 3 + j]).toBeCloseTo(
              Math.min(1, expected[measure]),
              11,
            )
          }
        }
      }),
    )
  })

  it('is 1 for equal populations, whatever is left open', () => {
    fc.assert(
      fc.property(genome, (one) => {
        fc.pre(one.some(({ alleles }) => alleles.length > 0))
        const resolved = one.filter(({ alleles }) => alleles.length > 0)
        const terms = similarityTerms([resolved, resolved])
        for (const measure of measures) expect(similarityMatrix(terms, measure).similarity[1]).toBeCloseTo(1, 12)
      }),
    )
  })

  it('expects terms that the residue allows', () => {
    fc.assert(
      fc.property(three, (models) => {
        const { cross, crossLow, crossHigh, self, selfLow, selfHigh } = similarityTerms(models)
        cross.forEach((value, term) => {
          expect(value).toBeGreaterThanOrEqual(crossLow[term]!)
          expect(value).toBeLessThanOrEqual(crossHigh[term]! * (1 + 1e-12))
        })
        self.forEach((value, term) => {
          expect(value).toBeGreaterThanOrEqual(selfLow[term]!)
          expect(value).toBeLessThanOrEqual(selfHigh[term]! * (1 + 1e-12))
        })
      }),
      { numRuns: 300 },
    )
  })

  it('is symmetric with exactly 1 on the diagonal and lower <= similarity <= upper <= 1', () => {
    fc.assert(
      fc.property(three, (models) => {
        const terms = similarityTerms(models)
        for (const measure of measures) {
          const { similarity, lower, upper } = similarityMatrix(terms, measure)
          expect(pointSimilarity(terms, measure)).toEqual(similarity)
          for (let i = 0; i < 3; i += 1) {
            expect([similarity[i * 4], lower[i * 4], upper[i * 4]]).toEqual([1, 1, 1])
            for (let j = 0; j < 3; j += 1) {
              const at = i * 3 + j
              expect([similarity[at], lower[at], upper[at]]).toEqual([
                similarity[j * 3 + i],
                lower[j * 3 + i],
                upper[j * 3 + i],
              ])
              expect(lower[at]).toBeGreaterThanOrEqual(0)
              expect(lower[at]).toBeLessThanOrEqual(similarity[at]!)
              expect(similarity[at]).toBeLessThanOrEqual(upper[at]!)
              expect(upper[at]).toBeLessThanOrEqual(1)
            }
          }
        }
      }),
    )
  })

  it('encloses the similarity of every distribution that the residue allows', () => {
    const target = fc.constantFrom(...possible)
    const spread = fc.oneof(
      fc.tuple(choices, fc.integer({ min: 1, max: 4 })).map(
        ([picks, pieces]) =>
          (p: GenePopulation) =>
            assign(p, picks, pieces),
      ),
      target.map((allele) => (p: GenePopulation) => assignTo(p, allele)),
    )
    fc.assert(
      fc.property(genome, genome, spread, spread, (left, right, fillLeft, fillRight) => {
        const terms = similarityTerms([left, right])
        for (const measure of measures) {
          const { lower, upper } = similarityMatrix(terms, measure)
          const truth = literally(measure, left.map(fillLeft), right.map(fillRight))
          expect(truth).toBeGreaterThanOrEqual(lower[1]! - 1e-12)
          expect(truth).toBeLessThanOrEqual(upper[1]! + 1e-12)
        }
      }),
      { numRuns: 1500 },
    )
  })

  it('encloses each term, and the cross term no more widely than the formula', () => {
    fc.assert(
      fc.property(population, population, choices, choices, (left, right, picksLeft, picksRight) => {
        const terms = similarityTerms([[left], [right]])
        expect(terms.selfLow[0]).toBeCloseTo(sumOfSquares(left), 14)
        expect(terms.selfHigh[1]! - terms.selfLow[1]!).toBeCloseTo(populationBound(right), 13)
        const cross = product(assign(left, picksLeft, 2), assign(right, picksRight, 2))
        expect(cross).toBeGreaterThanOrEqual(terms.crossLow[0]! - 1e-14)
        expect(cross).toBeLessThanOrEqual(terms.crossHigh[0]! + 1e-14)

        const top = (p: GenePopulation, x: string): number =>
          Math.max(0, ...p.alleles.filter(({ text }) => text.startsWith(x)).map((allele) => allele.p))
        const chain = (p: GenePopulation, x: string): number =>
          Math.max(
            ...possible
              .filter(({ text }) => text.startsWith(x))
              .map(({ text }) =>
                p.residue.filter(({ prefix }) => text.startsWith(prefix)).reduce((sum, other) => sum + other.p, 0),
              ),
          )
        const formula =
          left.residue.reduce((sum, { prefix, p }) => sum + p * (top(right, prefix) + chain(right, prefix)), 0) +
          right.residue.reduce((sum, { prefix, p }) => sum + p * top(left, prefix), 0)
        expect(terms.crossHigh[0]! - terms.crossLow[0]!).toBeLessThanOrEqual(formula + 1e-13)
      }),
      { numRuns: 500 },
    )
  })

  it('says that nothing is known where nothing is resolved', () => {
    const nothing: GenePopulation = { alleles: [], residue: [{ prefix: '', p: 1 }] }
    for (const measure of measures) {
      const { similarity, lower, upper } = similarityMatrix(similarityTerms([[nothing], [exact({ aaaa: 1 })]]), measure)
      expect([similarity[1], lower[1], upper[1]]).toEqual([0, 0, 1])
    }
  })

  it('takes the genes that are asked for, repeats among them', () => {
    fc.assert(
      fc.property(three, fc.array(fc.nat(2), { minLength: 1, maxLength: 6 }), (models, genes) => {
        const chosen = similarityTerms(models.map((model) => genes.map((gene) => model[gene]!)))
        for (const measure of measures) {
          const expected = similarityMatrix(chosen, measure)
          const found = similarityMatrix(similarityTerms(models), measure, Int32Array.from(genes))
          for (const part of ['similarity', 'lower', 'upper'] as const) {
            expected[part].forEach((value, at) => expect(found[part][at]).toBeCloseTo(value, 12))
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  it('gives identical models a similarity of 1 and a distance of 0', () => {
    fc.assert(
      fc.property(genome, (model) => {
        fc.pre(model.every(({ alleles }) => alleles.length > 0))
        const terms = similarityTerms([model, model])
        expect(similarityMatrix(terms, 'nei').similarity[1]).toBe(1)
        expect(distanceFromSimilarity('nei-mean', similarityMatrix(terms, 'nei-mean').similarity[1]!)).toBeCloseTo(
          0,
          14,
        )
      }),
    )
  })

  it('refuses models with different numbers of genes, no genes, and unknown genes', () => {
    const p = exact({ aaaa: 1 })
    expect(() => similarityTerms([[p, p], [p]])).toThrow('expected 2 genes of model 1 as of model 0, found 1')
    const terms = similarityTerms([[p], [p]])
    expect(() => similarityMatrix(terms, 'nei', Int32Array.of())).toThrow('at least one gene')
    expect(() => similarityMatrix(terms, 'nei', Int32Array.of(1))).toThrow('from 0 to 0, found 1')
  })
})

describe('pairIndex', () => {
  it('numbers the pairs of the upper triangle row by row', () => {
    let next = 0
    for (let i = 0; i < 7; i += 1) for (let j = i + 1; j < 7; j += 1) expect(pairIndex(7, i, j)).toBe(next++)
  })
})

describe('distanceFromSimilarity', () => {
  it('is -ln S with S floored at 1e-10, and 1 - S for the mean', () => {
    expect(distanceFromSimilarity('nei', 1)).toBe(0)
    expect(distanceFromSimilarity('nei', Math.exp(-2))).toBeCloseTo(2, 14)
    expect(distanceFromSimilarity('nei', 0)).toBeCloseTo(10 * Math.LN10, 12)
    expect(distanceFromSimilarity('nei-mean', 0.25)).toBe(0.75)
  })
})
