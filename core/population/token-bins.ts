import { withoutLast } from './allele-trie.ts'
import { isClean, readBytes, readEnd, startReading, type ReaderState } from './allele-reader.ts'
import type { TokenBytes } from './token-bytes.ts'

/** What the mass in a bin is: a decided allele, an end allele, or residue of a prefix (of tokens that go on). */
export type BinKind = 'allele' | 'end' | 'prefix'

/**
 * The bins that all tokens of a vocabulary fall into, in one reader state with a given number of characters still wanted: one per
 * allele, end allele and prefix that they can lead to. Bin 0 is the prefix that adds nothing.
 */
export interface TokenBins {
  readonly count: number
  readonly kind: readonly BinKind[]
  /** What is added to the continuation so far. */
  readonly text: readonly string[]
  /** The bin of the longest prefix, which comes before; -1 for bin 0. Mass may be moved there, which says less about it. */
  readonly above: Int32Array
  /** Bin of each token. */
  readonly binOf: Int32Array
  /** 1 for each bin whose tokens go on, which are the `prefix` bins. */
  readonly isPath: Uint8Array
}

const space = 0x20
const newline = 0x0a
/** Largest number of characters whose ASCII codes fit into one integer key. */
const mostKeyCharacters = 4

/**
 * Reads every token of the vocabulary once. `state` must be clean (see allele-reader.ts): states with unfinished UTF-8 are many and
 * rare, and not worth a pass over the vocabulary. Throws a RangeError otherwise.
 */
export function createTokenBins(vocabulary: TokenBytes, state: ReaderState, wanted: number): TokenBins {
  if (!isClean(state)) throw new RangeError(`expected a state without unfinished UTF-8, found ${state}`)
  const kind: BinKind[] = ['prefix']
  const text: string[] = ['']
  const above: number[] = [-1]
  const interned: Record<BinKind, Map<string, number>> = { allele: new Map(), end: new Map(), prefix: new Map([['', 0]]) }
  const ascii = new Map<number, number>()
  const stripping = state !== startReading('none')

  const binFor = (of: BinKind, added: string): number => {
    const known = interned[of].get(added)
    if (known !== undefined) return known
    const parent = of === 'end' ? binFor('prefix', added) : added === '' ? 0 : binFor('prefix', withoutLast(added))
    const bin = text.length
    kind.push(of)
    text.push(added)
    above.push(parent)
    interned[of].set(added, bin)
    return bin
  }

  /** The bin of a text token that begins with plain ASCII as far as it matters, else -1. */
  const asciiBin = (bytes: Uint8Array): number => {
    if (wanted > mostKeyCharacters || bytes.length === 0 || (stripping && (bytes[0] === space || bytes[0] === newline))) return -1
    const length = Math.min(wanted, bytes.length)
    let key = 0
    for (let index = 0; index < length; index += 1) {
      const byte = bytes[index]!
      if (byte >= 0x80) return -1
      key = key * 129 + byte + 1
    }
    let bin = ascii.get(key)
    if (bin === undefined) {
      bin = binFor(length === wanted ? 'allele' : 'prefix', String.fromCharCode(...bytes.subarray(0, length)))
      ascii.set(key, bin)
    }
    return bin
  }

  const binOf = new Int32Array(vocabulary.size)
  for (let token = 0; token < vocabulary.size; token += 1) {
    const goesOn = vocabulary.kind(token) === 'text'
    const bytes = goesOn ? vocabulary.bytes(token) : undefined
    let bin = bytes !== undefined ? asciiBin(bytes) : -1
    if (bin < 0) {
      const reading = bytes === undefined ? readEnd(state, wanted) : readBytes(state, wanted, bytes)
      bin = binFor(reading.decided ? 'allele' : goesOn ? 'prefix' : 'end', reading.text)
    }
    binOf[token] = bin
  }
  const isPath = Uint8Array.from(kind, (of) => (of === 'prefix' ? 1 : 0))
  return { count: text.length, kind, text, above: Int32Array.from(above), binOf, isPath }
}
