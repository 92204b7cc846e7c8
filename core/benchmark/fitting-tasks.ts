import { BenchmarkError } from './benchmark-error.ts'
import { readBenchmark } from './read-benchmark.ts'
import { type TaskName, taskNames } from './task.ts'
import { benchmarkTasks } from './tasks.ts'

/** The tasks that the first records of a JSON lines text fit, in the order of `taskNames`; several where records hold what each needs. */
export function fittingTasks(text: string, records = 5): TaskName[] {
  const first = text.replace(/^\ufeff/, '').split('\n').filter((line) => line.trim() !== '').slice(0, records).join('\n')
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
