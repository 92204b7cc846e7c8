import { AlleleTrie } from '../population/allele-trie.ts'
import { residueBound, residueChains } from '../population/bound.ts'
import type { GenePopulation } from '../population/population.ts'

/**
 * The sums that similarity is made of, per gene, so that any choice of genes can be put together quickly.
 * The true value of each term lies from its `low` (resolved alleles only) to its `high` (all that residue could add).
 */
export interface SimilarityTerms {
  readonly models: number
  readonly genes: number
  /** SUM_a p_a p'_a of two models; index `pairIndex(models, i, j) * genes + gene`. */
  readonly crossLow: Float64Array
  readonly crossHigh: Float64Array
  /** The cross term to be expected, between the two; see `expectedShare` and `concentration`. */
  readonly cross: Float64Array
  /** SUM_a p_a^2 of one model; index `model * genes + gene`. */
  readonly selfLow: Float64Array
  readonly selfHigh: Float64Array
  /** The self term to be expected, between the two. */
  readonly self: Float64Array
}

/**
 * Of the residue that could fall on alleles which only the other model has resolved, the share that is taken to fall there. This and
 * the next are measured against finer populations of two language models on 128 genes and of ten small models of known ancestry on 64,
 * at temperatures 1 and 0.7 (docs/methods.md).
 */
export const expectedShare = 0.3
/**
 * Sum of squares of the distribution that the residue of one prefix is taken to have over alleles. Two models' residue of one prefix is
 * taken to be as similar as what they have resolved of the gene.
 */
export const concentration = 0.2
/** Alleles of the other model below this are not worth an expectation. */
const leastExpected = 1e-4

/** Place of the pair i < j among all pairs of `models`, row by row of the upper triangle. */
export function pairIndex(models: number, i: number, j: number): number {
  return i * models - (i * (i + 1)) / 2 + (j - i - 1)
}

/** One model's population of a gene with alleles and prefixes as numbers that all models share. */
interface Numbered {
  readonly alleles: Int32Array
  readonly alleleMass: Float64Array
  /** Numbers of the prefixes that hold residue, among those of any model. */
  readonly prefixes: Int32Array
  readonly residue: Float64Array
}

