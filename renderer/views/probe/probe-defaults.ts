import type { ProbeSettings } from '../../../engine/api/contract.ts'

/** The same values as native/probe-settings.ts, which the renderer may not import; a test keeps the two equal. */
export const tolerancePresets = { quick: 0.01, standard: 0.001, fine: 0.0001 } as const

export type TolerancePreset = keyof typeof tolerancePresets

export const defaultProbeSettings: ProbeSettings = {
  chars: 4,
  strip: 'none',
  temperature: 1,
  tolerance: tolerancePresets.standard,
  maxDepth: 24,
  maxNodes: 1000,
}
