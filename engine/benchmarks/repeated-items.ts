import { SeenQuestions } from '../../core/benchmark/same-question.ts'
import type { Question, TaskName } from '../../core/benchmark/task.ts'
import type { BenchmarkStore } from '../store/benchmark-store.ts'
import { DatabaseError } from '../store/database-error.ts'
import { givingTurns } from '../turns.ts'
import { storedQuestions } from './read-questions.ts'

/**
 * How many items of stored benchmarks repeat an earlier one. Records never change, so each benchmark is looked through
 * once.
 */
export class RepeatedItems {
  private readonly benchmarks: BenchmarkStore
  /** Per benchmark and task, for each item whether it repeats an earlier one. */
  private readonly known = new Map<string, Promise<readonly boolean[]>>()

  constructor(benchmarks: BenchmarkStore) {
    this.benchmarks = benchmarks
  }

  /** Keeps what is known of a benchmark that was just read. */
  keep(benchmarkId: string, task: TaskName, marks: readonly boolean[]): void {
    this.known.set(keyOf(benchmarkId, task), Promise.resolve(marks))
  }

  /**
   * Among the first `limit` items, null: all. For a list that one damaged benchmark must not empty: what is damaged is
   * told in words, and the number is null then.
   */
  async look(
    benchmarkId: string,
    task: TaskName,
    limit: number | null,
  ): Promise<{ readonly repeated: number | null; readonly damage: string | null }> {
    try {
      const marks = await this.marks(benchmarkId, task)
      return { repeated: marks.slice(0, limit ?? undefined).filter(Boolean).length, damage: null }
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      return { repeated: null, damage: error.message }
    }
  }

  private marks(benchmarkId: string, task: TaskName): Promise<readonly boolean[]> {
    const key = keyOf(benchmarkId, task)
    let marks = this.known.get(key)
    if (marks === undefined) {
      marks = this.read(benchmarkId, task)
      this.known.set(key, marks)
      // What could not be read is read anew when it is asked for again.
      marks.catch(() => this.known.delete(key))
    }
    return marks
  }

  private async read(benchmarkId: string, task: TaskName): Promise<readonly boolean[]> {
    const questions = await storedQuestions(this.benchmarks, benchmarkId, task)
    const giveTurn = givingTurns()
    const seen = new SeenQuestions()
    const marks: boolean[] = []
    for (const question of questions) {
      if (!question.exampleOnly) marks.push(seen.isRepeated(question))
      await giveTurn()
    }
    return marks
  }
}

function keyOf(benchmarkId: string, task: TaskName): string {
  return `${task} ${benchmarkId}`
}

/** For each item of a benchmark whether it repeats an earlier one. */
export function repeatMarks(questions: readonly Question[]): boolean[] {
  const seen = new SeenQuestions()
  return questions.flatMap((question) => (question.exampleOnly ? [] : [seen.isRepeated(question)]))
}
