import type { RepeatedItems } from '../benchmarks/repeated-items.ts'
import type { RunSummary } from '../api/benchmarks-contract.ts'
import type { KeptHeaderRemarks } from '../remarks/kept-header-remarks.ts'
import { runRemarks } from '../remarks/run-remarks.ts'
import { isOver, type StoredRun } from '../store/run-store.ts'

/** A stored run as the Api shows it. */
export async function runSummary(
  run: StoredRun,
  { repeated, headerRemarks }: { readonly repeated: RepeatedItems; readonly headerRemarks: KeptHeaderRemarks },
): Promise<RunSummary> {
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
    remarks: [...headerRemarks.of(run.modelId), ...runRemarks(run, items.repeated)],
  }
}
