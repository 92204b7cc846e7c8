import { isClean, readBytes, readEnd, type Reading, type ReaderState } from './allele-reader.ts'
import type { TokenBytes } from './token-bytes.ts'

/** What tokens do to a continuation in a given reader state. Tokens with the same effect share one outcome. */
export interface Outcome {
  /** `allele`: decided. `end`: the text so far and an end mark. `path`: goes on. */
  readonly kind: 'allele' | 'end' | 'path'
  /** What is added to the prefix. */
  readonly text: string
  /** Reader state of a path. */
  readonly state: ReaderState
}

/** The outcomes of all tokens of a vocabulary in one reader state with a given number of characters still wanted. */
export interface OutcomeTable {
  /** Interned; index with `outcomeOf`. Grows as tokens are met. */
  readonly outcomes: readonly Outcome[]
  /** Index of the token's outcome. */
  outcomeOf(token: number): number
}

/** States with unfinished UTF-8 are many and rare: their tables are dropped when there are more than this. */
const mostPendingTables = 64

function classify(vocabulary: TokenBytes, state: ReaderState, wanted: number, token: number): Outcome {
  const text = vocabulary.kind(token) === 'text'
  const reading: Reading = text ? readBytes(state, wanted, vocabulary.bytes(token)) : readEnd(state, wanted)
  if (reading.decided) return { kind: 'allele', text: reading.text, state: 0 }
  return text
    ? { kind: 'path', text: reading.text, state: reading.state }
    : { kind: 'end', text: reading.text, state: 0 }
}

function createTable(vocabulary: TokenBytes, state: ReaderState, wanted: number): OutcomeTable {
  const outcomes: Outcome[] = []
  const interned = new Map<string, number>()
  // Of the tokens that have been met: few, where most of a vocabulary is binned.
  const indices = new Map<number, number>()
  return {
    outcomes,
    outcomeOf(token) {
      const known = indices.get(token)
      if (known !== undefined) return known
      const outcome = classify(vocabulary, state, wanted, token)
      const key = `${outcome.kind} ${outcome.state} ${outcome.text}`
      let index = interned.get(key)
      if (index === undefined) {
        index = outcomes.length
        outcomes.push(outcome)
        interned.set(key, index)
      }
      indices.set(token, index)
      return index
    },
  }
}

/** What every token of a vocabulary does in every state. */
export interface TokenOutcomes {
  table(state: ReaderState, wanted: number): OutcomeTable
  /**
   * Text tokens that may go on with an unfinished character: those that begin with a continuation byte of UTF-8, and
   * empty ones. All others turn it into U+FFFD and are then read as in the state without it, with one character fewer
   * wanted.
   */
  continuing(): Int32Array
}

/**
 * Remembers what each token does, so that binning a whole-vocabulary distribution into alleles is a look-up per token.
 * `table(state, wanted)` gives the outcomes for a reader state and the number of characters still wanted (at least 1).
 */
export function createTokenOutcomes(vocabulary: TokenBytes): TokenOutcomes {
  const clean = new Map<number, OutcomeTable>()
  const pending = new Map<string, OutcomeTable>()
  let continuing: Int32Array | undefined
  return {
    continuing: () => (continuing ??= continuingTokens(vocabulary)),
    table(state, wanted) {
      if (isClean(state)) {
        const key = wanted * 4 + state
        let table = clean.get(key)
        if (table === undefined) clean.set(key, (table = createTable(vocabulary, state, wanted)))
        return table
      }
      const key = `${state} ${wanted}`
      let table = pending.get(key)
      if (table === undefined) {
        if (pending.size >= mostPendingTables) pending.clear()
        pending.set(key, (table = createTable(vocabulary, state, wanted)))
      }
      return table
    },
  }
}

function continuingTokens(vocabulary: TokenBytes): Int32Array {
  const ids: number[] = []
  for (let token = 0; token < vocabulary.size; token += 1) {
    if (vocabulary.kind(token) !== 'text') continue
    const [first] = vocabulary.bytes(token)
    if (first === undefined || (first >= 0x80 && first < 0xc0)) ids.push(token)
  }
  return Int32Array.from(ids)
}
