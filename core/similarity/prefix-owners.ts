import type { SharedGene } from './shared-gene.ts'

/**
 * What some models have at each prefix of a gene, for those only that have anything there: an allele or residue that
 * begins with it. Of ten thousand prefixes and more a model has one in ten.
 */
export interface PrefixOwners {
  /** Where the entries of each prefix begin; one more at the end. */
  readonly starts: Int32Array
  /** Per entry the model; in the order of the list of models within a prefix. */
  readonly model: Int32Array
  /**
   * Three numbers for each entry: the largest probability of an allele that begins with the prefix, the residue at the
   * prefix, and the most residue that can fall on one allele together with what falls on the prefix, from longer
   * prefixes only.
   */
  readonly values: Float64Array
}

/** Numbers for each entry. */
export const valuesEach = 3

/**
 * @param columns the models to tell of
 * @param isMet 1 for the prefixes that will be asked for; the others are left without entries
 */
export function prefixOwners(
  { models, prefixCount, above, under }: SharedGene,
  columns: ArrayLike<number>,
  isMet: Uint8Array,
): PrefixOwners {
  const count = new Int32Array(prefixCount + 1)
  // Of the model at hand, by prefix; 0 again when it is done.
  const values = new Float64Array(valuesEach * prefixCount)
  const touched = new BitSet(prefixCount)
  const entries = new EntryList(64 * columns.length)
  for (let column = 0; column < columns.length; column += 1) {
    const { alleles, mass, prefixes, residue } = models[columns[column]!]!
    for (let index = 0; index < alleles.length; index += 1) {
      const x = under[alleles[index]!]!
      if (mass[index]! > values[valuesEach * x]!) values[valuesEach * x] = mass[index]!
      touched.add(x)
    }
    for (let index = 0; index < prefixes.length; index += 1) {
      values[valuesEach * prefixes[index]! + 1] = residue[index]!
      touched.add(prefixes[index]!)
    }
    // Longer prefixes before shorter ones: what lies below is complete.
    for (let x = touched.takeLast(); x >= 0; x = touched.takeLast()) {
      const at = valuesEach * x
      const top = values[at]!
      const here = values[at + 1]!
      const below = values[at + 2]!
      values[at] = values[at + 1] = values[at + 2] = 0
      if (isMet[x] === 1) {
        count[x + 1]! += 1
        entries.add(columns[column]!, x, top, here, below)
      }
      if (x === 0) continue
      const over = above[x]!
      touched.add(over)
      if (top > values[valuesEach * over]!) values[valuesEach * over] = top
      const through = here + below
      if (through > values[valuesEach * over + 2]!) values[valuesEach * over + 2] = through
    }
  }
  for (let x = 0; x < prefixCount; x += 1) count[x + 1]! += count[x]!
  return entries.byPrefix(count)
}

/** Numbers that are taken out from the largest on, while smaller ones are still added. */
class BitSet {
  readonly #words: Int32Array
  /** No word after this one holds any. */
  #last = 0

  constructor(size: number) {
    this.#words = new Int32Array((size + 31) >> 5)
  }

  add(number: number): void {
    const word = number >> 5
    this.#words[word]! |= 1 << (number & 31)
    if (word > this.#last) this.#last = word
  }

  /** The largest number, which is taken out; -1 where there is none. */
  takeLast(): number {
    for (; this.#last >= 0; this.#last -= 1) {
      const held = this.#words[this.#last]!
      if (held === 0) continue
      const bit = 31 - Math.clz32(held)
      this.#words[this.#last] = held ^ (1 << bit)
      return 32 * this.#last + bit
    }
    this.#last = 0
    return -1
  }
}

/** Entries model by model. */
class EntryList {
  #count = 0
  #model: Int32Array
  #prefix: Int32Array
  #values: Float64Array

  constructor(most: number) {
    this.#model = new Int32Array(most)
    this.#prefix = new Int32Array(most)
    this.#values = new Float64Array(valuesEach * most)
  }

  add(model: number, prefix: number, top: number, residue: number, below: number): void {
    const at = this.#count
    if (at === this.#model.length) this.#grow()
    this.#model[at] = model
    this.#prefix[at] = prefix
    this.#values[valuesEach * at] = top
    this.#values[valuesEach * at + 1] = residue
    this.#values[valuesEach * at + 2] = below
    this.#count = at + 1
  }

  /** @param next where the entries of each prefix begin; changed */
  byPrefix(next: Int32Array): PrefixOwners {
    const starts = next.slice()
    const model = new Int32Array(this.#count)
    const values = new Float64Array(valuesEach * this.#count)
    for (let from = 0; from < this.#count; from += 1) {
      const x = this.#prefix[from]!
      const at = next[x]!
      next[x] = at + 1
      model[at] = this.#model[from]!
      values[valuesEach * at] = this.#values[valuesEach * from]!
      values[valuesEach * at + 1] = this.#values[valuesEach * from + 1]!
      values[valuesEach * at + 2] = this.#values[valuesEach * from + 2]!
    }
    return { starts, model, values }
  }

  #grow(): void {
    const longer = <A extends Int32Array | Float64Array>(array: A, copy: A): A => {
      copy.set(array)
      return copy
    }
    this.#model = longer(this.#model, new Int32Array(2 * this.#model.length))
    this.#prefix = longer(this.#prefix, new Int32Array(2 * this.#prefix.length))
    this.#values = longer(this.#values, new Float64Array(2 * this.#values.length))
  }
}

/** Per allele those of some models that have it and how much, in the order of the list of models. */
export interface AlleleOwners {
  readonly starts: Int32Array
  readonly model: Int32Array
  readonly mass: Float64Array
}

export function alleleOwners({ models, alleleCount }: SharedGene, columns: ArrayLike<number>): AlleleOwners {
  const count = new Int32Array(alleleCount + 1)
  for (let column = 0; column < columns.length; column += 1) {
    const { alleles } = models[columns[column]!]!
    for (let index = 0; index < alleles.length; index += 1) count[alleles[index]! + 1]! += 1
  }
  for (let allele = 0; allele < alleleCount; allele += 1) count[allele + 1]! += count[allele]!
  const owners = {
    starts: count.slice(),
    model: new Int32Array(count[alleleCount]!),
    mass: new Float64Array(count[alleleCount]!),
  }
  for (let column = 0; column < columns.length; column += 1) {
    const { alleles, mass } = models[columns[column]!]!
    for (let index = 0; index < alleles.length; index += 1) {
      const at = count[alleles[index]!]!
      count[alleles[index]!] = at + 1
      owners.model[at] = columns[column]!
      owners.mass[at] = mass[index]!
    }
  }
  return owners
}
