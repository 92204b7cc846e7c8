import { scoreBenchmark } from '../../core/benchmark/benchmark-score.ts'
import type { BenchmarkItem } from '../../core/benchmark/item.ts'
import { benchmarkTasks } from '../../core/benchmark/tasks.ts'
import type { RunKey, RunStore } from '../store/run-store.ts'
import type { ScoreStore } from '../store/score-store.ts'

/**
 * Computes what a run whose items are all settled amounts to from their stored results, and stores it together with the
 * scored model that it is shown under: a program that is killed leaves both or neither.
 */
export function keepMetrics(
  { runs, scores }: { readonly runs: RunStore; readonly scores: ScoreStore },
  key: RunKey,
  items: readonly BenchmarkItem[],
): void {
  const runId = runs.open(key, items.length)
  const results = runs.results(runId)
  const done = new Set(results.map(({ index }) => index))
  runs.setMetrics(
    runId,
    scoreBenchmark(
      benchmarkTasks[key.task].metrics,
      items.filter(({ index }) => done.has(index)),
      results,
    ),
    () => scores.keepMeasured(key.modelId),
  )
}
