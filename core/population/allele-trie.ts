import { residueBound, residueChains, type PrefixTree } from './bound.ts'
import { ChildTable } from './child-table.ts'

/** In place of a last character: the allele ends after its prefix. */
export const endMark = -1
/** In place of a parent: the empty prefix has none. */
const none = -1

/**
 * What is known about one gene's alleles: masses resolved, and residue per prefix. Texts are chains of numbered
 * prefixes, each one code point longer than its parent; the empty prefix is number 0 and every other one comes after
 * its parent.
 */
export class AlleleTrie implements PrefixTree {
  readonly #prefixes = new ChildTable()
  readonly #alleles = new ChildTable()
  #residue = new Float64Array(64)
  #largest = new Float64Array(64)
  #length = new Uint16Array(64)
  #mass = new Float64Array(64)
  #longest = 0
  #weights = new Float64Array(0)
  #ceilings = new Float64Array(0)
  /** The last bound, as long as it holds. */
  #bound: number | undefined

  constructor() {
    this.#prefixes.numberOf(none, none)
  }

  /** Makes the trie as new, but for the room it has: genes have thousands of prefixes. */
  clear(): void {
    this.#bound = undefined
    this.#residue.fill(0, 0, this.count)
    this.#largest.fill(0, 0, this.count)
    this.#mass.fill(0, 0, this.alleleCount)
    this.#longest = 0
    this.#prefixes.clear()
    this.#alleles.clear()
    this.#prefixes.numberOf(none, none)
  }

  /** Number of prefixes. */
  get count(): number {
    return this.#prefixes.count
  }

  /** Per prefix; arrays are longer than `count`, and replaced as the trie grows. */
  get parent(): Int32Array {
    return this.#prefixes.parent
  }

  /** Per prefix its last code point. */
  get label(): Int32Array {
    return this.#prefixes.label
  }

  /** Length of the longest prefix in code points. */
  get longest(): number {
    return this.#longest
  }

  get residue(): Float64Array {
    return this.#residue
  }

  get largest(): Float64Array {
    return this.#largest
  }

  /** Number of resolved alleles. */
  get alleleCount(): number {
    return this.#alleles.count
  }

  /** Resolved mass per allele. */
  get alleleMass(): Float64Array {
    return this.#mass
  }

  /** Per allele its longest proper prefix; for an end allele the prefix that is its text. */
  get allelePrefix(): Int32Array {
    return this.#alleles.parent
  }

  /** Per allele its last code point, or `endMark`. */
  get alleleCharacter(): Int32Array {
    return this.#alleles.label
  }

  /** Number of the prefix one code point longer. */
  child(prefix: number, character: number): number {
    const before = this.#prefixes.count
    const number = this.#prefixes.numberOf(prefix, character)
    if (this.#prefixes.count > before) this.#bound = undefined
    if (number >= this.#length.length) {
      const size = 2 * number
      this.#residue = longer(this.#residue, size)
      this.#largest = longer(this.#largest, size)
      const lengths = new Uint16Array(size)
      lengths.set(this.#length)
      this.#length = lengths
    }
    const length = this.#length[prefix]! + 1
    this.#length[number] = length
    if (length > this.#longest) this.#longest = length
    return number
  }

  /** Number of a prefix; it and all shorter ones are added where they are new. */
  prefixOf(text: string): number {
    let prefix = 0
    for (const character of text) prefix = this.child(prefix, character.codePointAt(0)!)
    return prefix
  }

  /** Length of a prefix in code points. */
  lengthOf(prefix: number): number {
    return this.#length[prefix]!
  }

  /**
   * Adds resolved mass to the allele that goes on from a prefix with a last code point or `endMark`; returns the
   * allele's number.
   */
  addChild(prefix: number, character: number, mass: number): number {
    const number = this.#alleles.numberOf(prefix, character)
    if (number >= this.#mass.length) this.#mass = longer(this.#mass, 2 * number)
    const sum = this.#mass[number]! + mass
    this.#bound = undefined
    this.#mass[number] = sum
    if (sum > this.#largest[prefix]!) this.#largest[prefix] = sum
    return number
  }

  /** The same by the allele's text, which is not empty unless it is an end allele. */
  addAllele(text: string, end: boolean, mass: number): number {
    if (end) return this.addChild(this.prefixOf(text), endMark, mass)
    const characters = Array.from(text)
    const last = characters.pop()
    if (last === undefined) throw new RangeError('expected an allele of at least one character, found an empty one')
    return this.addChild(this.prefixOf(characters.join('')), last.codePointAt(0)!, mass)
  }

  /** Adds residue at a prefix; a negative mass takes some away, down to 0. */
  addResidue(prefix: number, mass: number): void {
    this.#residue[prefix] = Math.max(0, this.#residue[prefix]! + mass)
    this.#bound = undefined
  }

  /**
   * The bound as it stands (see bound.ts). Brings `weight` up to date: the share of mass m at prefix x is m *
   * weight(x).
   */
  update(): number {
    if (this.#bound !== undefined) return this.#bound
    const { count } = this
    if (this.#weights.length < count) {
      this.#weights = new Float64Array(this.#largest.length)
      this.#ceilings = new Float64Array(this.#largest.length)
    }
    if (tops.length < count) tops = new Float64Array(this.#largest.length)
    residueChains(this, this.#ceilings)
    const { parent } = this
    for (let x = 0; x < count; x += 1) tops[x] = this.#largest[x]!
    for (let x = count - 1; x > 0; x -= 1) if (tops[x]! > tops[parent[x]!]!) tops[parent[x]!] = tops[x]!
    for (let x = 0; x < count; x += 1) this.#ceilings[x] = 2 * (this.#ceilings[x]! + tops[x]!)
    this.#bound = residueBound(this, this.#weights)
    return this.#bound
  }

  weight(prefix: number): number {
    return this.#weights[prefix] ?? 0
  }

  /**
   * What the weight of a prefix can never exceed, whatever is found out after the last `update`: twice the largest
   * probability that an allele beginning with it can have.
   */
  ceiling(prefix: number): number {
    return this.#ceilings[prefix] ?? 0
  }
}

/** Room for `update`, which no trie needs for longer. */
let tops = new Float64Array(0)

function longer(array: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(length)
  copy.set(array)
  return copy
}