/** Terms of all pairs for one gene, written into `terms`. */
function addGene(populations: readonly GenePopulation[], gene: number, terms: SimilarityTerms): void {
  const { models, genes } = terms
  // One trie of everything that occurs in any model numbers alleles and prefixes.
  const union = new AlleleTrie()
  // Only prefixes where some model has residue are asked about: they get small numbers of their own.
  const place = new Map<number, number>()
  const numbered = populations.map(({ alleles, residue }): Numbered => {
    const numbers = alleles.map(({ text, end }) => union.addAllele(text, end, 0))
    const prefixes = residue.map(({ prefix }) => {
      const x = union.prefixOf(prefix)
      let at = place.get(x)
      if (at === undefined) place.set(x, (at = place.size))
      return at
    })
    return {
      alleles: Int32Array.from(numbers),
      alleleMass: Float64Array.from(alleles, ({ p }) => p),
      prefixes: Int32Array.from(prefixes),
      residue: Float64Array.from(residue, ({ p }) => p),
    }
  })

  const { count, parent, allelePrefix } = union
  const asked = Int32Array.from(place.keys())
  // Per asked prefix x and model, at x * models + model: max{l_a : a begins with x}, and the most residue that can fall on one
  // allele beginning with x.
  const tops = new Float64Array(asked.length * models)
  const chains = new Float64Array(asked.length * models)
  const residues = new Float64Array(asked.length * models)
  const top = new Float64Array(count)
  const residue = new Float64Array(count)
  const own = new Float64Array(count)
  const chain = new Float64Array(count)
  numbered.forEach((model, m) => {
    own.fill(0)
    residue.fill(0)
    let squares = 0
    model.alleles.forEach((number, index) => {
      const mass = model.alleleMass[index]!
      const x = allelePrefix[number]!
      squares += mass * mass
      if (mass > own[x]!) own[x] = mass
    })
    top.set(own)
    for (let x = count - 1; x > 0; x -= 1) {
      const above = parent[x]!
      if (top[x]! > top[above]!) top[above] = top[x]!
    }
    let residueSquares = 0
    model.prefixes.forEach((at, index) => {
      const mass = model.residue[index]!
      residue[asked[at]!]! += mass
      residues[at * models + m]! += mass
      residueSquares += mass * mass
    })
    terms.selfLow[m * genes + gene] = squares
    // Nothing is expected of a gene of which nothing is resolved.
    terms.self[m * genes + gene] = squares === 0 ? 0 : squares + concentration * residueSquares
    terms.selfHigh[m * genes + gene] = squares + residueBound({ count, parent, residue, own }, chain)
    residueChains({ count, parent, residue }, chain)
    asked.forEach((x, at) => {
      tops[at * models + m] = top[x]!
      chains[at * models + m] = chain[x]!
    })
  })

  const resolved = crossSums(numbered, union.alleleCount)
  const onResolved = residueProducts(numbered, tops)
  const onResidue = residueProducts(numbered, chains)
  const onUnseen = unseenProducts(numbered, union, asked)
  const together = residueProducts(numbered, residues)
  for (let i = 0; i < models; i += 1) {
    for (let j = i + 1; j < models; j += 1) {
      const [ij, ji] = [i * models + j, j * models + i]
      const term = pairIndex(models, i, j) * genes + gene
      terms.crossLow[term] = resolved[ij]!
      const norm = Math.sqrt(terms.selfLow[i * genes + gene]! * terms.selfLow[j * genes + gene]!)
      const alike = norm > 0 ? Math.min(1, resolved[ij]! / norm) : 0
      terms.cross[term] = resolved[ij]! + expectedShare * (onUnseen[ij]! + onUnseen[ji]!) + concentration * alike * together[ij]!
      // SUM_x m_x max{l'_a} + SUM_x m'_x max{l_a} + the smaller of SUM_x m_x c'_x and SUM_x m'_x c_x. Both of the last bound
      // SUM_a r_a r'_a: each piece of one model's residue meets at most c' (or c) of the other's.
      terms.crossHigh[term] = resolved[ij]! + onResolved[ij]! + onResolved[ji]! + Math.min(onResidue[ij]!, onResidue[ji]!)
    }
  }
}

/** SUM_a p_a p'_a over resolved alleles for every pair i < j, at i * models + j. `alleles` is how many there are in all. */
function crossSums(numbered: readonly Numbered[], alleles: number): Float64Array {
  const models = numbered.length
  // Who has an allele, and how much: one stretch per allele, models rising.
  const starts = new Int32Array(alleles + 1)
  for (const model of numbered) for (const number of model.alleles) starts[number + 1]! += 1
  for (let number = 0; number < alleles; number += 1) starts[number + 1]! += starts[number]!
  const filled = starts.slice(0, alleles)
  const owner = new Int32Array(starts[alleles]!)
  const mass = new Float64Array(starts[alleles]!)
  numbered.forEach((model, m) => {
    model.alleles.forEach((number, index) => {
      const at = filled[number]!
      filled[number] = at + 1
      owner[at] = m
      mass[at] = model.alleleMass[index]!
    })
  })
  const sums = new Float64Array(models * models)
  numbered.forEach((model, i) => {
    const row = i * models
    for (let index = 0; index < model.alleles.length; index += 1) {
      const own = model.alleleMass[index]!
      const number = model.alleles[index]!
      const first = starts[number]!
      // Backwards, since models rise: those after i come last.
      for (let at = starts[number + 1]! - 1; at >= first && owner[at]! > i; at -= 1) sums[row + owner[at]!]! += own * mass[at]!
    }
  })
  return sums
}

