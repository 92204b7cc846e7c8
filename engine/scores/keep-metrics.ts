import { scoreBenchmark } from '../../core/benchmark/benchmark-score.ts'
import type { BenchmarkItem } from '../../core/benchmark/item.ts'
import { benchmarkTasks } from '../../core/benchmark/tasks.ts'
import type { RunKey, RunStore } from '../store/run-store.ts'

/** Computes what a run whose items are all settled amounts to from their stored results, and stores it. */
export function keepMetrics(runs: RunStore, key: RunKey, items: readonly BenchmarkItem[]): void {
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
  )
}
