import type { LogitSource, NextTokenScores } from './logit-source.ts'

/**
 * Texts on which two sources of one model are compared: prose, code and sums, each evaluated alone. Both are given the
 * token ids that llama.cpp's tokenizer makes of them: node-llama-cpp's own has other rules, such as no BOS where the
 * file types it as a normal token.
 */
export const agreementTexts: readonly string[] = [
  'The capital of France is',
  'def add(a, b):\n    return',
  'Two plus two is',
]

/**
 * Natural log-probabilities of all next tokens after each text (token ids), at temperature 1, handed out one by one.
 * The public API evaluates a text's last token in a batch of its own; with `lastApart` another source does the same,
 * since another batch shape flips roundings.
 */
export async function nextLogProbabilities(
  source: LogitSource,
  texts: readonly (readonly number[])[],
  receive: (logProbabilities: Float32Array<ArrayBuffer>) => void,
  { lastApart = false, signal }: { readonly lastApart?: boolean; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const take = ({ tokens, scores, logNormaliser }: NextTokenScores): void => {
    if (tokens !== undefined) throw new Error('expected the whole vocabulary after a text, got a top list')
    const logProbabilities = new Float32Array(scores.length)
    for (let token = 0; token < scores.length; token++) logProbabilities[token] = scores[token]! - logNormaliser
    receive(logProbabilities)
  }
  for (const [key, tokens] of texts.entries()) {
    if (lastApart && tokens.length > 1) {
      await source.open([{ key, tokens: tokens.slice(0, -1) }], () => undefined, signal)
      await source.expand([{ key, path: tokens.slice(-1), detail: 'whole' }], (_index, next) => take(next), signal)
    } else {
      await source.open([{ key, tokens }], (_text, _tokens, next) => take(next), signal)
    }
    source.release(key)
  }
}

/** How far two sources of one model are apart. */
export interface Disagreement {
  /** Largest total variation between the next-token distributions of a text. */
  readonly totalVariation: number
  /**
   * Largest difference of the log-probability of a next token that has at least a millionth in one of them, in nats.
   */
  readonly logProbability: number
}

/** Tokens below this in both sources are left out: their log-probabilities are differences of large numbers. */
const leastProbability = 1e-6

/** Compares log-probabilities as `nextLogProbabilities` gives them. Errors where the vocabularies differ in size. */
export function disagreement(left: readonly ArrayLike<number>[], right: readonly ArrayLike<number>[]): Disagreement {
  let totalVariation = 0
  let logProbability = 0
  for (const [text, first] of left.entries()) {
    const second = right[text]
    if (second === undefined || second.length !== first.length) {
      throw new Error(`expected ${first.length} log-probabilities, got ${second?.length ?? 'none'}`)
    }
    let apart = 0
    for (let token = 0; token < first.length; token++) {
      const p = Math.exp(first[token]!)
      const q = Math.exp(second[token]!)
      apart += Math.abs(p - q)
      // NaN is not below anything, so it counts.
      if (!(p < leastProbability && q < leastProbability))
        logProbability = Math.max(logProbability, Math.abs(first[token]! - second[token]!))
    }
    totalVariation = Math.max(totalVariation, apart / 2)
  }
  return { totalVariation, logProbability }
}

/**
 * Largest differences that a working source may show. Both sources evaluate the texts in batches of the same shape, so
 * that the same roundings are made: on the shipped models, and on SmolLM2-135M and Gemma 3 270M as stored (Q4_1,
 * Q4_K_M) and dequantized to F16 and F32, the differences were 1e-6 nats and a total variation of 1e-7 at most, which
 * is the single precision in which they are held. In another shape they were 0.02 to 0.4 nats and 0.001 to 0.06.
 */
const mostLogProbability = 1e-3
const mostTotalVariation = 0.01

/** What no rounding explains; NaN is more than that. */
const mostRounding = { logProbability: 1, totalVariation: 0.1 } as const

/** Whether two sources are further apart on the same tokens than any batch shape makes them: one of them is wrong. */
export function isContradiction({ totalVariation, logProbability }: Disagreement, floatWeights: boolean): boolean {
  return (
    !(totalVariation <= mostRounding.totalVariation) ||
    (floatWeights && !(logProbability <= mostRounding.logProbability))
  )
}

/**
 * Why two sources cannot be taken for the same model; null where they agree. Quantized weights are held to the total
 * variation alone.
 */
export function objection({ totalVariation, logProbability }: Disagreement, floatWeights: boolean): string | null {
  if (floatWeights && !(logProbability <= mostLogProbability)) {
    return `expected log-probabilities within ${mostLogProbability} of those of the public API, found a difference of ${logProbability.toPrecision(2)}`
  }
  if (!(totalVariation <= mostTotalVariation)) {
    return `expected next-token distributions within ${mostTotalVariation} of those of the public API, found ${totalVariation.toPrecision(2)}`
  }
  return null
}
