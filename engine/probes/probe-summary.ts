import type { ProbeSummary } from '../api/contract.ts'
import type { KeptHeaderRemarks } from '../remarks/kept-header-remarks.ts'
import { probeRemarks } from '../remarks/probe-remarks.ts'
import { isComplete, type StoredProbe } from '../store/probe-store.ts'

/** A stored probe as the Api shows it. */
export function probeSummary(probe: StoredProbe, headerRemarks: KeptHeaderRemarks): ProbeSummary {
  return {
    ...probe,
    id: String(probe.id),
    settings: { ...probe.settings },
    complete: isComplete(probe),
    setAside: [...probe.setAside],
    asideReasons: [...probe.asideReasons],
    noise: probe.noise === null ? null : { ...probe.noise },
    unmeasured: [...probe.unmeasured],
    environments: [...probe.environments],
    remarks: [...headerRemarks.of(probe.modelId), ...probeRemarks(probe)],
  }
}
