import type { RunSummary } from '../api/benchmarks-contract.ts'
import { isOver, type StoredRun } from '../store/run-store.ts'

/** A stored run as the Api shows it. */
export function runSummary(run: StoredRun): RunSummary {
  return {
    ...run,
    id: String(run.id),
    complete: isOver(run),
    setAside: [...run.setAside],
    metrics: [...run.metrics],
    groups: run.groups.map(({ group, metrics }) => ({ group, metrics: [...metrics] })),
    environments: [...run.environments],
  }
}
