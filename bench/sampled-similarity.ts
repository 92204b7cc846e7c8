import type { GenePopulation } from '../core/population/population.ts'
import type { SeededGenerator } from '../core/random/seeded-generator.ts'

/** Alleles that two models share numbers for, per gene, and how likely each is, with sum 1. */
export interface ResolvedGene {
  readonly numbers: Int32Array
  /** Cumulative probabilities, parallel to `numbers`; the last is 1. */
  readonly cumulative: Float64Array
}

/** What Nei's identity is made of, for one gene. */
export interface GeneTerms {
  readonly cross: number
  readonly first: number
  readonly second: number
}

const keyOf = ({ text, end }: { readonly text: string; readonly end: boolean }): string => `${text}${end ? '\n|' : '|'}`

/**
 * The resolved part of two populations of a gene, each scaled to sum 1, with common numbers. Errors where nothing is
 * resolved.
 */
export function resolvedPair(first: GenePopulation, second: GenePopulation): readonly [ResolvedGene, ResolvedGene] {
  const numbers = new Map<string, number>()
  const resolved = ({ alleles }: GenePopulation): ResolvedGene => {
    if (alleles.length === 0) throw new RangeError('expected a resolved allele, found none')
    const total = alleles.reduce((sum, { p }) => sum + p, 0)
    const geneNumbers = new Int32Array(alleles.length)
    const cumulative = new Float64Array(alleles.length)
    let sum = 0
    alleles.forEach((allele, index) => {
      const key = keyOf(allele)
      const number = numbers.get(key) ?? numbers.size
      numbers.set(key, number)
      geneNumbers[index] = number
      sum += allele.p / total
      cumulative[index] = sum
    })
    cumulative[alleles.length - 1] = 1
    return { numbers: geneNumbers, cumulative }
  }
  return [resolved(first), resolved(second)]
}

/** Observed frequencies of `samples` independent draws, by number. */
function sample(
  { numbers, cumulative }: ResolvedGene,
  samples: number,
  generator: SeededGenerator,
): Map<number, number> {
  const frequencies = new Map<number, number>()
  for (let drawn = 0; drawn < samples; drawn += 1) {
    const at = generator.real()
    let low = 0
    let high = cumulative.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (cumulative[middle]! > at) high = middle
      else low = middle + 1
    }
    frequencies.set(numbers[low]!, (frequencies.get(numbers[low]!) ?? 0) + 1 / samples)
  }
  return frequencies
}

function termsOf(first: ReadonlyMap<number, number>, second: ReadonlyMap<number, number>): GeneTerms {
  let cross = 0
  let firstSquares = 0
  let secondSquares = 0
  for (const [number, p] of first) {
    firstSquares += p * p
    cross += p * (second.get(number) ?? 0)
  }
  for (const p of second.values()) secondSquares += p * p
  return { cross, first: firstSquares, second: secondSquares }
}

/** Terms of a gene as PhyloLM estimates them: from the frequencies of `samples` draws from each model. */
export function sampledTerms(
  pair: readonly [ResolvedGene, ResolvedGene],
  samples: number,
  generator: SeededGenerator,
): GeneTerms {
  return termsOf(sample(pair[0], samples, generator), sample(pair[1], samples, generator))
}

/** Terms of the distributions themselves. */
export function exactTerms([first, second]: readonly [ResolvedGene, ResolvedGene]): GeneTerms {
  const probabilities = ({ numbers, cumulative }: ResolvedGene): Map<number, number> =>
    new Map(
      Array.from(numbers, (number, index) => [number, cumulative[index]! - (index === 0 ? 0 : cumulative[index - 1]!)]),
    )
  return termsOf(probabilities(first), probabilities(second))
}

/** Nei's identity, pooled over genes: one ratio of sums. */
export function pooledSimilarity(terms: readonly GeneTerms[]): number {
  let cross = 0
  let first = 0
  let second = 0
  for (const term of terms) {
    cross += term.cross
    first += term.first
    second += term.second
  }
  return cross / Math.sqrt(first * second)
}
