import { ownPrefixes } from './own-prefixes.ts'
import { type AlleleOwners, alleleOwners, type PrefixOwners, prefixOwners } from './prefix-owners.ts'
import type { NumberedPopulation, SharedGene } from './shared-gene.ts'

/** Alleles of the other model below this are not worth an expectation. */
const leastExpected = 1e-4

/**
 * Sums over what two models have at a gene: l their resolved alleles, m their residue, c its chains; ' marks the other
 * model.
 */
export interface PairSums {
  /** SUM_a l_a l'_a */
  readonly resolved: number
  /** SUM_x m_x m'_x */
  readonly together: number
  /** SUM_x m_x max{l'_a : a begins with x}, and the same the other way round. */
  readonly onResolved: number
  /**
   * The smaller of SUM_x m_x c'_x and SUM_x m'_x c_x. Both bound SUM_a r_a r'_a: each piece of one model's residue
   * meets at most c' (or c) of the other's.
   */
  readonly onResidue: number
  /**
   * What the residue of one adds where it falls on alleles that only the other has resolved, in proportion to the
   * other's probabilities there and no more than these: at prefix x, SUM l'_a^2 * min(1, m_x / SUM l'_a) over those
   * alleles; and the same the other way round.
   */
  readonly onUnseen: number
}

/** The sums of the pairs that are wanted. Every sum runs in an order that its two models alone decide. */
export class PairProducts {
  readonly #models: number
  /** At i * models + j, i the model whose residue is gone through; `resolved` and `together` are told for i < j. */
  readonly #resolved: Float64Array
  readonly #together: Float64Array
  readonly #onResolved: Float64Array
  readonly #onResidue: Float64Array
  readonly #onUnseen: Float64Array

  /** @param pairs two models for each pair */
  constructor(gene: SharedGene, pairs: ArrayLike<number>) {
    const models = gene.models.length
    const sums = (): Float64Array => new Float64Array(models * models)
    this.#models = models
    this.#resolved = sums()
    this.#together = sums()
    this.#onResolved = sums()
    this.#onResidue = sums()
    this.#onUnseen = sums()
    const partners = partnersOf(pairs, models)
    const prefixes = prefixOwners(gene)
    const alleles = alleleOwners(gene)
    const likely = gene.models.map((model) => likelyAlleles(model, gene.under))
    const room = { masses: new Float64Array(gene.prefixCount), isSeen: new Uint8Array(gene.alleleCount) }
    for (let i = 0; i < models; i += 1) {
      if (partners[i]!.length === 0) continue
      this.#addAlleles(i, gene.models[i]!, alleles)
      this.#addResidue(i, gene, prefixes, room.masses)
      this.#addUnseen(i, gene, partners[i]!, likely, prefixes.topOfAll, room.isSeen)
    }
  }

  /** The sums of a wanted pair. */
  of(i: number, j: number): PairSums {
    const ij = i * this.#models + j
    const ji = j * this.#models + i
    const rising = Math.min(i, j) * this.#models + Math.max(i, j)
    return {
      resolved: this.#resolved[rising]!,
      together: this.#together[rising]!,
      onResolved: this.#onResolved[ij]! + this.#onResolved[ji]!,
      onResidue: Math.min(this.#onResidue[ij]!, this.#onResidue[ji]!),
      onUnseen: this.#onUnseen[ij]! + this.#onUnseen[ji]!,
    }
  }

  #addAlleles(i: number, { alleles, mass }: NumberedPopulation, owners: AlleleOwners): void {
    const row = i * this.#models
    for (let index = 0; index < alleles.length; index += 1) {
      const own = mass[index]!
      const first = owners.starts[alleles[index]!]!
      // Backwards, since models rise: those after i come last.
      for (let at = owners.starts[alleles[index]! + 1]! - 1; at >= first && owners.model[at]! > i; at -= 1) {
        this.#resolved[row + owners.model[at]!]! += own * owners.mass[at]!
      }
    }
  }

