import { InferenceError } from '../process/inference.ts'
import type { LogitSource } from './logit-source.ts'

/** Some tokens of any vocabulary. */
const sample = 'The capital of France is a city on a river. def add(a, b):\n    return a + b'
/** Tokens that both texts begin with, and that each has behind them. */
const sharedTokens = 6
const appendedTokens = 4

/**
 * What of a model's scores depends on the tokens behind them: two texts begin with the same tokens and go on with
 * others, in one batch of two sequences of the same length.
 */
export interface LookAhead {
  /** Largest difference between the log-probabilities of a shared token in the two texts, in nats; NaN if one is. */
  readonly difference: number
  /** Whether the scores after both texts, which end differently, are the same for every next token to the last bit. */
  readonly constant: boolean
}

/** Measures what of the scores depends on later tokens: one decode of 20 tokens. No text may be open. */
export async function measureLookAhead(source: LogitSource, signal?: AbortSignal): Promise<LookAhead> {
  const tokens = source.tokenize(sample)
  const length = Math.min(sharedTokens + appendedTokens, source.contextTokens - 1, tokens.length)
  const shared = tokens.slice(0, Math.max(2, length - appendedTokens))
  // A context this short is refused with the first text that does not fit.
  if (length <= shared.length) return { difference: 0, constant: false }
  const appended = tokens.slice(shared.length, length)
  // Any tokens that differ will do: a look ahead sees them, whatever they are.
  const others = appended.map((_, at) => shared[shared.length - 1 - (at % 2)]!)
  const texts = [appended, others].map((rest, key) => ({ key, tokens: [...shared, ...rest] }))
  const logProbabilities: Float64Array[] = []
  const scores: Float64Array[] = []
  // Where memory allows one sequence only, one after the other, in batches of the same shape.
  const groups = source.texts >= texts.length ? [texts] : texts.map((text) => [text])
  for (const group of groups) {
    try {
      await source.open(
        group,
        ({ key }, known, next) => {
          logProbabilities[key] = known.slice(0, shared.length - 1)
          scores[key] = Float64Array.from(next.scores)
        },
        signal,
      )
    } finally {
      for (const { key } of group) source.release(key)
    }
  }
  const [one, other] = logProbabilities as [Float64Array, Float64Array]
  const [after, afterOther] = scores as [Float64Array, Float64Array]
  return {
    difference: Math.max(0, ...one.map((value, at) => Math.abs(value - other[at]!))),
    constant: after.every((score, token) => score === afterOther[token]),
  }
}

/**
 * Largest difference of a causal model, in nats. Both texts have the same shape in the same batch, so that the same
 * roundings are made: on all shipped models, float and quantized, recurrent, hybrid and with sliding windows, the
 * difference was 0, and 0.5 to 1.8 where a shipped model was told not to be causal.
 */
const mostDifference = 0.1

/**
 * Refuses a loaded model whose scores are not those of next tokens: they change when text is appended (attention that
 * is not causal makes a token up to 9 nats too likely), or do not depend on the text at all (weights that are all zero
 * or constant). Errors with InferenceError `refused`. Scores that are not finite are left to who reads them.
 */
export async function requireCausal(source: LogitSource, signal?: AbortSignal): Promise<void> {
  const { difference, constant } = await measureLookAhead(source, signal)
  if (difference > mostDifference) {
    throw new InferenceError(
      `The scores of a text change by ${difference.toPrecision(2)} nats when other text is appended to it; expected at most ${mostDifference}. ` +
        'The attention of this model is not causal: each token sees those after it, so what it gives are no probabilities of next tokens. ' +
        'Use a causal language model instead.',
      { failure: 'refused', stage: 'load' },
    )
  }
  if (constant) {
    throw new InferenceError(
      'The scores of next tokens are the same after different texts: the weights are all zero or constant. Download or convert the file again.',
      { failure: 'refused', stage: 'load' },
    )
  }
}
