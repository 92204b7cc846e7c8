import { repeatedQuestions } from '../../core/benchmark/same-question.ts'
import type { Question, TaskName } from '../../core/benchmark/task.ts'
import type { BenchmarkStore } from '../store/benchmark-store.ts'
import { DatabaseError } from '../store/database-error.ts'
import { readQuestions } from './benchmark-items.ts'

/**
 * How many items of stored benchmarks repeat an earlier one. Records never change, so each benchmark is looked through
 * once.
 */
export class RepeatedItems {
  private readonly benchmarks: BenchmarkStore
  /** Per benchmark and task, for each item whether it repeats an earlier one. */
  private readonly known = new Map<string, readonly boolean[]>()

  constructor(benchmarks: BenchmarkStore) {
    this.benchmarks = benchmarks
  }

  /** Keeps what is known of a benchmark that was just read. */
  keep(benchmarkId: string, task: TaskName, marks: readonly boolean[]): void {
    this.known.set(keyOf(benchmarkId, task), marks)
  }

  /**
   * As `count`, for a list that one damaged benchmark must not empty: what is damaged is told in words, and the number
   * is null then.
   */
  look(
    benchmarkId: string,
    task: TaskName,
    limit: number | null,
  ): { readonly repeated: number | null; readonly damage: string | null } {
    try {
      return { repeated: this.count(benchmarkId, task, limit), damage: null }
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      return { repeated: null, damage: error.message }
    }
  }

  /** Among the first `limit` items; null: all. Throws DatabaseError where a record is damaged. */
  private count(benchmarkId: string, task: TaskName, limit: number | null): number {
    const key = keyOf(benchmarkId, task)
    let marks = this.known.get(key)
    if (marks === undefined) {
      marks = repeatMarks(readQuestions(task, this.benchmarks.records(benchmarkId).join('\n')))
      this.known.set(key, marks)
    }
    return marks.slice(0, limit ?? undefined).filter(Boolean).length
  }
}

function keyOf(benchmarkId: string, task: TaskName): string {
  return `${task} ${benchmarkId}`
}

/** For each item of a benchmark whether it repeats an earlier one. */
export function repeatMarks(questions: readonly Question[]): boolean[] {
  const places = new Set(repeatedQuestions(questions))
  return questions.flatMap(({ exampleOnly }, place) => (exampleOnly ? [] : [places.has(place)]))
}
