import { type AlleleTrie, endMark } from './allele-trie.ts'
import { writeUtf8 } from './utf8.ts'

/**
 * Texts with their probabilities in the order of a record: by their UTF-8 bytes, a full allele before an end allele.
 * Parallel arrays.
 */
export interface SortedEntries {
  readonly count: number
  /** The texts as UTF-8, one after the other. */
  readonly bytes: Uint8Array
  /** Where each text ends in `bytes`; it starts where the one before ends. */
  readonly ends: Int32Array
  /** 1 for an end allele, else 0. */
  readonly marks: Uint8Array
  readonly p: Float64Array
}

/** A population as two lists of entries; those of the residue are prefixes and have no mark. */
export interface PopulationEntries {
  readonly alleles: SortedEntries
  readonly residue: SortedEntries
}

/** Collects entries that come in order. */
class EntryList {
  #count = 0
  #length = 0
  #bytes: Uint8Array
  readonly #ends: Int32Array
  readonly #marks: Uint8Array
  readonly #p: Float64Array

  constructor(most: number) {
    this.#bytes = new Uint8Array(16 * most)
    this.#ends = new Int32Array(most)
    this.#marks = new Uint8Array(most)
    this.#p = new Float64Array(most)
  }

  add(bytes: Uint8Array, length: number, mark: number, p: number): void {
    const end = this.#length + length
    if (end > this.#bytes.length) {
      const longer = new Uint8Array(2 * end)
      longer.set(this.#bytes)
      this.#bytes = longer
    }
    for (let index = 0; index < length; index += 1) this.#bytes[this.#length + index] = bytes[index]!
    this.#ends[this.#count] = end
    this.#marks[this.#count] = mark
    this.#p[this.#count] = p
    this.#length = end
    this.#count += 1
  }

  get entries(): SortedEntries {
    return { count: this.#count, bytes: this.#bytes, ends: this.#ends, marks: this.#marks, p: this.#p }
  }
}

/**
 * Numbers per parent in the rising order of their labels: `first[parent]`, and `next[number]` after it; -1 where there
 * is none.
 */
interface Children {
  readonly first: Int32Array
  readonly next: Int32Array
}

/** Labels are below 2^21 and numbers below 2^31: both fit into one double. */
const numbers = 2 ** 31

function childrenOf(
  parents: number,
  count: number,
  parent: Int32Array,
  label: Int32Array,
  isWanted: (number: number) => boolean,
): Children {
  const keys = new Float64Array(count)
  let wanted = 0
  for (let number = 0; number < count; number += 1) {
    if (!isWanted(number)) continue
    keys[wanted] = (label[number]! + 1) * numbers + number
    wanted += 1
  }
  const sorted = keys.subarray(0, wanted).sort()
  const first = new Int32Array(parents).fill(-1)
  const next = new Int32Array(count).fill(-1)
  // Each comes before what its parent has so far, so the largest labels go first.
  for (let index = wanted - 1; index >= 0; index -= 1) {
    const number = sorted[index]! % numbers
    next[number] = first[parent[number]!]!
    first[parent[number]!] = number
  }
  return { first, next }
}

/**
 * Alleles and residue of a trie in the order of a record. `alleles` (per allele of the trie) and `residue` (per prefix)
 * hold the probabilities to be told; those of 0 are left out.
 */
export function sortedEntries(
  trie: AlleleTrie,
  alleles: Float64Array,
  residue: Float64Array,
): { readonly alleles: SortedEntries; readonly residue: SortedEntries } {
  const { count, parent, label, alleleCount, allelePrefix, alleleCharacter } = trie
  // Prefixes on the way to something that is told.
  const isOnWay = new Uint8Array(count)
  for (let allele = 0; allele < alleleCount; allele += 1) if (alleles[allele]! > 0) isOnWay[allelePrefix[allele]!] = 1
  for (let x = count - 1; x > 0; x -= 1) if (isOnWay[x] === 1 || residue[x]! > 0) isOnWay[x] = isOnWay[parent[x]!] = 1
  const prefixes = childrenOf(count, count, parent, label, (x) => x > 0 && isOnWay[x] === 1)
  const last = childrenOf(count, alleleCount, allelePrefix, alleleCharacter, (allele) => alleles[allele]! > 0)

  const told = new EntryList(alleleCount)
  const left = new EntryList(count)
  const path = new Uint8Array(4 * (trie.longest + 1))
  const visit = (x: number, length: number): void => {
    if (residue[x]! > 0) left.add(path, length, 0, residue[x]!)
    let allele = last.first[x]!
    let child = prefixes.first[x]!
    while (allele >= 0 || child >= 0) {
      // An allele of the same text as a prefix comes before all that the prefix begins.
      if (allele >= 0 && (child < 0 || alleleCharacter[allele]! <= label[child]!)) {
        const character = alleleCharacter[allele]!
        const isEnd = character === endMark
        told.add(path, isEnd ? length : writeUtf8(character, path, length), isEnd ? 1 : 0, alleles[allele]!)
        allele = last.next[allele]!
      } else {
        visit(child, writeUtf8(label[child]!, path, length))
        child = prefixes.next[child]!
      }
    }
  }
  visit(0, 0)
  return { alleles: told.entries, residue: left.entries }
}
