import type { ProbeSummary } from '../api/contract.ts'
import { isComplete, type StoredProbe } from '../store/probe-store.ts'

/** A stored probe as the Api shows it. */
export function probeSummary(probe: StoredProbe): ProbeSummary {
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
  }
}
