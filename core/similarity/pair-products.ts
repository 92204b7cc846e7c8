import { ownPrefixes } from './own-prefixes.ts'
import { PrefixTable } from './prefix-table.ts'
import type { NumberedPopulation, SharedGene } from './shared-gene.ts'

/** Alleles of the other model below this are not worth an expectation. */
const leastExpected = 1e-4

/** Models whose tables are in memory at a time: a table has a row of them for each prefix of the gene, ten thousand or more. */
const modelsAtOnce = 64

/** Sums over what two models have at a gene: l their resolved alleles, m their residue, c its chains; ' marks the other model. */
export interface PairSums {
  /** SUM_a l_a l'_a */
  readonly resolved: number
  /** SUM_x m_x m'_x */
  readonly together: number
  /** SUM_x m_x max{l'_a : a begins with x}, and the same the other way round. */
  readonly onResolved: number
  /**
   * The smaller of SUM_x m_x c'_x and SUM_x m'_x c_x. Both bound SUM_a r_a r'_a: each piece of one model's residue meets at most c' (or
   * c) of the other's.
   */
  readonly onResidue: number
  /**
   * What the residue of one adds where it falls on alleles that only the other has resolved, in proportion to the other's probabilities
   * there and no more than these: at prefix x, SUM l'_a^2 * min(1, m_x / SUM l'_a) over those alleles; and the same the other way round.
   */
  readonly onUnseen: number
}

/** The sums of the pairs that are wanted. Every sum runs in the order of the entries, so that it depends on its two models only. */
export class PairProducts {
  readonly #models: number
  /** At i * models + j, i the model whose residue or, of `resolved`, whose alleles are gone through. */
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
    const likely = gene.models.map(likelyAlleles)
    const topOfAll = new Float64Array(gene.prefixCount)
    for (let first = 0; first < models; first += modelsAtOnce) {
      const table = new PrefixTable(gene, first, Math.min(models, first + modelsAtOnce))
      table.raiseTo(topOfAll)
      for (let i = 0; i < models; i += 1) {
        const wanted = partners[i]!.filter((j) => table.has(j))
        if (wanted.length > 0) this.#addResidue(i, gene.models[i]!, wanted, table)
      }
    }
    const massOf = new Float64Array(gene.alleleCount)
    const isSeen = new Uint8Array(gene.alleleCount)
    for (let i = 0; i < models; i += 1) {
      if (partners[i]!.length > 0) this.#addAlleles(i, gene, partners[i]!, likely, topOfAll, massOf, isSeen)
    }
  }

  /** The sums of a wanted pair. */
  of(i: number, j: number): PairSums {
    const ij = i * this.#models + j
    const ji = j * this.#models + i
    return {
      resolved: this.#resolved[ij]!,
      together: this.#together[ij]!,
      onResolved: this.#onResolved[ij]! + this.#onResolved[ji]!,
      onResidue: Math.min(this.#onResidue[ij]!, this.#onResidue[ji]!),
      onUnseen: this.#onUnseen[ij]! + this.#onUnseen[ji]!,
    }
  }

  #addResidue(i: number, { prefixes, residue }: NumberedPopulation, wanted: readonly number[], table: PrefixTable): void {
    const { first, width, tops, chains, residues } = table
    const row = i * this.#models
    // Rows as a whole are read faster than single places, unless few of them count.
    const columns = 4 * wanted.length >= width ? Array.from({ length: width }, (_, column) => first + column) : wanted
    if (columns !== wanted) {
      const onResolved = this.#onResolved.subarray(row + first, row + first + width)
      const onResidue = this.#onResidue.subarray(row + first, row + first + width)
      const together = this.#together.subarray(row + first, row + first + width)
      for (let own = 0; own < prefixes.length; own += 1) {
        const m = residue[own]!
        const from = prefixes[own]! * width
        for (let column = 0; column < width; column += 1) {
          onResolved[column]! += m * tops[from + column]!
          onResidue[column]! += m * chains[from + column]!
          together[column]! += m * residues[from + column]!
        }
      }
      return
    }
    for (const j of wanted) {
      const column = j - first
      let [onResolved, onResidue, together] = [0, 0, 0]
      for (let own = 0; own < prefixes.length; own += 1) {
        const m = residue[own]!
        const at = prefixes[own]! * width + column
        onResolved += m * tops[at]!
        onResidue += m * chains[at]!
        together += m * residues[at]!
      }
      this.#onResolved[row + j] = onResolved
      this.#onResidue[row + j] = onResidue
      this.#together[row + j] = together
    }
  }

  #addAlleles(
    i: number,
    gene: SharedGene,
    wanted: readonly number[],
    likely: readonly LikelyAlleles[],
    topOfAll: Float64Array,
    massOf: Float64Array,
    isSeen: Uint8Array,
  ): void {
    const { alleles, mass, prefixes, residue } = gene.models[i]!
    for (let index = 0; index < alleles.length; index += 1) {
      massOf[alleles[index]!] = mass[index]!
      isSeen[alleles[index]!] = 1
    }
    // Most residue lies where no model has an allele that is worth an expectation.
    const worth = places(prefixes, (x) => x === 0 || topOfAll[x]! >= leastExpected)
    const own = worth.map((place) => prefixes[place]!)
    const masses = Float64Array.from(worth, (place) => residue[place]!)
    const { nearest, above } = ownPrefixes(gene, own)
    const unseen = new Float64Array(own.length)
    const squares = new Float64Array(own.length)
    for (const j of wanted) {
      const at = i * this.#models + j
      const other = gene.models[j]!
      let resolved = 0
      for (let index = 0; index < other.alleles.length; index += 1) resolved += other.mass[index]! * massOf[other.alleles[index]!]!
      this.#resolved[at] = resolved

      const { numbers, mass: theirs } = likely[j]!
      for (let index = 0; index < numbers.length; index += 1) {
        const allele = numbers[index]!
        if (isSeen[allele] === 1) continue
        const p = theirs[index]!
        const x = nearest[gene.under[allele]!]!
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
      this.#onUnseen[at] = sum
    }
    for (let index = 0; index < alleles.length; index += 1) {
      massOf[alleles[index]!] = 0
      isSeen[alleles[index]!] = 0
    }
  }
}

interface LikelyAlleles {
  readonly numbers: Int32Array
  readonly mass: Float64Array
}

function likelyAlleles({ alleles, mass }: NumberedPopulation): LikelyAlleles {
  const kept = places(mass, (p) => p >= leastExpected)
  return { numbers: kept.map((place) => alleles[place]!), mass: Float64Array.from(kept, (place) => mass[place]!) }
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
