import { PrefixSubtree } from './prefix-subtree.ts'
import type { SharedGene } from './shared-gene.ts'

/** Alleles of the other model below this are not worth an expectation. */
const leastExpected = 1e-4

/** Those alleles of a model that are worth an expectation, as indices among those of all models. */
interface LikelyAlleles {
  readonly indices: Int32Array
  readonly mass: Float64Array
}

/**
 * What the residue of one model adds where it falls on alleles that only another has resolved, in proportion to the
 * other's probabilities there and no more than these: at prefix x, SUM l'_a^2 * min(1, m_x / SUM l'_a) over those
 * alleles.
 */
export class UnseenAlleles {
  readonly #gene: SharedGene
  readonly #likely: readonly LikelyAlleles[]
  /** Per likely allele of any model the longest prefix that it begins with. */
  readonly #under: Int32Array
  /** Per allele its index among the likely ones, or -1. */
  readonly #likelyIndex: Int32Array
  /** 1 where an allele that is worth an expectation, of any model, begins with the prefix; and at the empty one. */
  readonly #isWorth: Uint8Array

  // Of the model whose residue it is: its prefixes that are worth it, and for each likely allele the longest of them;
  // -1 where it has not been looked for, one after the last for those that the model has resolved.
  readonly #tree: PrefixSubtree
  readonly #chosen: Int32Array
  readonly #masses: Float64Array
  readonly #at: Int32Array
  /** Sums, 0 between two calls. */
  readonly #unseen: Float64Array
  readonly #squares: Float64Array

  constructor(gene: SharedGene) {
    this.#gene = gene
    this.#likelyIndex = new Int32Array(gene.alleleCount).fill(-1)
    const under = new Int32Array(gene.alleleCount)
    let count = 0
    this.#likely = gene.models.map(({ alleles, mass }) => {
      const indices = new Int32Array(alleles.length)
      const masses = new Float64Array(alleles.length)
      let kept = 0
      for (let index = 0; index < alleles.length; index += 1) {
        if (mass[index]! < leastExpected) continue
        const allele = alleles[index]!
        if (this.#likelyIndex[allele] === -1) {
          this.#likelyIndex[allele] = count
          under[count] = gene.under[allele]!
          count += 1
        }
        indices[kept] = this.#likelyIndex[allele]!
        masses[kept] = mass[index]!
        kept += 1
      }
      return { indices: indices.subarray(0, kept), mass: masses.subarray(0, kept) }
    })
    this.#under = under.subarray(0, count)
    this.#isWorth = new Uint8Array(gene.prefixCount)
    for (let position = 0; position < count; position += 1) this.#isWorth[under[position]!] = 1
    for (let x = gene.prefixCount - 1; x > 0; x -= 1) if (this.#isWorth[x] === 1) this.#isWorth[gene.above[x]!] = 1
    this.#isWorth[0] = 1
    this.#at = new Int32Array(count)
    const longest = gene.models.reduce((most, { prefixes }) => Math.max(most, prefixes.length), 0)
    this.#tree = new PrefixSubtree(gene)
    this.#chosen = new Int32Array(longest)
    this.#masses = new Float64Array(longest)
    this.#unseen = new Float64Array(longest + 1)
    this.#squares = new Float64Array(longest + 1)
  }

  /** The model whose residue the next sums are of. */
  ofModel(i: number): void {
    const { alleles, prefixes, residue } = this.#gene.models[i]!
    // Most residue lies where no model has an allele that is worth an expectation.
    let count = 0
    for (let index = 0; index < prefixes.length; index += 1) {
      if (this.#isWorth[prefixes[index]!] === 0) continue
      this.#chosen[count] = prefixes[index]!
      this.#masses[count] = residue[index]!
      count += 1
    }
    this.#tree.choose(this.#chosen.subarray(0, count))
    this.#at.fill(-1)
    for (let index = 0; index < alleles.length; index += 1) {
      const position = this.#likelyIndex[alleles[index]!]!
      if (position >= 0) this.#at[position] = count
    }
  }

  /** The sum with the alleles of another model. */
  with(j: number): number {
    const { indices, mass } = this.#likely[j]!
    const at = this.#at
    const unseen = this.#unseen
    const squares = this.#squares
    const masses = this.#masses
    const { count, above } = this.#tree
    for (let index = 0; index < indices.length; index += 1) {
      const p = mass[index]!
      let x = at[indices[index]!]!
      if (x < 0) x = at[indices[index]!] = this.#tree.nearest(this.#under[indices[index]!]!)
      unseen[x]! += p
      squares[x]! += p * p
    }
    unseen[count] = squares[count] = 0
    let sum = 0
    // What lies below a prefix is complete before it is added to the shorter one.
    for (let x = count - 1; x >= 0; x -= 1) {
      const below = unseen[x]!
      if (below === 0) continue
      const square = squares[x]!
      sum += square * Math.min(1, masses[x]! / below)
      unseen[x] = squares[x] = 0
      if (x === 0) break
      unseen[above[x]!]! += below
      squares[above[x]!]! += square
    }
    return sum
  }
}
