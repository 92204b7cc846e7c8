import { genesPerBlock } from '../gene-blocks.ts'
import type { LogitSource, NextTokenScores, SourceText } from './logit-source.ts'

/** Every eighth gene of a genome's first block: four genes of a genome of at least 25. */
const stride = 8

/** Whether the engine's noise is measured on this gene, by its index in the genome. */
export function isNoiseGene(index: number): boolean {
  return index < genesPerBlock && index % stride === 0
}

/** Probabilities of all next tokens at temperature 1; null where a source gave a top list only. */
export function wholeDistribution({ tokens, scores, logNormaliser }: NextTokenScores): Float32Array | null {
  if (tokens !== undefined) return null
  // Not `from` with a function: it gathers a whole vocabulary of values in a list first.
  const probabilities = new Float32Array(scores.length)
  for (let token = 0; token < scores.length; token++) probabilities[token] = Math.exp(scores[token]! - logNormaliser)
  return probabilities
}

/** Half the sum of the differences, 0 to 1. */
function totalVariation(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, p, token) => sum + Math.abs(p - right[token]!), 0) / 2
}

/**
 * The engine's noise on texts that have been evaluated together: each is evaluated alone, its last token in a batch of
 * its own (the shape that differs most), and `receive` gets the total variation between both next-token distributions.
 * Texts of a single token are left out. No text may be open.
 */
export async function measureNoise(
  source: LogitSource,
  together: readonly { readonly text: SourceText; readonly distribution: Float32Array }[],
  receive: (key: number, totalVariation: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const { text, distribution } of together) {
    const last = text.tokens.at(-1)
    if (last === undefined || text.tokens.length < 2) continue
    let alone: Float32Array | null = null
    await source.open([{ key: text.key, tokens: text.tokens.slice(0, -1) }], () => undefined, signal)
    try {
      await source.expand(
        [{ key: text.key, path: [last], detail: 'whole' }],
        (_index, next) => {
          alone = wholeDistribution(next)
        },
        signal,
      )
    } finally {
      source.release(text.key)
    }
    if (alone !== null) receive(text.key, totalVariation(distribution, alone))
  }
}
