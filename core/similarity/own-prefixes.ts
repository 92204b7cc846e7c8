import type { SharedGene } from './shared-gene.ts'

/** Some of a gene's prefixes as a tree of their own. */
export interface OwnPrefixes {
  /**
   * Per prefix of the gene the longest own one that it begins with, as a place in the list; a prefix begins with
   * itself.
   */
  readonly nearest: Int32Array
  /** Per own prefix the next shorter own one, as a place in the list; 0 for the first. */
  readonly above: Int32Array
}

/** @param own numbers of prefixes, each after those that it begins with; the empty one, 0, is the first */
export function ownPrefixes({ prefixCount, above }: SharedGene, own: Int32Array): OwnPrefixes {
  const nearest = new Int32Array(prefixCount).fill(-1)
  for (let place = 0; place < own.length; place += 1) nearest[own[place]!] = place
  const ownAbove = new Int32Array(own.length)
  for (let x = 1; x < prefixCount; x += 1) {
    const over = nearest[above[x]!]!
    if (nearest[x] === -1) nearest[x] = over
    else ownAbove[nearest[x]!] = over
  }
  return { nearest, above: ownAbove }
}
