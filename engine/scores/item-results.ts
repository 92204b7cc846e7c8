import type { ItemResult as StoredResult } from '../../core/benchmark/choice-score.ts'
import type { BenchmarkItem } from '../../core/benchmark/item.ts'
import { chosenIndex, itemMetric } from '../../core/benchmark/metrics.ts'
import type { BenchmarkTask } from '../../core/benchmark/task.ts'
import type { ItemResult } from '../api/benchmarks-contract.ts'

/** An item with what a model made of it, as the Api shows it. */
export function itemResult(task: BenchmarkTask, item: BenchmarkItem, result: StoredResult): ItemResult {
  const chosen = chosenIndex(task.metrics[0], item, result)
  return {
    index: item.index,
    group: item.group ?? null,
    gold: [...item.gold],
    choices: item.choices.map((choice, index) => {
      const { logLikelihood, tokens, greedy, cutTokens } = result.choices[index]!
      return { ...choice, logLikelihood, tokens, greedy, cutTokens }
    }),
    chosen,
    correct: item.gold.includes(chosen),
    values: task.metrics.map((metric) => ({ metric, value: itemMetric(metric, item, result) })),
  }
}
