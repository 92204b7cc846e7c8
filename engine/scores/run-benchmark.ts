import type { BenchmarkItem } from '../../core/benchmark/item.ts'
import { scoreBenchmark } from '../../core/benchmark/benchmark-score.ts'
import { benchmarkTasks } from '../../core/benchmark/tasks.ts'
import type { LoadSettings } from '../../native/schemas/load-settings.ts'
import { agreementsIn } from '../jobs/agreements.ts'
import { type EvaluatedFiles, type ProcessSettings, runBlocks } from '../jobs/run-blocks.ts'
import type { ProbeStore } from '../store/probe-store.ts'
import type { RunKey, RunStore } from '../store/run-store.ts'
import { givingTurns } from '../turns.ts'
import { blockOfItem, itemBlocks } from '../../native/scoring/item-blocks.ts'

export interface BenchmarkRun {
  readonly key: RunKey
  readonly files: EvaluatedFiles
  /** The items of the run: those of the benchmark up to the limit. */
  readonly items: readonly BenchmarkItem[]
  readonly load: LoadSettings
  readonly runs: RunStore
  readonly probes: ProbeStore
  readonly process: ProcessSettings
  /** Called for each item that has landed and is to be stored. */
  readonly onItem: () => void
  readonly onSetAside: () => void
}

/**
 * Scores the items that are missing; see runBlocks. Once all are done, what the run amounts to is computed from the
 * stored results of its items. Throws JobFailure, and the signal's reason on abort.
 */
export async function runBenchmark(run: BenchmarkRun): Promise<'done' | 'paused'> {
  const { key, items, runs } = run
  const byIndex = new Map(items.map((item) => [item.index, item]))
  const blocks = new Map(
    itemBlocks(items).map((block) => [blockOfItem(block[0]!.index), block.map(({ index }) => index)]),
  )
  const open = (): number => runs.open(key, items.length)
  const outcome = await runBlocks({
    process: run.process,
    piece: 'item',
    stage: 'score',
    files: run.files,
    load: { ...run.load, longestText: roundedUp(await longestText(items, run.process.signal)) },
    agreements: () => agreementsIn([...run.probes.environments(key.modelId), ...runs.environments(key.modelId)]),
    settled: () => {
      const stored = runs.find(key)
      const settled = stored === undefined ? new Set<number>() : runs.settled(stored.id)
      return {
        missing: items.filter(({ index }) => !settled.has(index)).map(({ index }) => index),
        setAside: stored?.setAside ?? [],
        asideReasons: stored?.asideReasons ?? [],
        done: stored?.done ?? 0,
      }
    },
    blockOf: (item) => blocks.get(blockOfItem(item)) ?? [],
    evaluate: (inference, indices, { signal, silence, land }) =>
      inference.score(
        indices.map((index) => ({
          index,
          choices: byIndex.get(index)!.choices.map(({ context, continuation }) => ({ context, continuation })),
        })),
        {
          signal,
          ...(silence === undefined ? {} : { silence }),
          onItem: (result) => {
            const isNew = land(result.index, (environment, milliseconds) => {
              runs.addItem(open(), result, environment, milliseconds)
            })
            if (isNew) run.onItem()
          },
        },
      ),
    inOneStep: (work) => {
      runs.inOneStep(work)
    },
    setAside: (item, failure, message) => {
      runs.setAside(open(), item, failure, message)
      run.onSetAside()
    },
    takeBack: (indices) => {
      runs.takeBack(open(), indices)
    },
  })
  if (outcome === 'done') await run.process.whenWritable(() => keepMetrics(run, open()))
  return outcome
}

/** Computes what a run amounts to from the stored results of its items, and stores it. */
function keepMetrics({ key, items, runs }: BenchmarkRun, runId: number): void {
  const results = runs.results(runId)
  const done = new Set(results.map(({ index }) => index))
  runs.setMetrics(
    runId,
    scoreBenchmark(
      benchmarkTasks[key.task].metrics,
      items.filter(({ index }) => done.has(index)),
      results,
    ),
  )
}

/** The next power of two, at least 256: benchmarks of about the same lengths then share a loaded model. */
function roundedUp(bytes: number): number {
  return Math.max(256, 2 ** Math.ceil(Math.log2(bytes)))
}

/** UTF-8 bytes of the longest text of context and continuation. */
async function longestText(items: readonly BenchmarkItem[], signal: AbortSignal): Promise<number> {
  const turn = givingTurns(signal)
  let longest = 1
  for (const { choices } of items) {
    let context = ''
    let bytes = 0
    for (const choice of choices) {
      // Choices mostly share a context.
      if (choice.context !== context) {
        context = choice.context
        bytes = Buffer.byteLength(context)
      }
      longest = Math.max(longest, bytes + Buffer.byteLength(choice.continuation))
    }
    await turn()
  }
  return longest
}
