import type { SharedGene } from './shared-gene.ts'

/** Some of a gene's prefixes as a tree of their own; one object serves one choice of them after the other. */
export class OwnPrefixes {
  readonly #above: Int32Array
  /** Per prefix of the gene the place of the longest own one that it begins with; -1 where not looked for. */
  readonly #nearest: Int32Array
  #own: Int32Array = new Int32Array(0)
  #ownAbove: Int32Array

  constructor({ prefixCount, above }: SharedGene) {
    this.#above = above
    this.#nearest = new Int32Array(prefixCount)
    this.#ownAbove = new Int32Array(prefixCount)
  }

  /** @param own numbers of prefixes, each after those that it begins with; the empty one, 0, is the first */
  choose(own: Int32Array): void {
    this.#nearest.fill(-1)
    this.#own = own
    for (let place = 0; place < own.length; place += 1) this.#nearest[own[place]!] = place
    this.#ownAbove[0] = 0
    for (let place = 1; place < own.length; place += 1) this.#ownAbove[place] = this.nearest(this.#above[own[place]!]!)
  }

  /** Prefixes that are chosen. */
  get count(): number {
    return this.#own.length
  }

  /** Per own prefix the next shorter own one, as a place among them; 0 for the first. Longer than `count`. */
  get above(): Int32Array {
    return this.#ownAbove
  }

  /** The longest own prefix that a prefix of the gene begins with, as a place among them; an own one is it itself. */
  nearest(x: number): number {
    const nearest = this.#nearest
    let found = nearest[x]!
    if (found >= 0) return found
    let over = x
    while (found < 0) {
      over = this.#above[over]!
      found = nearest[over]!
    }
    for (let y = x; y !== over; y = this.#above[y]!) nearest[y] = found
    return found
  }
}
