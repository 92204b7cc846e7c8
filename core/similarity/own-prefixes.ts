import type { SharedGene } from './shared-gene.ts'

/** Some of a gene's prefixes as a tree of their own; one object serves one choice of them after the other. */
export class OwnPrefixes {
  readonly #above: Int32Array
  /** Per prefix of the gene the place of the longest own one that it begins with; -1 where not looked for. */
  readonly #nearest: Int32Array
  #chosen: Int32Array = new Int32Array(0)
  #ownAbove: Int32Array

  constructor({ prefixCount, above }: SharedGene) {
    this.#above = above
    this.#nearest = new Int32Array(prefixCount)
    this.#ownAbove = new Int32Array(prefixCount)
  }

  /** @param chosen numbers of prefixes, each after those that it begins with; the empty one, 0, is the first */
  choose(chosen: Int32Array): void {
    this.#nearest.fill(-1)
    this.#chosen = chosen
    for (let index = 0; index < chosen.length; index += 1) this.#nearest[chosen[index]!] = index
    this.#ownAbove[0] = 0
    for (let index = 1; index < chosen.length; index += 1)
      this.#ownAbove[index] = this.nearest(this.#above[chosen[index]!]!)
  }

  /** Prefixes that are chosen. */
  get count(): number {
    return this.#chosen.length
  }

  /** Per own prefix the next shorter own one, as a place among them; 0 for the first. Longer than `count`. */
  get above(): Int32Array {
    return this.#ownAbove
  }

  /** The longest own prefix that a prefix of the gene begins with, as a place among them; an own one is it itself. */
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
