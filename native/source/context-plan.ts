import { textsPerBlock } from '../gene-blocks.ts'

/** What the size of a context depends on. Sizes in bytes unless they say tokens. */
export interface ContextNeeds {
  /** Longest text in UTF-8 bytes; undefined where it is not known. */
  readonly longestText: number | undefined
  /** Tokens per sequence asked for by the caller; overrides `longestText`. */
  readonly contextTokens: number | undefined
  /** Tokens the model was trained on. */
  readonly trainContextTokens: number
  readonly vocabularySize: number
}

/** Tokens kept free behind the longest text for continuations; the default depth is 24. */
const continuationTokens = 64
/** BOS, the space that SentencePiece puts in front, and the token llama.cpp's scheduler keeps free. */
const extraTokens = 3
const unknownTextTokens = 512
/** Most logits that one batch may hold, in bytes: each flagged token of a batch takes a whole vocabulary of float32. */
const batchLogitBytes = 128 * 2 ** 20
const mostBatchTokens = 512
const leastBatchTokens = 32

/** Shape of the one context of the direct source. */
export interface DirectContext {
  readonly texts: number
  readonly batchTokens: number
  readonly sequences: number
  /** Tokens that all sequences together hold. */
  readonly cells: number
}

/** Most sequences llama.cpp keeps in one context. */
const mostSequences = 256
/** Every sequence of a recurrent model holds a whole state, so it keeps fewer branches. */
const mostStates = 64

/**
 * A context for whole blocks of texts and for evaluated branches on the sequences that are left. llama.cpp reserves the
 * logits of a batch for every sequence as well, so a vocabulary of 262,144 tokens allows 128 sequences and as many
 * tokens per batch.
 */
export function planDirectContext(needs: {
  readonly vocabularySize: number
  /** True for recurrent and hybrid models. */
  readonly stateful: boolean
  readonly textTokens: number
  readonly pathTokens: number
  /** Most tokens that all sequences together may hold. */
  readonly mostCells: number
}): DirectContext {
  const batchTokens = Math.max(
    leastBatchTokens,
    Math.min(mostBatchTokens, Math.floor(batchLogitBytes / (4 * needs.vocabularySize))),
  )
  const sequences = Math.min(batchTokens, needs.stateful ? mostStates : mostSequences)
  // A kept branch adds the tokens after its parent, nearly always one. Where that is not enough, branches are dropped.
  const shared = 2 * sequences + batchTokens + needs.pathTokens
  // The rest of the sequences keeps evaluated branches.
  const texts = textsPerBlock(Math.min(sequences >> 2, Math.floor((needs.mostCells - shared) / needs.textTokens)))
  return { texts, batchTokens, sequences, cells: Math.ceil((texts * needs.textTokens + shared) / 256) * 256 }
}

/** Tokens of a batch that are computed at a time on a CPU: a quarter, at least 32. */
export function planComputedTokens(batchTokens: number): number {
  return Math.min(batchTokens, Math.max(leastBatchTokens, Math.ceil(batchTokens / 4)))
}

/**
 * Tokens per sequence: a text has at most one token per byte. Never more than the model was trained on; texts that do
 * not fit are refused when they are opened.
 */
export function planContextTokens(needs: ContextNeeds): number {
  const wanted =
    needs.contextTokens ??
    (needs.longestText === undefined ? unknownTextTokens : needs.longestText + extraTokens + continuationTokens)
  return Math.max(2, Math.min(wanted, needs.trainContextTokens))
}

/** Tokens per batch, at least 32 and at most 512, so that the logits of a full batch stay within 128 MiB. */
export function planBatchTokens(needs: ContextNeeds): number {
  const fitting = Math.floor(batchLogitBytes / (4 * needs.vocabularySize))
  return Math.max(leastBatchTokens, Math.min(mostBatchTokens, fitting))
}

/**
 * Sequences evaluated side by side: as many as `limit` bytes hold at `bytesPerSequence`, at least 1 and at most `most`.
 */
export function planSequences(bytesPerSequence: number, limit: number, most: number): number {
  if (!(bytesPerSequence > 0)) return most
  return Math.max(1, Math.min(most, Math.floor(limit / bytesPerSequence)))
}
