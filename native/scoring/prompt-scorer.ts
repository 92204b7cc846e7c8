/** Tokens of which the log-probabilities are wanted from a position on. */
export interface PromptRequest {
  /**
   * At least 2, at most `promptTokens` of the scorer. The last one is never evaluated: nothing is asked about what
   * follows it.
   */
  readonly tokens: readonly number[]
  /** Place of the first token whose log-probability is wanted, 1 to tokens.length - 1. */
  readonly from: number
}

/** Log-probabilities of tokens as they stand in a prompt. */
export interface PromptScores {
  /**
   * Natural log-probability of tokens[from + i] given all tokens before it, at temperature 1; length tokens.length -
   * from.
   */
  readonly logProbabilities: readonly number[]
  /** Whether each of these tokens was the most probable one. */
  readonly greedy: boolean
}

export interface PromptOptions {
  readonly signal?: AbortSignal
  /** Something was evaluated: a sign of life. */
  readonly onActivity?: () => void
}

/** A loaded model that evaluates prompts for scoring. */
export interface PromptScorer {
  /** Most tokens of a request. */
  readonly promptTokens: number
  /**
   * What stands before a text of which already the first token is scored: BOS, else the token that ends a text, as in
   * lm-evaluation-harness; null where the vocabulary has neither.
   */
  readonly startToken: number | null
  /** Token ids of a text, with BOS where the model wants it. */
  tokenize(text: string): number[]
  /**
   * Scores requests; `receive` is called once per request, as soon as it is done. What shares a batch follows from the
   * requests alone. No text may be open. Rejects with InferenceError `non-finite` for broken logits.
   */
  score(
    requests: readonly PromptRequest[],
    receive: (index: number, scores: PromptScores) => void,
    options?: PromptOptions,
  ): Promise<void>
}
