import { createAlleleTrie } from '../population/allele-trie.ts'
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
  /** SUM_a p_a^2 of one model; index `model * genes + gene`. */
  readonly selfLow: Float64Array
  readonly selfHigh: Float64Array
}

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
  const union = createAlleleTrie()
  const fullAlleles = new Map<string, number>()
  const endAlleles = new Map<string, number>()
  const alleleNumber = (text: string, end: boolean): number => {
    const known = end ? endAlleles : fullAlleles
    let number = known.get(text)
    if (number === undefined) {
      number = union.alleles.text.length
      union.addAllele(text, end, 0)
      known.set(text, number)
    }
    return number
  }
  // Only prefixes where some model has residue are asked about: they get small numbers of their own.
  const place = new Map<number, number>()
  const numbered = populations.map(({ alleles, residue }): Numbered => {
    const numbers = alleles.map(({ text, end }) => alleleNumber(text, end))
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

  const { count, parent } = union.prefixes
  const asked = Int32Array.from(place.keys())
  // Per model and asked prefix x: max{l_a : a begins with x}, and the most residue that can fall on one allele beginning with x.
  const tops = populations.map(() => new Float64Array(asked.length))
  const chains = populations.map(() => new Float64Array(asked.length))
  const top = new Float64Array(count)
  const residue = new Float64Array(count)
  const chain = new Float64Array(count)
  numbered.forEach((model, m) => {
    top.fill(0)
    residue.fill(0)
    let squares = 0
    model.alleles.forEach((number, index) => {
      const mass = model.alleleMass[index]!
      const x = union.alleles.prefix[number]!
      squares += mass * mass
      if (mass > top[x]!) top[x] = mass
    })
    for (let x = count - 1; x > 0; x -= 1) {
      const above = parent[x]!
      if (top[x]! > top[above]!) top[above] = top[x]!
    }
    model.prefixes.forEach((at, index) => {
      residue[asked[at]!]! += model.residue[index]!
    })
    const tree = { count, parent, residue, top }
    terms.selfLow[m * genes + gene] = squares
    terms.selfHigh[m * genes + gene] = squares + residueBound(tree, chain)
    residueChains(tree, chain)
    asked.forEach((x, at) => {
      tops[m]![at] = top[x]!
      chains[m]![at] = chain[x]!
    })
  })

  const spread = new Float64Array(union.alleles.text.length)
  for (let i = 0; i < models; i += 1) {
    const left = numbered[i]!
    spread.fill(0)
    left.alleles.forEach((number, index) => {
      spread[number] = left.alleleMass[index]!
    })
    for (let j = i + 1; j < models; j += 1) {
      const right = numbered[j]!
      const { alleles, alleleMass } = right
      let resolved = 0
      for (let index = 0; index < alleles.length; index += 1) resolved += alleleMass[index]! * spread[alleles[index]!]!
      const term = pairIndex(models, i, j) * genes + gene
      terms.crossLow[term] = resolved
      terms.crossHigh[term] = resolved + crossBound(left, right, tops[i]!, tops[j]!, chains[i]!, chains[j]!)
    }
  }
}

/**
 * The most by which SUM_a p_a p'_a can exceed the sum over resolved masses:
 * SUM_x m_x max{l'_a} + SUM_x m'_x max{l_a} + the smaller of SUM_x m_x c'_x and SUM_x m'_x c_x. Both of the last bound
 * SUM_a r_a r'_a: each piece of one model's residue meets at most c' (or c) of the other's.
 */
function crossBound(
  left: Numbered,
  right: Numbered,
  leftTop: Float64Array,
  rightTop: Float64Array,
  leftChain: Float64Array,
  rightChain: Float64Array,
): number {
  let onResolved = 0
  let leftOnRight = 0
  let rightOnLeft = 0
  for (let index = 0; index < left.prefixes.length; index += 1) {
    const at = left.prefixes[index]!
    const mass = left.residue[index]!
    onResolved += mass * rightTop[at]!
    leftOnRight += mass * rightChain[at]!
  }
  for (let index = 0; index < right.prefixes.length; index += 1) {
    const at = right.prefixes[index]!
    const mass = right.residue[index]!
    onResolved += mass * leftTop[at]!
    rightOnLeft += mass * leftChain[at]!
  }
  return onResolved + Math.min(leftOnRight, rightOnLeft)
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
    selfLow: new Float64Array(models * genes),
    selfHigh: new Float64Array(models * genes),
  }
  for (let gene = 0; gene < genes; gene += 1) addGene(populations.map((model) => model[gene]!), gene, terms)
  return terms
}
