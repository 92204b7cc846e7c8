import { chosenPlace } from '../../core/benchmark/metrics.ts'
import { benchmarkTasks } from '../../core/benchmark/tasks.ts'
import type { BenchmarkItem as CoreItem } from '../../core/benchmark/item.ts'
import type { BenchmarkItem, BenchmarkSummary, RunSummary } from '../api/benchmarks-contract.ts'
import { ApiError } from '../api/contract.ts'
import { benchmarkId } from '../benchmarks/benchmark-records.ts'
import type { Context } from '../context.ts'
import { itemResult } from '../scores/item-results.ts'
import { runSummary } from '../scores/run-summary.ts'
import type { StoredBenchmark } from '../store/benchmark-store.ts'
import type { StoredRun } from '../store/run-store.ts'
import type { Handlers } from './handlers.ts'

type BenchmarkCalls = Extract<
  keyof Handlers,
  `benchmarks.${string}` | `runs.${string}` | `scoring.${string}` | 'scores.measure'
>

export function benchmarkHandlers({
  benchmarks,
  repeated,
  reading,
  runs,
  scores,
  items,
  scoring,
  connection,
  events,
}: Context): Pick<Handlers, BenchmarkCalls> {
  const required = (id: string): StoredBenchmark => {
    const benchmark = benchmarks.get(id)
    if (benchmark === undefined) throw new ApiError('not-found', `There is no benchmark with the id ${id}.`)
    return benchmark
  }
  const requiredRun = (id: string): StoredRun => {
    const run = runs.get(Number(id))
    if (run === undefined) throw new ApiError('not-found', `There is no run with the id ${id}.`)
    return run
  }
  const summary = (benchmark: StoredBenchmark): BenchmarkSummary => ({
    ...benchmark,
    ...repeated.look(benchmark.id, benchmark.task, null),
  })
  const runShown = (run: StoredRun): RunSummary => runSummary(run, repeated)
  const runsChanged = (): void => {
    events.emit('runs.changed', {})
    events.emit('scores.changed', {})
  }

  return {
    'benchmarks.tasks': () =>
      Object.values(benchmarkTasks).map(({ name, title, metrics, defaultShots, takesShots }) => ({
        name,
        title,
        metrics: [...metrics],
        defaultShots,
        takesShots,
      })),
    'benchmarks.list': () => benchmarks.list().map(summary),
    'benchmarks.add': async ({ name, task, text }) => {
      const { records, digest, repeats } = await reading.run('benchmarks.read', { task, text })
      const same = benchmarks.byDigest(digest)
      if (same !== undefined) return { benchmark: summary(same), known: true }
      if (benchmarks.byName(name) !== undefined) {
        throw new ApiError(
          'conflict',
          `Another benchmark is named ${JSON.stringify(name)}. Names are unique: give this one another.`,
        )
      }
      const id = benchmarkId(digest)
      benchmarks.insert({ id, name, digest, task, description: '', builtIn: false }, records)
      repeated.keep(id, task, repeats)
      events.emit('benchmarks.changed', {})
      return { benchmark: summary(required(id)), known: false }
    },
    'benchmarks.remove': async ({ benchmarkId: id }) => {
      const benchmark = required(id)
      if (benchmark.builtIn)
        throw new ApiError('conflict', `The benchmark ${benchmark.name} is built in and cannot be removed.`)
      await scoring.cancelWhere((key) => key.benchmarkId === id)
      const modelIds = new Set(runs.list().flatMap((run) => (run.benchmarkId === id ? [run.modelId] : [])))
      const removed = connection
        .transaction(() => {
          runs.removeOfBenchmark(id)
          for (const modelId of modelIds) scores.dropBare(modelId)
          return benchmarks.remove(id)
        })
        .immediate()
      events.emit('benchmarks.changed', {})
      runsChanged()
      return { removed }
    },
    'benchmarks.items': ({ benchmarkId: id, task, shots, seed, from, count }) => {
      const benchmark = required(id)
      const named = task ?? benchmark.task
      const all = items.all({ benchmarkId: id, task: named, shots: shots ?? benchmarkTasks[named].defaultShots, seed })
      return { items: all.slice(from, from + count).map(shownItem), total: all.length }
    },
    'scores.measure': ({ load, ...request }) => {
      const { gpu, threads, precision = 'auto' } = load
      const { jobs, skipped } = scoring.start({
        ...request,
        load: { gpu, ...(threads === undefined ? {} : { threads }) },
        precision,
      })
      return { jobs, skipped: skipped.map(runShown) }
    },
    'runs.list': () => runs.list().map(runShown),
    'runs.items': ({ runId, only, from, count }) => {
      const run = requiredRun(runId)
      const task = benchmarkTasks[run.task]
      const byIndex = new Map(items.all(run).map((item) => [item.index, item]))
      const results = runs.results(run.id).map((result) => ({ item: byIndex.get(result.index)!, result }))
      const isRight = ({ item, result }: (typeof results)[number]): boolean =>
        item.gold.includes(chosenPlace(task.metrics[0], item, result))
      const shown = only === 'all' ? results : results.filter((one) => isRight(one) === (only === 'right'))
      return {
        items: shown.slice(from, from + count).map(({ item, result }) => itemResult(task, item, result)),
        total: shown.length,
      }
    },
    'runs.remove': async ({ runId }) => {
      const run = requiredRun(runId)
      await scoring.cancelWhere((key) => runs.idOf(key) === run.id)
      const removed = connection
        .transaction(() => {
          const gone = runs.remove(run.id)
          scores.dropBare(run.modelId)
          return gone
        })
        .immediate()
      runsChanged()
      return { removed }
    },
    'scoring.get': () => scoring.state(),
    'scoring.pause': () => scoring.pause(),
    'scoring.resume': () => scoring.resume(),
    'scoring.cancel': ({ jobId }) => scoring.cancel(jobId),
    'scoring.cancelAll': () => scoring.cancelAll(),
    'scoring.clear': () => scoring.clear(),
  }
}

function shownItem({ index, group, choices, gold }: CoreItem): BenchmarkItem {
  return { index, group: group ?? null, choices: choices.map((choice) => ({ ...choice })), gold: [...gold] }
}
