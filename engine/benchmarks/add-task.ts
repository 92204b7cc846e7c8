import type { TaskName } from '../../core/benchmark/task.ts'
import { ApiError } from '../api/api-error.ts'
import { BenchmarkStore } from '../store/benchmark-store.ts'
import type { TaskContext } from '../storing/database-task.ts'
import { benchmarkDigest, benchmarkId, recordsOf } from './benchmark-records.ts'
import { readQuestions } from './read-questions.ts'
import { repeatMarks } from './repeated-items.ts'

interface GivenBenchmark {
  readonly name: string
  readonly task: TaskName
  readonly text: string
}

interface AddedBenchmark {
  readonly id: string
  /** For each item whether it repeats an earlier one; null: the records were there already. */
  readonly repeats: readonly boolean[] | null
}

/** Reads a benchmark's file and stores it, unless its records are there already. Throws ApiError. */
export function addBenchmarkTask(
  { connection, report, inOneStep }: TaskContext,
  { name, task, text }: GivenBenchmark,
): AddedBenchmark {
  // Every record is read once and stored once.
  const questions = readQuestions(task, text, (read, total) => report(read, 2 * total, 'reading'))
  const records = recordsOf(text)
  const digest = benchmarkDigest(records)
  const repeats = repeatMarks(questions)
  const benchmarks = new BenchmarkStore(connection)
  return inOneStep((): AddedBenchmark => {
    const same = benchmarks.byDigest(digest)
    if (same !== undefined) return { id: same.id, repeats: null }
    if (benchmarks.byName(name) !== undefined) {
      throw new ApiError(
        'conflict',
        `Another benchmark is named ${JSON.stringify(name)}. Names are unique: give this one another.`,
      )
    }
    const id = benchmarkId(digest)
    benchmarks.insert({ id, name, digest, task, description: '', builtIn: false }, records, (stored) =>
      report(records.length + stored, 2 * records.length, 'storing'),
    )
    return { id, repeats }
  })
}
