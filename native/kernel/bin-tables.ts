import { plural } from '../../core/format/quantity.ts'
import { isClean, type ReaderState } from '../../core/population/allele-reader.ts'
import { createTokenBins } from '../../core/population/token-bins.ts'
import type { TokenBytes } from '../../core/population/token-bytes.ts'
import { directorySlots, type KernelMemory } from './kernel-memory.ts'
import { type PlacedBins, placeBins, placedBins } from './placed-bins.ts'

/** Clean reader states (see allele-reader.ts) are below this. */
const cleanStates = 4
/** Most characters of an allele whose tables fit into the directory. */
export const mostTableCharacters = Math.floor(directorySlots / cleanStates) - 1

/** Which bins the tokens of a vocabulary fall into: a clean state and the number of characters still wanted. */
export interface BinTableKey {
  readonly state: ReaderState
  readonly wanted: number
}

/**
 * The tables of bins of a vocabulary in a kernel's memory. Each is made by the thread that needs it first, of those
 * that share the memory.
 */
export class BinTables {
  readonly #vocabulary: TokenBytes
  readonly #memory: KernelMemory
  readonly #tables = new Map<number, PlacedBins>()

  constructor(vocabulary: TokenBytes, memory: KernelMemory) {
    this.#vocabulary = vocabulary
    this.#memory = memory
  }

  /** Throws a RangeError for a state with unfinished UTF-8, and for more characters than `mostTableCharacters`. */
  table({ state, wanted }: BinTableKey): PlacedBins {
    if (!isClean(state)) throw new RangeError(`expected a state without unfinished UTF-8, found ${state}`)
    const slot = wanted * cleanStates + state
    const known = this.#tables.get(slot)
    if (known !== undefined) return known
    if (wanted > mostTableCharacters)
      throw new RangeError(`expected at most ${plural(mostTableCharacters, 'character')}, got ${wanted}`)
    const address = this.#memory.record(slot, () =>
      placeBins(this.#memory, createTokenBins(this.#vocabulary, state, wanted)),
    )
    const table = placedBins(this.#memory, address)
    const { length } = table.binOf
    if (length !== this.#vocabulary.size)
      throw new Error(
        `expected a memory for a vocabulary of ${plural(this.#vocabulary.size, 'token')}, found one for ${length}`,
      )
    this.#tables.set(slot, table)
    return table
  }
}
