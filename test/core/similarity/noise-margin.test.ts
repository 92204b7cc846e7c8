import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GenePopulation } from '../../../core/population/population.ts'
import { seededGenerator, type SeededGenerator } from '../../../core/random/seeded-generator.ts'
import { logDeviation, noiseMargin } from '../../../core/similarity/noise-margin.ts'
import { pointSimilarity, type SimilarityMeasure } from '../../../core/similarity/similarity-matrix.ts'
import { similarityTerms } from '../../../bench/terms-in-memory.ts'
import { population } from '../population/random-population.ts'

const measures: SimilarityMeasure[] = ['nei', 'nei-mean']

function normal(generator: SeededGenerator): number {
  return Math.sqrt(-2 * Math.log(1 - generator.real())) * Math.cos(2 * Math.PI * generator.real())
}

function scaled(masses: readonly number[]): number[] {
  const total = masses.reduce((sum, mass) => sum + mass, 0)
  return masses.map((mass) => mass / total)
}

const asPopulation = (masses: readonly number[]): GenePopulation => ({
  alleles: masses.map((p, index) => ({ text: `a${String(index).padStart(3, '0')}`, end: false, p })),
  residue: [],
})

/** A skewed distribution over 40 alleles. */
const skewed = (generator: SeededGenerator): number[] =>
  scaled(Array.from({ length: 40 }, () => Math.exp(2 * normal(generator))))

const noisy = (masses: readonly number[], deviation: number, generator: SeededGenerator): number[] =>
  scaled(masses.map((p) => p * Math.exp(deviation * normal(generator))))

describe('noiseMargin', () => {
  it('is symmetric, 0 without noise and on the diagonal, and grows with the noise', () => {
    fc.assert(
      fc.property(
        fc.array(population, { minLength: 4, maxLength: 4 }),
        fc.double({ min: 1e-4, max: 0.2, noNaN: true }),
        (genes, noise) => {
          const terms = similarityTerms([genes.slice(0, 2), genes.slice(2)])
          for (const measure of measures) {
            expect(noiseMargin(terms, measure, [0, 0])).toEqual(new Float64Array(4))
            const margin = noiseMargin(terms, measure, [noise, noise / 2])
            expect([margin[0], margin[3], margin[1]]).toEqual([0, 0, margin[2]])
            expect(noiseMargin(terms, measure, [2 * noise, noise])[1]).toBeGreaterThanOrEqual(margin[1]!)
          }
        },
      ),
    )
  })

  it.each(measures)('holds what simulated noise does to %s, without being far too wide', (measure) => {
    const generator = seededGenerator(5)
    const genes = 24
    for (const distant of [0, 0.5, 1]) {
      const left = Array.from({ length: genes }, () => skewed(generator))
      const right = left.map((p) => scaled(p.map((mass) => mass * Math.exp(2 * distant * normal(generator)))))
      const deviation = 0.1
      const variation: number[] = []
      const clean = pointSimilarity(similarityTerms([left.map(asPopulation), right.map(asPopulation)]), measure)[1]!
      const errors = Array.from({ length: 40 }, () => {
        const one = left.map((p) => noisy(p, deviation, generator))
        const two = right.map((p) => noisy(p, deviation, generator))
        one.forEach((p, gene) =>
          variation.push(p.reduce((sum, mass, index) => sum + Math.abs(mass - left[gene]![index]!), 0) / 2),
        )
        return pointSimilarity(similarityTerms([one.map(asPopulation), two.map(asPopulation)]), measure)[1]! - clean
      })
      const noise = variation.reduce((sum, value) => sum + value, 0) / variation.length
      const margin = noiseMargin(similarityTerms([left.map(asPopulation), right.map(asPopulation)]), measure, [
        noise,
        noise,
      ])[1]!
      expect(errors.filter((error) => Math.abs(error) <= margin).length / errors.length).toBeGreaterThanOrEqual(0.9)
      const rms = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)
      expect(margin).toBeLessThan(12 * rms)
    }
  })

  it('takes errors of ln p from a total variation as they go together for many small alleles', () => {
    const generator = seededGenerator(8)
    const flat = scaled(Array.from({ length: 20_000 }, () => 1))
    const changed = noisy(flat, 0.05, generator)
    const variation = changed.reduce((sum, p, index) => sum + Math.abs(p - flat[index]!), 0) / 2
    expect(logDeviation(variation)).toBeCloseTo(0.05, 2)
  })
})
