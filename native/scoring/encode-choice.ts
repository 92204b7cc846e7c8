import { plural } from '../../core/format/quantity.ts'
import { rstrip } from '../../core/benchmark/python-text.ts'
import { InferenceError } from '../process/inference.ts'
import type { PromptRequest, PromptScorer } from './prompt-scorer.ts'

/** A choice as it is evaluated. */
export interface EncodedChoice extends PromptRequest {
  /** Tokens of the context that were cut from the left. */
  readonly cutTokens: number
}

/**
 * Turns a context and a continuation into tokens as lm-evaluation-harness does. White space at the end of the context
 * is moved to the continuation. Context and continuation are encoded as one text, since tokens may join across the
 * border; what the context takes when encoded alone is its length, the rest is the continuation. What is longer than
 * the model's context is cut from the left.
 *
 * `contextLength` may remember lengths of contexts already encoded. Throws InferenceError `refused` for a continuation
 * that no token is left for, `text-too-long` for one longer than the model's context.
 */
export function encodeChoice(
  scorer: Pick<PromptScorer, 'tokenize' | 'startToken' | 'promptTokens'>,
  { context, continuation }: { readonly context: string; readonly continuation: string },
  contextLengths: Map<string, number> = new Map(),
): EncodedChoice {
  const kept = rstrip(context)
  const whole = scorer.tokenize(context + continuation)
  let from = contextLengths.get(kept)
  if (from === undefined) contextLengths.set(kept, (from = scorer.tokenize(kept).length))
  if (from >= whole.length) {
    refuse(
      `a continuation with a token of its own after its context, found ${JSON.stringify(continuation)}, which merges into it`,
    )
  }
  if (from === 0) {
    if (scorer.startToken === null) refuse('a context, found none, and the vocabulary has no token that begins a text')
    whole.unshift(scorer.startToken)
    from = 1
  }
  const cutTokens = Math.max(0, whole.length - scorer.promptTokens)
  if (cutTokens >= from) {
    throw new InferenceError(
      `expected a continuation of at most ${plural(scorer.promptTokens - 1, 'token')}, found one of ${whole.length - from}`,
      {
        failure: 'text-too-long',
        stage: 'score',
      },
    )
  }
  return { tokens: cutTokens === 0 ? whole : whole.slice(cutTokens), from: from - cutTokens, cutTokens }
}

function refuse(message: string): never {
  throw new InferenceError(`expected ${message}`, { failure: 'refused', stage: 'score' })
}
