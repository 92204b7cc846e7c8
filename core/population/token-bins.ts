import { isClean, readBytes, readEnd, startReading, type ReaderState } from './allele-reader.ts'
import { ChildTable } from './child-table.ts'
import type { TokenBytes } from './token-bytes.ts'

/** What the mass in a bin is: residue of a prefix (of tokens that go on), a decided allele, or an end allele. */
export const binKinds = { prefix: 0, allele: 1, end: 2 } as const

/**
 * The bins that all tokens of a vocabulary fall into, in one reader state with a given number of characters still
 * wanted: one per allele, end allele and prefix that they can lead to. Bin 0 is the prefix that adds nothing.
 */
export interface TokenBins {
  readonly count: number
  /** Per bin a value of `binKinds`. The tokens of `prefix` bins, and only they, go on. */
  readonly kind: Uint8Array
  /**
   * The bin of the longest prefix, which comes before; -1 for bin 0. Mass may be moved there, which says less about it.
   */
  readonly above: Int32Array
  /** Code point that a bin adds to the text of the one above; 0 for bin 0 and for end bins, which add none. */
  readonly character: Int32Array
  /** Number of bins above. */
  readonly depth: Uint8Array
  /** Bin of each token. */
  readonly binOf: Int32Array
}

const space = 0x20
const newline = 0x0a
/** Kind and code point in one label: code points take 21 bits. */
const kindShift = 21
const codePoints = 2 ** kindShift - 1
/** Largest number of characters whose ASCII codes fit into one integer key. */
const mostKeyCharacters = 4

/**
 * Reads every token of the vocabulary once. `state` must be clean (see allele-reader.ts): states with unfinished UTF-8
 * are many and rare, and not worth a pass over the vocabulary. Throws a RangeError otherwise.
 */
export function createTokenBins(vocabulary: TokenBytes, state: ReaderState, wanted: number): TokenBins {
  if (!isClean(state)) throw new RangeError(`expected a state without unfinished UTF-8, found ${state}`)
  const bins = new ChildTable()
  bins.numberOf(-1, 0)
  const ascii = new Map<number, number>()
  const stripping = state !== startReading('none')

  const next = (bin: number, kind: number, character: number): number =>
    bins.numberOf(bin, (kind << kindShift) | character)

  /** The bin of a text token that begins with plain ASCII as far as it matters, else -1. */
  const asciiBin = (bytes: Uint8Array): number => {
    if (wanted > mostKeyCharacters || bytes.length === 0 || (stripping && (bytes[0] === space || bytes[0] === newline)))
      return -1
    const length = Math.min(wanted, bytes.length)
    let key = 0
    for (let index = 0; index < length; index += 1) {
      const byte = bytes[index]!
      if (byte >= 0x80) return -1
      key = key * 129 + byte + 1
    }
    let bin = ascii.get(key)
    if (bin === undefined) {
      bin = 0
      for (let index = 0; index < length; index += 1)
        bin = next(bin, index + 1 === wanted ? binKinds.allele : binKinds.prefix, bytes[index]!)
      ascii.set(key, bin)
    }
    return bin
  }

  const readBin = (bytes: Uint8Array | undefined): number => {
    const { text, characters, decided } = bytes === undefined ? readEnd(state, wanted) : readBytes(state, wanted, bytes)
    let bin = 0
    let length = 0
    for (const character of text) {
      length += 1
      bin = next(bin, decided && length === characters ? binKinds.allele : binKinds.prefix, character.codePointAt(0)!)
    }
    return decided || bytes !== undefined ? bin : next(bin, binKinds.end, 0)
  }

  const binOf = new Int32Array(vocabulary.size)
  for (let token = 0; token < vocabulary.size; token += 1) {
    const bytes = vocabulary.kind(token) === 'text' ? vocabulary.bytes(token) : undefined
    const bin = bytes === undefined ? -1 : asciiBin(bytes)
    binOf[token] = bin < 0 ? readBin(bytes) : bin
  }
  const { count } = bins
  const above = bins.parent.slice(0, count)
  const depth = new Uint8Array(count)
  for (let bin = 1; bin < count; bin += 1) depth[bin] = depth[above[bin]!]! + 1
  return {
    count,
    kind: Uint8Array.from(bins.label.subarray(0, count), (label) => label >> kindShift),
    above,
    character: Int32Array.from(bins.label.subarray(0, count), (label) => label & codePoints),
    depth,
    binOf,
  }
}
