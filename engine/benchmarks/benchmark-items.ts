import { itemsOneByOne } from '../../core/benchmark/few-shot.ts'
import type { BenchmarkItem } from '../../core/benchmark/item.ts'
import type { TaskName } from '../../core/benchmark/task.ts'
import { benchmarkTasks } from '../../core/benchmark/tasks.ts'
import { ApiError } from '../api/api-error.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { SharedWork } from '../shared-work.ts'
import type { BenchmarkStore } from '../store/benchmark-store.ts'
import { givingTurns } from '../turns.ts'
import { storedQuestions } from './read-questions.ts'

/** How a benchmark's records become items. */
interface ItemSettings {
  readonly benchmarkId: string
  readonly task: TaskName
  readonly shots: number
  readonly seed: number
}

/** Items are kept for this many settings; a view asks for the same ones page by page. */
const kept = 2

interface KnownItems {
  readonly settings: ItemSettings
  readonly items: SharedWork<readonly BenchmarkItem[]>
}

/** The items of stored benchmarks. */
export class BenchmarkItems {
  private readonly benchmarks: BenchmarkStore
  private latest: KnownItems[] = []

  constructor(benchmarks: BenchmarkStore) {
    this.benchmarks = benchmarks
  }

  /**
   * All items of a benchmark under these settings, made with turns of the event loop in between. Throws ApiError where
   * records or settings do not fit the task, and the signal's reason.
   */
  async all(settings: ItemSettings, { signal, onProgress }: OperationOptions = {}): Promise<readonly BenchmarkItem[]> {
    let known = this.latest.find((entry) => sameItems(entry.settings, settings) && !entry.items.isStopped)
    if (known === undefined) {
      const { benchmarkId, task, shots, seed } = settings
      known = {
        settings: { benchmarkId, task, shots, seed },
        items: new SharedWork((stop, onDone) => this.made(settings, stop, onDone)),
      }
      this.latest = [known, ...this.latest].slice(0, kept)
    }
    const { items } = known
    try {
      return await items.join(signal, (done, total) => onProgress?.('reading', done, total, 'records'))
    } catch (error) {
      this.latest = this.latest.filter((entry) => entry.items !== items)
      throw error
    }
  }

  private async made(
    { benchmarkId, task, ...settings }: ItemSettings,
    signal: AbortSignal,
    onDone: (done: number, total: number) => void,
  ): Promise<readonly BenchmarkItem[]> {
    const questions = await storedQuestions(this.benchmarks, benchmarkId, task, {
      signal,
      onProgress: (_, done, total) => onDone(done, total),
    })
    const items: BenchmarkItem[] = []
    const giveTurn = givingTurns(signal)
    try {
      for (const item of itemsOneByOne(benchmarkTasks[task], questions, settings)) {
        items.push(item)
        await giveTurn()
      }
    } catch (error) {
      if (error instanceof RangeError) throw new ApiError('invalid', `${error.message}.`)
      throw error
    }
    return items
  }
}

function sameItems(left: ItemSettings, right: ItemSettings): boolean {
  return (
    left.benchmarkId === right.benchmarkId &&
    left.task === right.task &&
    left.shots === right.shots &&
    left.seed === right.seed
  )
}
