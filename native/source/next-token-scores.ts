import { InferenceError } from '../process/inference.ts'
import type { NextTokenScores } from './logit-source.ts'

/** The error for logits that no probability can be taken from. */
export function nonFinite(found: string): InferenceError {
  return new InferenceError(`expected finite logits, found ${found}; the model's weights overflow or are damaged`, {
    failure: 'non-finite',
    stage: 'probe',
  })
}

/**
 * Scores of the whole vocabulary in id order from a map of token to logit, normaliser in double precision.
 * Throws InferenceError `non-finite` for NaN or +Infinity, or where every logit is -Infinity.
 */
export function wholeScores(logits: ReadonlyMap<number, number>, vocabularySize: number): NextTokenScores {
  if (logits.size !== vocabularySize) throw new Error(`expected ${vocabularySize} logits, found ${logits.size}`)
  const scores = new Float32Array(vocabularySize)
  let greatest = -Infinity
  for (const [token, logit] of logits) {
    if (Number.isNaN(logit) || logit === Infinity) throw nonFinite(`${logit} for token ${token}`)
    scores[token] = logit
    if (logit > greatest) greatest = logit
  }
  if (greatest === -Infinity) throw nonFinite('-Infinity for every token')
  let weight = 0
  for (const score of scores) weight += Math.exp(score - greatest)
  return { scores, logNormaliser: greatest + Math.log(weight) }
}

/**
 * Scores of the most probable tokens, most probable first. `totalWeight` is the sum of exp(logit - greatest logit) over
 * the whole vocabulary as the library gives it: a float32 sum, which loses the smallest terms (measured: 0.0002 of the
 * weight at 49,152 tokens, 0.0007 at 262,144).
 */
export function topScores(logits: ReadonlyMap<number, number>, totalWeight: number): NextTokenScores {
  const tokens = new Uint32Array(logits.size)
  const scores = new Float64Array(logits.size)
  let at = 0
  for (const [token, logit] of logits) {
    if (!Number.isFinite(logit) && logit !== -Infinity) throw nonFinite(`${logit} for token ${token}`)
    tokens[at] = token
    scores[at++] = logit
  }
  const greatest = scores[0]
  if (greatest === undefined || greatest === -Infinity || !Number.isFinite(totalWeight)) {
    throw nonFinite(`a greatest logit of ${greatest} and a total weight of ${totalWeight}`)
  }
  return { tokens, scores, logNormaliser: greatest + Math.log(totalWeight) }
}

/** Natural log-probability of one token from its logit, the greatest logit and the total weight (see `topScores`). */
export function tokenLogProbability(logit: number, greatest: number, totalWeight: number): number {
  const logProbability = logit - greatest - Math.log(totalWeight)
  if (Number.isNaN(logProbability) || greatest === Infinity || greatest === -Infinity) {
    throw nonFinite(`a logit of ${logit}, a greatest logit of ${greatest} and a total weight of ${totalWeight}`)
  }
  return logProbability
}
