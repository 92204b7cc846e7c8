import { BenchmarkError } from '../../core/benchmark/benchmark-error.ts'
import { readBenchmark, readRecord } from '../../core/benchmark/read-benchmark.ts'
import type { Question, TaskName } from '../../core/benchmark/task.ts'
import { benchmarkTasks } from '../../core/benchmark/tasks.ts'
import { ApiError } from '../api/api-error.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import type { BenchmarkStore } from '../store/benchmark-store.ts'
import { givingTurns } from '../turns.ts'

/** Records of a text under a task. Throws ApiError that names the line, what was expected and what was found. */
export function readQuestions(
  task: TaskName,
  text: string,
  onRead?: (read: number, total: number) => void,
): Question[] {
  return refused(task, () => readBenchmark(benchmarkTasks[task], text, onRead))
}

/** Records that are read from the database at once. */
const pageSize = 100

/**
 * The questions of a stored benchmark under a task, read with turns of the event loop in between. Throws ApiError where
 * a record does not fit the task, and DatabaseError where one is damaged.
 */
export async function storedQuestions(
  benchmarks: BenchmarkStore,
  id: string,
  task: TaskName,
  { signal, onProgress }: OperationOptions = {},
): Promise<Question[]> {
  const total = benchmarks.get(id)?.records ?? 0
  const questions: Question[] = []
  const giveTurn = givingTurns(signal)
  while (questions.length < total) {
    const page = benchmarks.records(id, questions.length, pageSize)
    if (page.length === 0)
      throw new ApiError(
        'not-found',
        `The benchmark with the id ${id} was removed meanwhile. Undo the removal, or add its file again.`,
      )
    for (const text of page) {
      const number = questions.length + 1
      questions.push(refused(task, () => readRecord(benchmarkTasks[task], { text, number, unit: 'line' })))
    }
    onProgress?.('reading', questions.length, total, 'records')
    await giveTurn()
  }
  if (!questions.some(({ exampleOnly }) => !exampleOnly))
    throw new ApiError('invalid', `Expected at least one question, found none (task ${task}).`)
  return questions
}

function refused<T>(task: TaskName, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof BenchmarkError) throw new ApiError('invalid', `${error.message} (task ${task}).`)
    throw error
  }
}
