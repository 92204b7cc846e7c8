import type { SharedGene } from './shared-gene.ts'

/** Chosen prefixes of a gene as a tree; one object serves one choice after the other. */
export class PrefixSubtree {
  readonly #above: Int32Array
  /** Per prefix of the gene the index of the longest chosen one that it begins with; -1 where not looked for. */
  readonly #nearest: Int32Array
  #chosen: Int32Array = new Int32Array(0)
  #chosenAbove: Int32Array

  constructor({ prefixCount, above }: SharedGene) {
    this.#above = above
    this.#nearest = new Int32Array(prefixCount)
    this.#chosenAbove = new Int32Array(prefixCount)
  }

  /** @param chosen numbers of prefixes, each after those that it begins with; the empty one, 0, is the first */
  choose(chosen: Int32Array): void {
    this.#nearest.fill(-1)
    this.#chosen = chosen
    for (let index = 0; index < chosen.length; index += 1) this.#nearest[chosen[index]!] = index
    this.#chosenAbove[0] = 0
    for (let index = 1; index < chosen.length; index += 1)
      this.#chosenAbove[index] = this.nearest(this.#above[chosen[index]!]!)
  }

  /** Prefixes that are chosen. */
  get count(): number {
    return this.#chosen.length
  }

  /** Per chosen prefix the next shorter chosen one, as an index among them; 0 for the first. Longer than `count`. */
  get above(): Int32Array {
    return this.#chosenAbove
  }

  /** Index of the longest chosen prefix that a prefix of the gene begins with; a chosen one is it itself. */
  nearest(x: number): number {
    const nearest = this.#nearest
    let owner = nearest[x]!
    if (owner >= 0) return owner
    let over = x
    while (owner < 0) {
      over = this.#above[over]!
      owner = nearest[over]!
    }
    for (let y = x; y !== over; y = this.#above[y]!) nearest[y] = owner
    return owner
  }
}
