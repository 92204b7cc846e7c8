import { BenchmarkStore } from '../store/benchmark-store.ts'
import { RunStore } from '../store/run-store.ts'
import { ScoreStore } from '../store/score-store.ts'
import type { TaskContext } from '../storing/database-task.ts'

/** Removes a benchmark with its runs and the scores measured by them; false where it is absent. */
export function removeBenchmarkTask({ connection, inOneStep }: TaskContext, { id }: { readonly id: string }): boolean {
  const runs = new RunStore(connection)
  const scores = new ScoreStore(connection)
  return inOneStep(() => {
    const modelIds = runs.modelsOf(id)
    runs.removeOfBenchmark(id)
    for (const modelId of modelIds) scores.dropBare(modelId)
    return new BenchmarkStore(connection).remove(id)
  })
}

/** Removes a run with its item results and the scores measured by it; false where it is absent. */
export function removeRunTask(
  { connection, inOneStep }: TaskContext,
  { id, modelId }: { readonly id: number; readonly modelId: string },
): boolean {
  return inOneStep(() => {
    const removed = new RunStore(connection).remove(id)
    new ScoreStore(connection).dropBare(modelId)
    return removed
  })
}
