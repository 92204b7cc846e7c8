import { firstNames } from '../core/format/first-names.ts'
import { printableName } from '../core/format/printable.ts'
import { plural } from '../core/format/quantity.ts'
import { basename, extname } from 'node:path'
import { statSync } from 'node:fs'
import { fittingTasks } from '../core/benchmark/fitting-tasks.ts'
import type { TaskName } from '../core/benchmark/task.ts'
import { ApiError, type BenchmarkSummary } from '../engine/api/contract.ts'
import { suggest } from './close-matches.ts'
import { CommandFailure, UsageFailure } from './failure.ts'
import { runOperation } from './run-operation.ts'
import type { Session } from './session.ts'
import { readTextFile } from './text-file.ts'

/** The benchmark that an argument means: a name, an id, or a JSON lines file, which is added if its records are new. */
export async function findBenchmark(
  session: Session,
  argument: string,
  task: TaskName | undefined,
): Promise<BenchmarkSummary> {
  const benchmarks = await session.engine.call('benchmarks.list', {})
  const known = knownBenchmark(benchmarks, argument)
  if (known !== undefined) return known
  if (statSync(argument, { throwIfNoEntry: false }) !== undefined)
    return addBenchmarkFile(session, argument, { task }).then(({ benchmark }) => benchmark)
  throw unknownBenchmark(benchmarks, argument, 'no benchmark and no file')
}

/** As findBenchmark, but only among the benchmarks of the library: nothing is added. */
export async function findKnownBenchmark(session: Session, argument: string): Promise<BenchmarkSummary> {
  const benchmarks = await session.engine.call('benchmarks.list', {})
  const known = knownBenchmark(benchmarks, argument)
  if (known === undefined) throw unknownBenchmark(benchmarks, argument, 'no benchmark')
  return known
}

/** The name of the only benchmark with runs; a usage failure that lists all benchmarks where there is no such one. */
export async function onlyScoredBenchmark({ engine, output }: Session): Promise<string> {
  const benchmarks = await engine.call('benchmarks.list', {})
  const runs = await engine.call('runs.list', {})
  const counted = benchmarks
    .map(({ id, name }) => {
      const ofBenchmark = runs.filter(({ benchmarkId }) => benchmarkId === id)
      return { name, models: new Set(ofBenchmark.map(({ modelId }) => modelId)).size }
    })
    .sort((left, right) => right.models - left.models)
  const scored = counted.filter(({ models }) => models > 0)
  if (scored.length === 1) {
    output.note(`note: benchmark ${scored[0]!.name}, the only one with runs`)
    return scored[0]!.name
  }
  const why = scored.length === 0 ? 'as there are no runs yet' : 'as there are runs on several'
  const names = counted.map(({ name, models }) => (models === 0 ? name : `${name} (${plural(models, 'model')})`))
  throw new UsageFailure(`expected --benchmark NAME, ${why}; benchmarks: ${firstNames(names, { most: 20 })}`)
}

function knownBenchmark(benchmarks: readonly BenchmarkSummary[], argument: string): BenchmarkSummary | undefined {
  return benchmarks.find(({ name }) => name === printableName(argument)) ?? benchmarks.find(({ id }) => id === argument)
}

function unknownBenchmark(
  benchmarks: readonly BenchmarkSummary[],
  argument: string,
  what: 'no benchmark' | 'no benchmark and no file',
): CommandFailure {
  const names = benchmarks.map(({ name }) => name)
  return new CommandFailure(`${what} '${argument}'${suggest(argument, names)}`, { code: 'not-found' })
}

/** Adds a JSON lines file as a benchmark; its task by its records where none is named, its name that of the file. */
export async function addBenchmarkFile(
  session: Session,
  path: string,
  { task, name }: { readonly task?: TaskName | undefined; readonly name?: string | undefined },
): Promise<{ readonly benchmark: BenchmarkSummary; readonly known: boolean }> {
  const { engine } = session
  const text = readTextFile(path)
  const fitting = fittingTasks(text)
  const chosen = task ?? (fitting.length === 1 ? fitting[0] : undefined)
  if (chosen === undefined) {
    const fit = fitting.length === 0 ? 'they fit none of the tasks' : `they fit ${fitting.join(' and ')}`
    throw new UsageFailure(`${path}: what its records are is to be named with --task: ${fit}`)
  }
  const names = new Set((await engine.call('benchmarks.list', {})).map((benchmark) => benchmark.name))
  const given = { name: name ?? freeName(basename(path, extname(path)).slice(0, 90), names), task: chosen, text }
  try {
    return await runOperation(session, (operation) => engine.call('benchmarks.add', { ...given, operation }))
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'invalid') throw error
    throw new CommandFailure(`${path}: ${error.message}`, { code: 'invalid', cause: error })
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name} (${number})`
    if (!taken.has(candidate)) return candidate
  }
}
