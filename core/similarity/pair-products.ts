import { type AlleleOwners, alleleOwners, type PrefixOwners, prefixOwners, valuesEach } from './prefix-owners.ts'
import type { NumberedPopulation, SharedGene } from './shared-gene.ts'
import { UnseenAlleles } from './unseen-alleles.ts'
import { coveringModels, wantedPartners } from './wanted-partners.ts'

/**
 * Sums over what two models have at a gene, for each wanted pair: l their resolved alleles, m their residue, c its
 * chains; ' marks the other model.
 */
export interface PairProducts {
  /** SUM_a l_a l'_a */
  readonly resolved: Float64Array
  /** SUM_x m_x m'_x */
  readonly together: Float64Array
  /** SUM_x m_x max{l'_a : a begins with x}, and the same the other way round. */
  readonly onResolved: Float64Array
  /**
   * The smaller of SUM_x m_x c'_x and SUM_x m'_x c_x. Both bound SUM_a r_a r'_a: each piece of one model's residue
   * meets at most c' (or c) of the other's.
   */
  readonly onResidue: Float64Array
  /** What the residue of one adds where only the other has resolved alleles (see UnseenAlleles), both ways. */
  readonly onUnseen: Float64Array
}

/**
 * The sums of the pairs that are wanted. Every sum runs in an order that its two models alone decide.
 *
 * @param pairs two models for each pair
 */
export function pairProducts(gene: SharedGene, pairs: ArrayLike<number>): PairProducts {
  const models = gene.models.length
  const count = pairs.length / 2
  const products = {
    resolved: new Float64Array(count),
    together: new Float64Array(count),
    onResolved: new Float64Array(count),
    onResidue: new Float64Array(count).fill(Infinity),
    onUnseen: new Float64Array(count),
  }
  const partners = wantedPartners(pairs, models)
  // Of a wanted pair, either the other model is one of the covering ones or the model at hand is.
  const isCovering = coveringModels(partners)
  const every = Int32Array.from(isCovering, (_, model) => model)
  const hasPartners = (model: number): boolean => partners.starts[model + 1]! > partners.starts[model]!
  const covering = every.filter((model) => isCovering[model] === 1)
  const covered = every.filter((model) => isCovering[model] === 0 && hasPartners(model))
  const ofCovering = columnOwners(gene, covering, every.filter(hasPartners))
  const ofCovered = columnOwners(gene, covered, covering)

  const row = new RowSums(gene)
  const unseen = new UnseenAlleles(gene)
  for (let i = 0; i < models; i += 1) {
    if (!hasPartners(i)) continue
    row.begin(i)
    row.addColumns(ofCovering)
    if (isCovering[i] === 1) row.addColumns(ofCovered)
    unseen.ofModel(i)
    for (let at = partners.starts[i]!; at < partners.starts[i + 1]!; at += 1) {
      const j = partners.partner[at]!
      const pair = partners.pair[at]!
      if (i < j) {
        products.resolved[pair] = row.resolved(j)
        products.together[pair] = row.together(j)
      }
      products.onResolved[pair]! += row.onResolved(j)
      products.onResidue[pair] = Math.min(products.onResidue[pair]!, row.onResidue(j))
      products.onUnseen[pair]! += unseen.with(j)
    }
  }
  return products
}

interface ColumnOwners {
  readonly prefixes: PrefixOwners
  readonly alleles: AlleleOwners
}

/** What some models have, as far as the residue of the models at hand meets it. */
function columnOwners(gene: SharedGene, columns: Int32Array, rows: Int32Array): ColumnOwners {
  const isMet = new Uint8Array(gene.prefixCount)
  if (columns.length > 0) for (const i of rows) for (const x of gene.models[i]!.prefixes) isMet[x] = 1
  for (let x = gene.prefixCount - 1; x > 0; x -= 1) if (isMet[x] === 1) isMet[gene.above[x]!] = 1
  return { prefixes: prefixOwners(gene, columns, isMet), alleles: alleleOwners(gene, columns) }
}

/** Sums for each other model, beside each other. */
const sumsEach = 4

/** The sums of one model with others. */
class RowSums {
  readonly #gene: SharedGene
  readonly #sums: Float64Array
  /** At the prefixes of the path, all residue of the model there and at longer prefixes; 0 elsewhere. */
  readonly #masses: Float64Array
  /** The prefixes at which or below which the model has residue. */
  readonly #path: Int32Array
  #pathLength = 0
  #i = 0

  constructor(gene: SharedGene) {
    this.#gene = gene
    this.#sums = new Float64Array(sumsEach * gene.models.length)
    this.#masses = new Float64Array(gene.prefixCount)
    this.#path = new Int32Array(gene.prefixCount)
  }

  begin(i: number): void {
    const { models, above } = this.#gene
    const masses = this.#masses
    const path = this.#path
    this.#sums.fill(0)
    for (let at = 0; at < this.#pathLength; at += 1) masses[path[at]!] = 0
    this.#i = i
    let length = 0
    const { prefixes, residue } = models[i]!
    for (let index = prefixes.length - 1; index >= 0; index -= 1) {
      const m = residue[index]!
      if (m === 0) continue
      for (let x = prefixes[index]!; ; x = above[x]!) {
        if (masses[x] === 0) {
          path[length] = x
          length += 1
        }
        masses[x]! += m
        if (x === 0) break
      }
    }
    this.#pathLength = length
  }

  addColumns({ prefixes, alleles }: ColumnOwners): void {
    const model = this.#gene.models[this.#i]!
    this.#addAlleles(model, alleles)
    this.#addResidue(model, prefixes)
  }

  resolved(j: number): number {
    return this.#sums[sumsEach * j]!
  }

  together(j: number): number {
    return this.#sums[sumsEach * j + 1]!
  }

  onResolved(j: number): number {
    return this.#sums[sumsEach * j + 2]!
  }

  onResidue(j: number): number {
    return this.#sums[sumsEach * j + 3]!
  }

  #addAlleles({ alleles, mass }: NumberedPopulation, { starts, model, mass: theirs }: AlleleOwners): void {
    const sums = this.#sums
    for (let index = 0; index < alleles.length; index += 1) {
      const ours = mass[index]!
      const end = starts[alleles[index]! + 1]!
      for (let at = starts[alleles[index]!]!; at < end; at += 1) sums[sumsEach * model[at]!]! += ours * theirs[at]!
    }
  }

  /**
   * A chain c' at x is the residue of the other at x and at the shorter prefixes, and the heaviest chain below. Summed
   * over x, the first part is SUM_y m'_y M_y over all prefixes y, M_y being all that this model holds at y and at
   * longer prefixes.
   */
  #addResidue({ prefixes, residue }: NumberedPopulation, { starts, model, values }: PrefixOwners): void {
    const sums = this.#sums
    const path = this.#path
    const masses = this.#masses
    for (let step = 0; step < this.#pathLength; step += 1) {
      const x = path[step]!
      const mass = masses[x]!
      const end = starts[x + 1]!
      for (let at = starts[x]!; at < end; at += 1)
        sums[sumsEach * model[at]! + 3]! += mass * values[valuesEach * at + 1]!
    }
    for (let index = 0; index < prefixes.length; index += 1) {
      const m = residue[index]!
      if (m === 0) continue
      const end = starts[prefixes[index]! + 1]!
      for (let at = starts[prefixes[index]!]!; at < end; at += 1) {
        const from = valuesEach * at
        const to = sumsEach * model[at]!
        sums[to + 1]! += m * values[from + 1]!
        sums[to + 2]! += m * values[from]!
        sums[to + 3]! += m * values[from + 2]!
      }
    }
  }
}
