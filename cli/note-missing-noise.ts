import { missingNoise } from '../core/format/noise-text.ts'
import type { ProbeSummary } from '../engine/api/contract.ts'
import type { Output } from './output.ts'

/** Says on stderr where the engine's noise in a probe is not known, or not all of it. */
export function noteMissingNoise(
  output: Pick<Output, 'note'>,
  probe: Pick<ProbeSummary, 'modelName' | 'noise' | 'unmeasured'>,
): void {
  const missing = missingNoise(probe)
  if (missing === null) return
  const advice = probe.unmeasured.length > 0 ? '; probing again measures it' : ''
  output.note(
    `note: ${probe.modelName}: noise of the engine ${missing}; bounds of similarities may be too narrow${advice}`,
  )
}
