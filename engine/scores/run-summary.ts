import type { RepeatedItems } from '../benchmarks/repeated-items.ts'
import type { RunSummary } from '../api/benchmarks-contract.ts'
import { isOver, type StoredRun } from '../store/run-store.ts'

/** A stored run as the Api shows it. */
export async function runSummary(run: StoredRun, repeated: RepeatedItems): Promise<RunSummary> {
  const items = await repeated.look(run.benchmarkId, run.task, run.limit)
  return {
    ...run,
    repeatedItems: items.repeated,
    damage: run.damage ?? items.damage,
    asideReasons: [...run.asideReasons],
    id: String(run.id),
    complete: isOver(run),
    setAside: [...run.setAside],
    metrics: [...run.metrics],
    groups: run.groups.map(({ group, metrics }) => ({ group, metrics: [...metrics] })),
    environments: [...run.environments],
  }
}
