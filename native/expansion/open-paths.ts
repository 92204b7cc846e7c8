/** A path that can be expanded: the mass it holds and how to get there. */
export interface OpenPath {
  readonly mass: number
  /** Mass of the path as a whole; larger than `mass` only where the part is open that a top list left out. */
  readonly whole: number
  /** Number of its prefix in the trie. */
  readonly prefix: number
  /** See core/population/allele-reader.ts. */
  readonly state: number
  /** Number of the expanded path before it; -1 for the gene itself. */
  readonly parent: number
  readonly token: number
}

/**
 * The open paths of a gene as parallel arrays: a gene has thousands, of which a few are ever expanded, and their shares
 * of the bound are looked at again and again.
 */
export class OpenPaths {
  #count = 0
  #masses = new Float64Array(256)
  #wholes = new Float64Array(256)
  /** Four numbers of a path: prefix, state, parent, token. */
  #numbers = new Int32Array(4 * 256)

  get count(): number {
    return this.#count
  }

  /** Forgets all paths; keeps the room. */
  clear(): void {
    this.#count = 0
  }

  push(mass: number, whole: number, prefix: number, state: number, parent: number, token: number): void {
    const index = this.#count
    if (index === this.#masses.length) {
      this.#masses = longer(this.#masses, new Float64Array(2 * index))
      this.#wholes = longer(this.#wholes, new Float64Array(2 * index))
      this.#numbers = longer(this.#numbers, new Int32Array(8 * index))
    }
    this.#masses[index] = mass
    this.#wholes[index] = whole
    this.#numbers[4 * index] = prefix
    this.#numbers[4 * index + 1] = state
    this.#numbers[4 * index + 2] = parent
    this.#numbers[4 * index + 3] = token
    this.#count = index + 1
  }

  at(index: number): OpenPath {
    const [mass, whole] = [this.#masses[index]!, this.#wholes[index]!]
    const [prefix, state, parent, token] = this.#numbers.subarray(4 * index, 4 * index + 4) as unknown as [
      number,
      number,
      number,
      number,
    ]
    return { mass, whole, prefix, state, parent, token }
  }

  /** Removes the paths at some indices; the last ones take their places. */
  remove(indices: readonly number[]): void {
    // From the back, so that moving the last path into the gap moves none that is still to be removed.
    for (const index of [...indices].sort((left, right) => right - left)) {
      const last = this.#count - 1
      this.#masses[index] = this.#masses[last]!
      this.#wholes[index] = this.#wholes[last]!
      this.#numbers.copyWithin(4 * index, 4 * last, 4 * last + 4)
      this.#count = last
    }
  }

  /** The `most` paths with the largest mass times `weight(prefix)`, in falling order; of equal ones the first. */
  widest(most: number, weight: (prefix: number) => number): { readonly index: number; readonly share: number }[] {
    const widest: { readonly index: number; readonly share: number }[] = []
    if (most < 1) return widest
    let least = -1
    for (let index = 0; index < this.#count; index += 1) {
      const share = this.#masses[index]! * weight(this.#numbers[4 * index]!)
      if (widest.length === most && share <= least) continue
      let at = widest.length
      while (at > 0 && widest[at - 1]!.share < share) at -= 1
      widest.splice(at, 0, { index, share })
      if (widest.length > most) widest.pop()
      least = widest.at(-1)!.share
    }
    return widest
  }
}

function longer<Numbers extends Float64Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}
