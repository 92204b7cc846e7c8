import type { LogitSource } from './logit-source.ts'

/** Texts on which two sources of one model are compared: prose, code and sums, each evaluated alone. */
export const agreementTexts: readonly string[] = ['The capital of France is', 'def add(a, b):\n    return', 'Two plus two is']

/** Natural log-probabilities of all next tokens after each agreement text, at temperature 1. */
export async function nextLogProbabilities(source: LogitSource, signal?: AbortSignal): Promise<Float64Array[]> {
  const results: Float64Array[] = []
  for (const [key, text] of agreementTexts.entries()) {
    await source.open(
      [{ key, tokens: source.tokenize(text) }],
      (_text, _tokens, { tokens, scores, logNormaliser }) => {
        if (tokens !== undefined) throw new Error('expected the whole vocabulary after a text, got a top list')
        results.push(Float64Array.from(scores, (score) => score - logNormaliser))
      },
      signal,
    )
    source.release(key)
  }
  return results
}

/** How far two sources of one model are apart. */
export interface Disagreement {
  /** Largest total variation between the next-token distributions of a text. */
  readonly totalVariation: number
  /** Mean difference of the log-probability of a next token, weighted by its probability, in nats; the largest over the texts. */
  readonly logProbability: number
}

/** Compares log-probabilities as `nextLogProbabilities` gives them. Errors where the vocabularies differ in size. */
export function disagreement(one: readonly Float64Array[], other: readonly Float64Array[]): Disagreement {
  let totalVariation = 0
  let logProbability = 0
  for (const [text, first] of one.entries()) {
    const second = other[text]
    if (second === undefined || second.length !== first.length) {
      throw new Error(`expected ${first.length} log-probabilities, got ${second?.length ?? 'none'}`)
    }
    let apart = 0
    let mean = 0
    for (let token = 0; token < first.length; token++) {
      const p = Math.exp(first[token]!)
      const q = Math.exp(second[token]!)
      apart += Math.abs(p - q)
      // A token of probability 0 in one of the two counts through its probability in the other.
      if (p > 0 && q > 0) mean += ((p + q) / 2) * Math.abs(first[token]! - second[token]!)
    }
    totalVariation = Math.max(totalVariation, apart / 2)
    logProbability = Math.max(logProbability, mean)
  }
  return { totalVariation, logProbability }
}

/**
 * Largest differences that a working source may show. The public API evaluates a text's last token apart from the others, and
 * another batch shape flips roundings (with F16 weights, activations are rounded to 16 bits): 0.0006 nats on the shipped F16 models,
 * 0.002 on SmolLM2-135M and Gemma 3 270M dequantized to F16, a total variation of 0.005 to 0.06 on quantized ones.
 */
const mostLogProbability = 0.01
const mostTotalVariation = 0.1

/** Why two sources cannot be taken for the same model; null where they agree. */
export function objection({ totalVariation, logProbability }: Disagreement, floatWeights: boolean): string | null {
  if (floatWeights && !(logProbability <= mostLogProbability)) {
    return `expected log-probabilities within ${mostLogProbability} of those of the public API, found a difference of ${logProbability.toPrecision(2)}`
  }
  if (!(totalVariation <= mostTotalVariation)) {
    return `expected next-token distributions within ${mostTotalVariation} of those of the public API, found ${totalVariation.toPrecision(2)}`
  }
  return null
}
