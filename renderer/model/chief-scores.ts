import { usualMetricsOf } from '../../core/benchmark/usual-metric.ts'
import { columnName, preferredSources, type ScoreColumn } from '../../core/scaling/score-columns.ts'
import type { TaskSummary, BenchmarkSummary } from '../../engine/api/contract.ts'
import type { Score, ScoreTable } from '../../engine/api/scores-contract.ts'

/** The metric that the scores of a benchmark are reported with, by the benchmark's name. */
export function chiefMetrics(
  benchmarks: readonly Pick<BenchmarkSummary, 'name' | 'task'>[],
  tasks: readonly Pick<TaskSummary, 'name' | 'metrics'>[],
): ReadonlyMap<string, string> {
  const ofTask = new Map(tasks.map(({ name, metrics }) => [name, metrics[0]]))
  return new Map(
    benchmarks.flatMap(({ name, task }) => {
      const metric = ofTask.get(task)
      return metric === undefined ? [] : [[name, metric] as const]
    }),
  )
}

/** The scores of a model of the library by column, of several sources the preferred one. */
export function scoresByColumn(table: ScoreTable, modelId: string): ReadonlyMap<string, Score> {
  const scoredIds = new Set(table.models.flatMap((model) => (model.modelId === modelId ? [model.id] : [])))
  const best = new Map<string, Score>()
  for (const score of table.scores) {
    if (!scoredIds.has(score.scoredModelId)) continue
    const known = best.get(columnName(score))
    if (known === undefined || rankOf(score) < rankOf(known)) best.set(columnName(score), score)
  }
  return best
}

const rankOf = ({ source }: Score): number => preferredSources.indexOf(source)

/**
 * Of columns those in the chief metric, one of each benchmark and number of examples, by the benchmark's name. Of a
 * benchmark that is not in the library, that which its name is usually reported with. Where neither is known or among
 * them, the one that comes first.
 */
export function chiefColumns<Column extends ScoreColumn>(
  columns: Iterable<Column>,
  chief: ReadonlyMap<string, string>,
): Column[] {
  return [...Map.groupBy(columns, ({ benchmark, shots }) => columnName({ benchmark, shots, metric: '' })).values()]
    .map((ofBenchmark) => {
      const { benchmark } = ofBenchmark[0]!
      const known = chief.get(benchmark)
      const names = known === undefined ? usualMetricsOf(benchmark) : [known]
      return names.flatMap((name) => ofBenchmark.find(({ metric }) => metric === name) ?? [])[0] ?? ofBenchmark[0]!
    })
    .sort(
      (left, right) => left.benchmark.localeCompare(right.benchmark, 'en') || (left.shots ?? -1) - (right.shots ?? -1),
    )
}

/** The scores of a model of the library in the chief metric of each benchmark. */
export function chiefScores(table: ScoreTable, modelId: string, chief: ReadonlyMap<string, string>): Score[] {
  return chiefColumns(scoresByColumn(table, modelId).values(), chief)
}
