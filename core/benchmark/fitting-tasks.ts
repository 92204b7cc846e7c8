import { BenchmarkError } from './benchmark-error.ts'
import { readBenchmark } from './read-benchmark.ts'
import { recordLines } from './record-lines.ts'
import { type TaskName, taskNames } from './task.ts'
import { benchmarkTasks } from './tasks.ts'

/**
 * The tasks that the first records of a text fit, in the order of `taskNames`; several where records hold what each
 * needs.
 */
export function fittingTasks(text: string, records = 5): TaskName[] {
  const first = firstRecords(text, records)
  return taskNames.filter((name) => {
    try {
      // Records that serve as examples only fit as well, but hold no question.
      return readBenchmark(benchmarkTasks[name], first).length > 0
    } catch (error) {
      if (error instanceof BenchmarkError) return false
      throw error
    }
  })
}

/** The first records of JSON lines or of a list, as JSON lines; empty where neither can be read. */
function firstRecords(text: string, records: number): string {
  try {
    return recordLines(text)
      .slice(0, records)
      .map((record) => record.text)
      .join('\n')
  } catch (error) {
    if (error instanceof BenchmarkError) return ''
    throw error
  }
}
