import type { SourceEnvironment } from '../schemas/source-environment.ts'

/** What a token does to a text. */
export type TokenKind = 'text' | 'control' | 'end'

/** The tokens of a model as bytes. */
export interface Vocabulary {
  /** Number of token ids; ids run from 0 to size - 1. */
  readonly size: number
  /** `control` and `end` tokens (end of generation) have no bytes. */
  kind(token: number): TokenKind
  /** The bytes a token appends to the text; a view that must not be changed. */
  bytes(token: number): Uint8Array
}

/**
 * One next-token distribution, before temperature. The natural log-probability of the token at index i is
 * `scores[i] - logNormaliser`; the normaliser always covers the whole vocabulary.
 * Arrays may be views that are used again: valid only until the receiving callback returns.
 */
export interface NextTokenScores {
  /** Token ids, parallel to `scores`; absent where `scores` covers the whole vocabulary in id order. */
  readonly tokens?: Uint32Array
  /** One score per token; -Infinity for probability 0. Most probable first where `tokens` is present. */
  readonly scores: Float32Array | Float64Array
  readonly logNormaliser: number
  /** Where the scores (32-bit floats) stand in memory of this process, until the batch they come from is settled. */
  readonly address?: bigint
}

/** How much of a distribution is asked for. A source may always give the whole vocabulary. */
export type Detail = 'top' | 'whole'

/** A text that a source evaluates once and then branches from. */
export interface SourceText {
  /** Chosen by the caller, unique among the texts that are open. */
  readonly key: number
  /** Token ids, with BOS where the model wants it; at least one, at most `contextTokens - 1`. */
  readonly tokens: readonly number[]
}

/** A continuation of an open text whose next-token distribution is asked for. */
export interface SourceNode {
  readonly key: number
  /** Token ids that follow the text; empty asks for the distribution after the text itself. */
  readonly path: readonly number[]
  readonly detail: Detail
}

/** A loaded model that gives exact next-token log-probabilities. */
export interface LogitSource {
  readonly vocabulary: Vocabulary
  readonly environment: SourceEnvironment
  /** Tokens that fit into one sequence, prefix and continuation together. */
  readonly contextTokens: number
  /** Texts that may be open at once. */
  readonly texts: number
  /** Nodes that one call of `expand` evaluates efficiently. */
  readonly nodesPerCall: number
  /** Token ids of a text, with BOS where the model wants it. */
  tokenize(text: string): number[]
  /**
   * Evaluates texts and keeps them open. `receive` is called once per text, synchronously while views are valid, with
   * the log-probability (natural, temperature 1) of tokens[i + 1] given tokens[0..i] (length tokens.length - 1) and
   * with the whole distribution after the last token. After a batch of calls, what `settle` answers is waited for:
   * until then the addresses of their scores stand.
   */
  open(
    texts: readonly SourceText[],
    receive: (text: SourceText, tokenLogProbabilities: Float64Array, next: NextTokenScores) => void,
    signal?: AbortSignal,
    settle?: () => Promise<void>,
  ): Promise<void>
  /**
   * Evaluates continuations of open texts. `receive` is called once per node, in any order, index into `nodes`;
   * `settle` as for `open`.
   */
  expand(
    nodes: readonly SourceNode[],
    receive: (index: number, next: NextTokenScores) => void,
    signal?: AbortSignal,
    settle?: () => Promise<void>,
  ): Promise<void>
  /** Forgets a text and what was evaluated for it. */
  release(key: number): void
  close(): Promise<void>
}
