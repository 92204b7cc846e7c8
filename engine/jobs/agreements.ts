import type { Agreement } from '../../native/load-settings.ts'
import type { SourceEnvironment } from '../../native/source/logit-source.ts'

/** Where the direct source was used, having been compared with the public API before. */
export function agreementsIn(environments: readonly SourceEnvironment[]): Agreement[] {
  return environments
    .filter(({ source }) => source === 'direct')
    .map(({ build, backend, device, precision }) => ({ build, backend, device, precision }))
}
