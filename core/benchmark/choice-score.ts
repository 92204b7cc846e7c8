declare const fromPromptTokens: unique symbol

/**
 * The log-likelihood of one continuation given its context. Values of this type are made by `promptChoiceScore` from
 * the log-probabilities of tokens that were evaluated as part of a prompt, or read back by `storedChoiceScore`; nothing
 * else has the brand.
 */
export interface ChoiceScore {
  readonly [fromPromptTokens]: true
  /** Natural log-likelihood of the continuation given the context, in nats; finite and at most 0. */
  readonly logLikelihood: number
  /** Tokens of the continuation; at least 1. */
  readonly tokens: number
  /** Whether each token of the continuation was the most probable one. */
  readonly greedy: boolean
  /** Tokens of the context that were cut from the left because the model's context is too short; 0 nearly always. */
  readonly cutTokens: number
}

/** What the scoring of one item gives: one score per choice, in order. */
export interface ItemResult {
  /** The item's `index`. */
  readonly index: number
  readonly choices: readonly ChoiceScore[]
}

/** Rounding can push the log-probability of a certain token a little above 0, in nats. */
const rounding = 1e-6

/**
 * A score from the natural log-probabilities of the continuation's tokens, each given all tokens before it.
 *
 * @throws RangeError without tokens, or for a log-probability that is not a finite number at most 0
 */
export function promptChoiceScore(logProbabilities: readonly number[], greedy: boolean, cutTokens = 0): ChoiceScore {
  let logLikelihood = 0
  for (const logProbability of logProbabilities) {
    if (!(Number.isFinite(logProbability) && logProbability <= rounding)) {
      throw new RangeError(`Log-probability of a token: expected a finite number at most 0, found ${logProbability}`)
    }
    logLikelihood += Math.min(0, logProbability)
  }
  return checked({ logLikelihood, tokens: logProbabilities.length, greedy, cutTokens })
}

/**
 * A score that was made by `promptChoiceScore` and stored since. Throws RangeError where the facts cannot be those of
 * one.
 */
export function storedChoiceScore(facts: Omit<ChoiceScore, typeof fromPromptTokens>): ChoiceScore {
  const { logLikelihood, tokens, greedy, cutTokens } = facts
  return checked({ logLikelihood, tokens, greedy, cutTokens })
}

function checked(facts: Omit<ChoiceScore, typeof fromPromptTokens>): ChoiceScore {
  const { logLikelihood, tokens, cutTokens } = facts
  if (!Number.isInteger(tokens) || tokens < 1) {
    throw new RangeError(
      `Tokens of a continuation: expected at least 1, found ${tokens}; without tokens there is nothing to score`,
    )
  }
  if (!(Number.isFinite(logLikelihood) && logLikelihood <= 0)) {
    throw new RangeError(`Log-likelihood of a continuation: expected a finite number at most 0, found ${logLikelihood}`)
  }
  if (!Number.isInteger(cutTokens) || cutTokens < 0)
    throw new RangeError(`Tokens cut from a context: expected at least 0, found ${cutTokens}`)
  return facts as ChoiceScore
}
