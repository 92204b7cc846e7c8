import type { TaskName } from '../../core/benchmark/task.ts'
import { readQuestions } from './benchmark-items.ts'
import { benchmarkDigest, recordsOf } from './benchmark-records.ts'
import { repeatMarks } from './repeated-items.ts'

/** A benchmark's file as it is stored. */
export interface ReadBenchmark {
  /** JSON texts. */
  readonly records: readonly string[]
  readonly digest: string
  /** For each item whether it repeats an earlier one. */
  readonly repeats: readonly boolean[]
}

/** Reads a benchmark's file. Throws ApiError where a record does not fit the task. */
export function readBenchmarkTask({ task, text }: { readonly task: TaskName; readonly text: string }): ReadBenchmark {
  const questions = readQuestions(task, text)
  const records = recordsOf(text)
  return { records, digest: benchmarkDigest(records), repeats: repeatMarks(questions) }
}
