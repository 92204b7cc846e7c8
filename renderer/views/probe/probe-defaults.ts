import type { ProbeSettings } from '../../../engine/api/contract.ts'

/** The same values as native/probe-settings.ts, which the renderer may not import; a test keeps the two equal. */
export const tolerancePresets = { quick: 0.01, standard: 0.001, fine: 0.0001 } as const

/** Preset under which the genes share one tolerance: 1 % of the sum over the genome. */
export const pooledTolerance = 0.01

export type TolerancePreset = keyof typeof tolerancePresets | 'pooled'

export const defaultProbeSettings: ProbeSettings = {
  chars: 4,
  strip: 'none',
  temperature: 1,
  tolerance: tolerancePresets.standard,
  pooled: false,
  maxDepth: 24,
  maxNodes: 1000,
}
