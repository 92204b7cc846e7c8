import { InferenceError } from '../process/inference.ts'
import type { LogitSource } from './logit-source.ts'

/** Some tokens of any vocabulary. */
const sample = 'The capital of France is a city on a river. def add(a, b):\n    return a + b'
/** Tokens that both texts begin with, and that each has behind them. */
const sharedTokens = 6
const appendedTokens = 4

/** What the scores of a model depend on beside the tokens before them. */
export interface Dependence {
  /**
   * Largest difference between the log-probabilities of a token that two texts share, in nats; NaN if one of them is.
   * What comes from later tokens, or is left over from an earlier text.
   */
  readonly difference: number
  /** Whether the scores after both texts, which end differently, are the same for every next token to the last bit. */
  readonly constant: boolean
}

/**
 * Measures it on two texts that begin with the same tokens and go on with others: one decode of 10 tokens each, of the
 * same shape. No text may be open.
 */
export async function measureDependence(source: LogitSource, signal?: AbortSignal): Promise<Dependence> {
  const tokens = sampleTokens(source)
  const length = Math.min(tokens.length, source.contextTokens - 1)
  const shared = tokens.slice(0, Math.max(2, length - appendedTokens))
  // A context this short is refused with the first text that does not fit.
  if (length <= shared.length) return { difference: 0, constant: false }
  const appended = tokens.slice(shared.length, length)
  // Any tokens that differ will do: a look ahead sees them, whatever they are.
  const altered = appended.map((token, at) => {
    const earlier = shared[shared.length - 1 - (at % 2)]!
    return earlier === token ? (textTokens(source, 2).find((candidate) => candidate !== token) ?? token) : earlier
  })
  // A vocabulary of one token gives only one text of this length, of which nothing can be told.
  if (altered.every((token, at) => token === appended[at])) return { difference: 0, constant: false }
  const alone = await evaluate(source, [...shared, ...appended], signal)
  const followed = await evaluate(source, [...shared, ...altered], signal)
  const known = shared.length - 1
  return {
    difference: Math.max(
      0,
      ...alone.logProbabilities.subarray(0, known).map((value, at) => Math.abs(value - followed.logProbabilities[at]!)),
    ),
    constant: alone.scores.every((score, token) => score === followed.scores[token]),
  }
}

/** Tokens of the sample, and of the vocabulary where it gives too few: one of bases or digits knows no letters. */
function sampleTokens(source: LogitSource): number[] {
  const length = sharedTokens + appendedTokens
  const tokens = source.tokenize(sample).slice(0, length)
  const further = tokens.length < length ? textTokens(source, length) : []
  while (further.length > 0 && tokens.length < length) tokens.push(further[tokens.length % further.length]!)
  return tokens
}

/** The first tokens that stand for text, in their order. */
function textTokens({ vocabulary }: LogitSource, count: number): number[] {
  const tokens: number[] = []
  for (let token = 0; token < vocabulary.size && tokens.length < count; token += 1)
    if (vocabulary.kind(token) === 'text') tokens.push(token)
  return tokens
}

async function evaluate(
  source: LogitSource,
  tokens: readonly number[],
  signal: AbortSignal | undefined,
): Promise<{ readonly logProbabilities: Float64Array; readonly scores: Float64Array }> {
  let logProbabilities = new Float64Array(0)
  let scores = new Float64Array(0)
  try {
    await source.open(
      [{ key: 0, tokens }],
      (_, received, next) => {
        logProbabilities = received.slice()
        scores = Float64Array.from(next.scores)
      },
      signal,
    )
  } finally {
    source.release(0)
  }
  return { logProbabilities, scores }
}

/**
 * Largest difference of a causal model that is computed right, in nats. Both texts have the same tokens in the same
 * rows of a batch of the same shape, so the same roundings are made: on a CPU the difference was 0 for the shipped
 * models and for random ones (Llama of 76 million weights in ten types, recurrent, hybrid, with sliding windows). It
 * was 0.5 to 1.8 for a shipped model that is told not to be causal.
 */
const mostDifference = 0.005
/** On a GPU, where nothing was measured: the most that roundings between batches of other shapes came to on a CPU. */
const mostOnGpu = 0.4

/**
 * Refuses a loaded model whose scores are not those of next tokens: they depend on more than the tokens before (the
 * attention is not causal, or something is left over of another text), or on no text at all (weights that are all zero
 * or constant). Errors with InferenceError `refused`. Scores that are not finite are left to who reads them.
 */
export async function requireCausal(source: LogitSource, signal?: AbortSignal): Promise<void> {
  const { difference, constant } = await measureDependence(source, signal)
  const most = source.environment.backend === 'cpu' ? mostDifference : mostOnGpu
  if (difference > most) {
    throw new InferenceError(
      `The scores of a text change by ${difference.toPrecision(2)} nats when other text is appended to it; expected at most ${most}. ` +
        'The attention of this model is not causal (each token sees those after it), or llama.cpp does not compute it right: ' +
        'what it gives are no probabilities of next tokens. Use a causal language model instead.',
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
