import type { Agreement } from '../../native/schemas/load-settings.ts'
import type { SourceEnvironment } from '../../native/schemas/source-environment.ts'

/** Where the direct source was used, having been compared with the public API before. */
export function agreementsIn(environments: readonly SourceEnvironment[]): Agreement[] {
  return environments
    .filter(({ source }) => source === 'direct')
    .map(({ build, backend, device, precision }) => ({ build, backend, device, precision }))
}
