import { chosenIndex } from '../../core/benchmark/metrics.ts'
import { benchmarkTasks } from '../../core/benchmark/tasks.ts'
import type { BenchmarkItem as CoreItem } from '../../core/benchmark/item.ts'
import type { BenchmarkItem, BenchmarkSummary, RunSummary } from '../api/benchmarks-contract.ts'
import { ApiError } from '../api/contract.ts'
import type { Context } from '../context.ts'
import { removeKeeping } from '../removals/remove.ts'
import { itemResult } from '../scores/item-results.ts'
import { runSummary } from '../scores/run-summary.ts'
import type { StoredBenchmark } from '../store/benchmark-store.ts'
import type { StoredRun } from '../store/run-store.ts'
import { requireWithinLimits } from '../limits/within-limits.ts'
import type { Handlers } from './handlers.ts'
import { named, operationOf } from './operation-of.ts'

type BenchmarkCalls = Extract<
  keyof Handlers,
  `benchmarks.${string}` | `runs.${string}` | `scoring.${string}` | 'scores.measure'
>

export function benchmarkHandlers(context: Context): Pick<Handlers, BenchmarkCalls> {
  const { benchmarks, repeated, runs, items, scoring, storing, events } = context
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
  const summary = async (benchmark: StoredBenchmark): Promise<BenchmarkSummary> => ({
    ...benchmark,
    ...(await repeated.look(benchmark.id, benchmark.task, null)),
  })
  const runsShown = (shown: readonly StoredRun[]): Promise<RunSummary[]> =>
    Promise.all(shown.map((run) => runSummary(run, context)))
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
    'benchmarks.list': () => Promise.all(benchmarks.list().map(summary)),
    'benchmarks.add': ({ name, task, text, operation }) =>
      operationOf(context, operation, 'steps', async ({ signal, onProgress }) => {
        const { id, repeats } = await storing.run('benchmarks.add', { name, task, text }, signal, named(onProgress))
        if (repeats !== null) {
          repeated.keep(id, task, repeats)
          events.emit('benchmarks.changed', {})
        }
        return { benchmark: await summary(required(id)), known: repeats === null }
      }),
    'benchmarks.remove': async ({ benchmarkId: id, group }) => {
      const benchmark = required(id)
      if (benchmark.builtIn)
        throw new ApiError('conflict', `The benchmark ${benchmark.name} is built in and cannot be removed.`)
      const isOn = (key: { readonly benchmarkId: string }): boolean => key.benchmarkId === id
      await scoring.cancelWhere(isOn)
      const answer = await removeKeeping(context, { kind: 'benchmark', id, group })
      // Others may have been queued meanwhile.
      await scoring.cancelWhere(isOn)
      events.emit('benchmarks.changed', {})
      runsChanged()
      return answer
    },
    'benchmarks.items': async ({ benchmarkId: id, task, shots, seed, from, count }) => {
      const benchmark = required(id)
      const taken = task ?? benchmark.task
      const all = await items.all({
        benchmarkId: id,
        task: taken,
        shots: shots ?? benchmarkTasks[taken].defaultShots,
        seed,
      })
      return { items: all.slice(from, from + count).map(shownItem), total: all.length }
    },
    'scores.measure': ({ load, operation, ...request }) =>
      operationOf(context, operation, 'records', async (options) => {
        const { gpu, threads, precision = 'auto' } = load
        requireWithinLimits(load, context.limits.get())
        const { jobs, skipped } = await scoring.start(
          { ...request, load: { gpu, ...(threads === undefined ? {} : { threads }) }, precision },
          options,
        )
        return { jobs, skipped: await runsShown(skipped) }
      }),
    'runs.list': () => runsShown(runs.list()),
    'runs.items': async ({ runId, only, from, count }) => {
      const run = requiredRun(runId)
      const task = benchmarkTasks[run.task]
      const byIndex = new Map((await items.all(run)).map((item) => [item.index, item]))
      const results = runs.results(run.id).map((result) => ({ item: byIndex.get(result.index)!, result }))
      const isRight = ({ item, result }: (typeof results)[number]): boolean =>
        item.gold.includes(chosenIndex(task.metrics[0], item, result))
      const shown = only === 'all' ? results : results.filter((result) => isRight(result) === (only === 'right'))
      return {
        items: shown.slice(from, from + count).map(({ item, result }) => itemResult(task, item, result)),
        total: shown.length,
      }
    },
    'runs.remove': async ({ runId, group }) => {
      const run = requiredRun(runId)
      await scoring.cancelWhere((key) => runs.idOf(key) === run.id)
      const answer = await removeKeeping(context, { kind: 'run', id: runId, group })
      runsChanged()
      return answer
    },
    'scoring.get': () => scoring.state(),
    'scoring.pause': () => scoring.pause(),
    'scoring.resume': () => scoring.resume(),
    'scoring.cancel': ({ jobId }) => scoring.cancel(jobId),
    'scoring.hold': ({ jobId }) => scoring.hold(jobId),
    'scoring.release': ({ jobId }) => scoring.release(jobId),
    'scoring.move': (move) => scoring.move(move),
    'scoring.resumeInterrupted': () => scoring.resumeInterrupted(),
    'scoring.forgetInterrupted': () => scoring.forgetInterrupted(),
    'scoring.cancelAll': () => scoring.cancelAll(),
    'scoring.clear': () => scoring.clear(),
  }
}

function shownItem({ index, group, choices, gold }: CoreItem): BenchmarkItem {
  return { index, group: group ?? null, choices: choices.map((choice) => ({ ...choice })), gold: [...gold] }
}