  /**
   * A chain c' at x is the residue of the other at x and at the shorter prefixes, and the heaviest chain below. Summed
   * over x, the first part is SUM_y m'_y M_y over all prefixes y, M_y being all that this model holds at y and at
   * longer prefixes.
   */
  #addResidue(i: number, { models, above }: SharedGene, owners: PrefixOwners, masses: Float64Array): void {
    const row = i * this.#models
    const { prefixes, residue } = models[i]!
    const { starts, model, top, residue: theirs, below } = owners
    const path: number[] = []
    for (let own = prefixes.length - 1; own >= 0; own -= 1) {
      const m = residue[own]!
      for (let x = prefixes[own]!; ; x = above[x]!) {
        if (masses[x] === 0 && m > 0) path.push(x)
        masses[x]! += m
        if (x === 0) break
      }
    }
    for (const x of path) {
      const mass = masses[x]!
      masses[x] = 0
      for (let at = starts[x]!; at < starts[x + 1]!; at += 1) this.#onResidue[row + model[at]!]! += mass * theirs[at]!
    }
    for (let own = 0; own < prefixes.length; own += 1) {
      const m = residue[own]!
      const end = starts[prefixes[own]! + 1]!
      for (let at = starts[prefixes[own]!]!; at < end; at += 1) {
        const j = row + model[at]!
        this.#onResolved[j]! += m * top[at]!
        this.#onResidue[j]! += m * below[at]!
        this.#together[j]! += m * theirs[at]!
      }
    }
  }

  #addUnseen(
    i: number,
    gene: SharedGene,
    wanted: readonly number[],
    likely: readonly LikelyAlleles[],
    topOfAll: Float64Array,
    isSeen: Uint8Array,
  ): void {
    const { alleles, prefixes, residue } = gene.models[i]!
    for (let index = 0; index < alleles.length; index += 1) isSeen[alleles[index]!] = 1
    // Most residue lies where no model has an allele that is worth an expectation.
    const worth = places(prefixes, (x) => x === 0 || topOfAll[x]! >= leastExpected)
    const own = worth.map((place) => prefixes[place]!)
    const masses = Float64Array.from(worth, (place) => residue[place]!)
    const { nearest, above } = ownPrefixes(gene, own)
    const unseen = new Float64Array(own.length)
    const squares = new Float64Array(own.length)
    for (const j of wanted) {
      const { numbers, under, mass } = likely[j]!
      for (let index = 0; index < numbers.length; index += 1) {
        if (isSeen[numbers[index]!] === 1) continue
        const p = mass[index]!
        const x = nearest[under[index]!]!
        unseen[x]! += p
        squares[x]! += p * p
      }
      let sum = 0
      // What lies below a prefix is complete before it is added to the shorter one.
      for (let x = own.length - 1; x >= 0; x -= 1) {
        const below = unseen[x]!
        if (below === 0) continue
        const square = squares[x]!
        sum += square * Math.min(1, masses[x]! / below)
        unseen[x] = squares[x] = 0
        if (x === 0) break
        unseen[above[x]!]! += below
        squares[above[x]!]! += square
      }
      this.#onUnseen[i * this.#models + j] = sum
    }
    for (let index = 0; index < alleles.length; index += 1) isSeen[alleles[index]!] = 0
  }
}

interface LikelyAlleles {
  readonly numbers: Int32Array
  /** As `under` of the gene. */
  readonly under: Int32Array
  readonly mass: Float64Array
}

function likelyAlleles({ alleles, mass }: NumberedPopulation, under: Int32Array): LikelyAlleles {
  const kept = places(mass, (p) => p >= leastExpected)
  const numbers = kept.map((place) => alleles[place]!)
  return {
    numbers,
    under: numbers.map((allele) => under[allele]!),
    mass: Float64Array.from(kept, (place) => mass[place]!),
  }
}

/** Places of the values that are wanted. */
function places(values: Int32Array | Float64Array, isWanted: (value: number) => boolean): Int32Array {
  const found = new Int32Array(values.length)
  let count = 0
  for (let place = 0; place < values.length; place += 1) {
    if (!isWanted(values[place]!)) continue
    found[count] = place
    count += 1
  }
  return found.subarray(0, count)
}

/** Per model the others that it is wanted with. */
function partnersOf(pairs: ArrayLike<number>, models: number): readonly (readonly number[])[] {
  const partners = Array.from({ length: models }, (): number[] => [])
  for (let index = 0; index < pairs.length; index += 2) {
    partners[pairs[index]!]!.push(pairs[index + 1]!)
    partners[pairs[index + 1]!]!.push(pairs[index]!)
  }
  return partners
}
