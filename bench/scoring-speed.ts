import { loadavg } from 'node:os'
import type { BenchmarkItem } from '../core/benchmark/item.ts'
import { scoreItems } from '../native/scoring/score-items.ts'
import { openDirectSource } from '../native/source/open-direct-source.ts'
import { DecodeRecorder, type Recording } from './decode-recorder.ts'
import { median } from '../core/statistics/median.ts'
import { processorTime } from './processor-time.ts'

export interface ScoringSpeedOptions {
  readonly model: string
  readonly items: readonly BenchmarkItem[]
  readonly threads: number | undefined
  /** Whole scorings and replays, one after the other. */
  readonly repeats: number
}

export interface ScoringSpeed {
  readonly model: string
  readonly threads: number
  readonly batchTokens: number
  readonly vocabulary: number
  readonly items: number
  readonly choices: number
  /** Tokens of all prompts, each counted whole. */
  readonly promptTokens: number
  /** Tokens decoded, what prompts share counted once. */
  readonly evaluatedTokens: number
  readonly milliseconds: number
  readonly tokensPerSecond: number
  /** The decodes of the scoring, made again with nothing else. */
  readonly raw: {
    readonly decodes: number
    readonly outputs: number
    readonly milliseconds: number
    readonly tokensPerSecond: number
  }
  /** Evaluated tokens per second of the whole scoring over those of the raw decodes; median of the pairs of runs. */
  readonly ratio: number
  readonly ratios: readonly number[]
  /**
   * The same by processor time in place of the clock: other processes do not disturb it, and an idle core does not
   * help.
   */
  readonly processorRatio: number
  readonly load: { readonly before: readonly number[]; readonly after: readonly number[] }
}

/**
 * Evaluated tokens per second of the scoring of a benchmark, from texts to log-likelihoods, beside the rate of its
 * decodes alone. Runs and replays alternate, so that other load on the machine meets both.
 */
export async function scoringSpeed({ model, items, threads, repeats }: ScoringSpeedOptions): Promise<ScoringSpeed> {
  const before = loadavg()
  const prompts = items.flatMap(({ choices }) => choices.map(({ context, continuation }) => context + continuation))
  const longestText = prompts.reduce((longest, text) => Math.max(longest, Buffer.byteLength(text)), 1)
  const recorder = new DecodeRecorder()
  const { source } = await openDirectSource(
    model,
    { gpu: 'auto', longestText, ...(threads === undefined ? {} : { threads }) },
    {},
    recorder.observe,
  )
  const scorings: number[] = []
  const replays: number[] = []
  const processorRatios: number[] = []
  let recording: Recording
  let promptTokens: number
  const scoreOnce = (): Promise<void> => scoreItems(source, items, { onItem: () => undefined })
  try {
    promptTokens = prompts.reduce((sum, prompt) => sum + source.tokenize(prompt).length, 0)
    recorder.start()
    // The first run fills tables and caches.
    await scoreOnce()
    recording = recorder.stop()
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const start = processorTime()
      replays.push(recorder.replay(recording))
      const replayed = processorTime()
      const started = performance.now()
      await scoreOnce()
      scorings.push(performance.now() - started)
      processorRatios.push((replayed - start) / (processorTime() - replayed))
    }
  } finally {
    await source.close()
  }
  const { decodes, outputs, tokens } = recording
  const rate = (milliseconds: number): number => (1000 * tokens) / milliseconds
  const ratios = scorings.map((whole, index) => replays[index]! / whole)
  return {
    model,
    threads: source.environment.threads,
    batchTokens: source.environment.batchTokens,
    vocabulary: source.vocabulary.size,
    items: items.length,
    choices: prompts.length,
    promptTokens,
    evaluatedTokens: tokens,
    milliseconds: median(scorings),
    tokensPerSecond: rate(median(scorings)),
    raw: { decodes, outputs, milliseconds: median(replays), tokensPerSecond: rate(median(replays)) },
    ratio: median(ratios),
    ratios,
    processorRatio: median(processorRatios),
    load: { before, after: loadavg() },
  }
}
