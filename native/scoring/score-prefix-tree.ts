import type { VocabularyKernel } from '../kernel/vocabulary-kernel.ts'
import type { LogitEvaluator, Stretch } from '../source/logit-evaluator.ts'
import { nonFinite } from '../source/next-token-scores.ts'
import { ScoreRow } from '../source/score-row.ts'
import type { SequencePool } from '../source/sequence-pool.ts'
import { PrefixSchedule, type ScheduleLimits } from './prefix-schedule.ts'
import { type PrefixNode, prefixTree } from './prefix-tree.ts'
import type { PromptOptions, PromptRequest, PromptScores } from './prompt-scorer.ts'

export interface TreeScoring extends ScheduleLimits {
  readonly evaluator: LogitEvaluator
  readonly pool: SequencePool
  readonly kernel: VocabularyKernel
}

interface PartialScores {
  readonly logProbabilities: number[]
  greedy: boolean
}

/**
 * Scores requests on a context, everything that they share at the start evaluated once. No sequence may be in use.
 * Rejects with the signal's reason between batches, with InferenceError `non-finite` for broken logits.
 */
export async function scorePrefixTree(
  requests: readonly PromptRequest[],
  receive: (index: number, scores: PromptScores) => void,
  { evaluator, pool, kernel, ...limits }: TreeScoring,
  { signal, onActivity }: PromptOptions = {},
): Promise<void> {
  const schedule = new PrefixSchedule(prefixTree(requests), limits)
  const sequences = new Map<PrefixNode, number>()
  const scores: PartialScores[] = requests.map(() => ({ logProbabilities: [], greedy: true }))

  /**
   * Takes from the logits after tokens[at] of the node what the requests that pass through ask about the token that
   * follows.
   */
  const read = (node: PrefixNode, at: number, address: bigint): void => {
    const logits = new ScoreRow(address, kernel).scores
    const { top, sum } = kernel.weigh(logits)
    const normaliser = top + Math.log(sum)
    const position = node.start + at + 1
    for (const index of node.requests) {
      const { tokens, from } = requests[index]!
      if (position < from) continue
      const logit = logits[tokens[position]!]!
      const logProbability = logit - normaliser
      if (!Number.isFinite(logProbability)) {
        throw nonFinite(`${logit} for token ${tokens[position]!} beside a greatest of ${top}`)
      }
      const score = scores[index]!
      // Rounding may leave a certain token a little above 0.
      score.logProbabilities.push(Math.min(0, logProbability))
      if (logit < top) score.greedy = false
    }
  }

  const position = (node: PrefixNode): number => {
    const held = sequences.get(node)
    if (held !== undefined) return held
    const sequence = node.parent === null ? pool.take() : pool.fork(sequences.get(node.parent)!)
    sequences.set(node, sequence)
    return sequence
  }

  pool.clear()
  try {
    for (let parts = schedule.next(); parts.length > 0; parts = schedule.next()) {
      const stretches = parts.map(
        ({ node, from, to }): Stretch => ({
          sequence: position(node),
          position: node.start + from,
          tokens: from === 0 && to === node.tokens.length ? node.tokens : node.tokens.slice(from, to),
          firstOutput: Math.min(to, Math.max(from, node.firstOutput)) - from,
          receive: (at, address) => read(node, from + at, address),
        }),
      )
      await evaluator.evaluate(stretches, signal)
      onActivity?.()
      for (const { node, to } of parts)
        if (to === node.tokens.length) for (const index of node.ends) receive(index, scores[index]!)
      schedule.evaluated(parts, (node) => {
        pool.giveBack(sequences.get(node)!)
        sequences.delete(node)
      })
    }
  } finally {
    for (const sequence of sequences.values()) pool.giveBack(sequence)
  }
}
