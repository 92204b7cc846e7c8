import { BenchmarkError } from '../../core/benchmark/benchmark-error.ts'
import { benchmarkItems } from '../../core/benchmark/few-shot.ts'
import type { BenchmarkItem } from '../../core/benchmark/item.ts'
import { readBenchmark } from '../../core/benchmark/read-benchmark.ts'
import type { Question, TaskName } from '../../core/benchmark/task.ts'
import { benchmarkTasks } from '../../core/benchmark/tasks.ts'
import { ApiError } from '../api/api-error.ts'
import type { BenchmarkStore } from '../store/benchmark-store.ts'

/** How a benchmark's records become items. */
export interface ItemSettings {
  readonly benchmarkId: string
  readonly task: TaskName
  readonly shots: number
  readonly seed: number
}

/** Items are kept for this many settings; a view asks for the same ones page by page. */
const kept = 2

/** The items of stored benchmarks. */
export class BenchmarkItems {
  private readonly benchmarks: BenchmarkStore
  private latest: { readonly settings: ItemSettings; readonly items: readonly BenchmarkItem[] }[] = []

  constructor(benchmarks: BenchmarkStore) {
    this.benchmarks = benchmarks
  }

  /** All items of a benchmark under these settings. Throws ApiError where records or settings do not fit the task. */
  all(settings: ItemSettings): readonly BenchmarkItem[] {
    const known = this.latest.find((entry) => sameItems(entry.settings, settings))
    if (known !== undefined) return known.items
    const questions = readQuestions(settings.task, this.benchmarks.records(settings.benchmarkId).join('\n'))
    const items = itemsOf(settings.task, questions, settings)
    this.latest = [{ settings, items }, ...this.latest].slice(0, kept)
    return items
  }
}

/** Records of a text under a task. Throws ApiError that names the line, what was expected and what was found. */
export function readQuestions(task: TaskName, text: string): Question[] {
  try {
    return readBenchmark(benchmarkTasks[task], text)
  } catch (error) {
    if (error instanceof BenchmarkError) throw new ApiError('invalid', `${error.message} (task ${task}).`)
    throw error
  }
}

function itemsOf(
  task: TaskName,
  questions: readonly Question[],
  settings: { readonly shots: number; readonly seed: number },
): BenchmarkItem[] {
  try {
    return benchmarkItems(benchmarkTasks[task], questions, settings)
  } catch (error) {
    if (error instanceof RangeError) throw new ApiError('invalid', `${error.message}.`)
    throw error
  }
}

function sameItems(one: ItemSettings, other: ItemSettings): boolean {
  return (
    one.benchmarkId === other.benchmarkId &&
    one.task === other.task &&
    one.shots === other.shots &&
    one.seed === other.seed
  )
}