/** SUM_x m_x values[x * models + j], m the residue of model i, for every pair of i and j, at i * models + j. */
function residueProducts(numbered: readonly Numbered[], values: Float64Array): Float64Array {
  const models = numbered.length
  const sums = new Float64Array(models * models)
  numbered.forEach(({ prefixes, residue }, i) => {
    const row = i * models
    for (let index = 0; index < prefixes.length; index += 1) {
      const mass = residue[index]!
      const from = prefixes[index]! * models
      for (let j = 0; j < models; j += 1) sums[row + j]! += mass * values[from + j]!
    }
  })
  return sums
}

/**
 * What the residue of model i adds to the cross term with model j where it falls on alleles that only j has resolved, in proportion to
 * j's probabilities there and no more than these: at prefix x, SUM l'_a^2 * min(1, m_x / SUM l'_a) over those alleles. At i * models + j
 * for every two models. `asked` are the prefixes that the numbers in `prefixes` stand for.
 */
function unseenProducts(numbered: readonly Numbered[], union: AlleleTrie, asked: Int32Array): Float64Array {
  const models = numbered.length
  const { count, parent, allelePrefix } = union
  // The nearest asked prefix at or above a prefix, and above an asked one; -1 where there is none. Parents come first.
  const nearest = new Int32Array(count).fill(-1)
  asked.forEach((x, at) => (nearest[x] = at))
  const above = new Int32Array(asked.length).fill(-1)
  for (let x = 1; x < count; x += 1) {
    const over = nearest[parent[x]!]!
    if (nearest[x] === -1) nearest[x] = over
    else above[nearest[x]!] = over
  }
  const likely = numbered.map(({ alleles, alleleMass }) => {
    const kept = Array.from(alleles.keys()).filter((index) => alleleMass[index]! >= leastExpected)
    return { alleles: Int32Array.from(kept, (index) => alleles[index]!), mass: Float64Array.from(kept, (index) => alleleMass[index]!) }
  })

  const seen = new Uint8Array(union.alleleCount)
  const residue = new Float64Array(asked.length)
  const mass = new Float64Array(asked.length)
  const squares = new Float64Array(asked.length)
  const sums = new Float64Array(models * models)
  numbered.forEach((own, i) => {
    seen.fill(0)
    residue.fill(0)
    for (const allele of own.alleles) seen[allele] = 1
    own.prefixes.forEach((at, index) => (residue[at]! += own.residue[index]!))
    likely.forEach((other, j) => {
      if (i === j) return
      mass.fill(0)
      squares.fill(0)
      for (let index = 0; index < other.alleles.length; index += 1) {
        const allele = other.alleles[index]!
        if (seen[allele] === 1) continue
        const p = other.mass[index]!
        for (let at = nearest[allelePrefix[allele]!]!; at >= 0; at = above[at]!) {
          mass[at]! += p
          squares[at]! += p * p
        }
      }
      let sum = 0
      for (let at = 0; at < asked.length; at += 1) if (mass[at]! > 0) sum += squares[at]! * Math.min(1, residue[at]! / mass[at]!)
      sums[i * models + j] = sum
    })
  })
  return sums
}

/**
 * Terms for n models over G genes. `populations[i][g]` is model i's population of gene g; all under the same allele rule.
 * Time grows with n^2 G times the alleles of a population; memory is n^2 G doubles.
 * Throws a RangeError where the models do not all have the same number of genes.
 */
export function similarityTerms(populations: readonly (readonly GenePopulation[])[]): SimilarityTerms {
  const models = populations.length
  const genes = populations[0]?.length ?? 0
  populations.forEach((model, index) => {
    if (model.length !== genes) throw new RangeError(`expected ${genes} genes of model ${index} as of model 0, found ${model.length}`)
  })
  const pairs = (models * (models - 1)) / 2
  const terms: SimilarityTerms = {
    models,
    genes,
    crossLow: new Float64Array(pairs * genes),
    crossHigh: new Float64Array(pairs * genes),
    cross: new Float64Array(pairs * genes),
    selfLow: new Float64Array(models * genes),
    selfHigh: new Float64Array(models * genes),
    self: new Float64Array(models * genes),
  }
  for (let gene = 0; gene < genes; gene += 1) addGene(populations.map((model) => model[gene]!), gene, terms)
  return terms
}
