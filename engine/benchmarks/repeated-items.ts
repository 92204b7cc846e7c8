import { repeatedQuestions } from '../../core/benchmark/same-question.ts'
import type { TaskName } from '../../core/benchmark/task.ts'
import type { BenchmarkStore } from '../store/benchmark-store.ts'
import { DatabaseError } from '../store/database-error.ts'
import { readQuestions } from './benchmark-items.ts'

/** How many items of stored benchmarks repeat an earlier one. Records never change, so each benchmark is looked through once. */
export class RepeatedItems {
  private readonly benchmarks: BenchmarkStore
  /** Per benchmark and task, for each item whether it repeats an earlier one. */
  private readonly known = new Map<string, readonly boolean[]>()

  constructor(benchmarks: BenchmarkStore) {
    this.benchmarks = benchmarks
  }

  /** As `count`, for a list that one damaged benchmark must not empty: what is damaged is told in words, and the number is null then. */
  look(benchmarkId: string, task: TaskName, limit: number | null): { readonly repeated: number | null; readonly damage: string | null } {
    try {
      return { repeated: this.count(benchmarkId, task, limit), damage: null }
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      return { repeated: null, damage: error.message }
    }
  }

  /** Among the first `limit` items; null: all. Throws DatabaseError where a record is damaged. */
  private count(benchmarkId: string, task: TaskName, limit: number | null): number {
    const key = `${task} ${benchmarkId}`
    let marks = this.known.get(key)
    if (marks === undefined) {
      const questions = readQuestions(task, this.benchmarks.records(benchmarkId).join('\n'))
      const places = new Set(repeatedQuestions(questions))
      marks = questions.flatMap(({ exampleOnly }, place) => (exampleOnly ? [] : [places.has(place)]))
      this.known.set(key, marks)
    }
    return marks.slice(0, limit ?? undefined).filter(Boolean).length
  }
}
