/** Which stored probes are compared, and by which measure. */
import { z } from 'zod'
import { alleleRule } from '../../native/schemas/probe-settings.ts'
import { identifier } from './call.ts'

export { alleleRule }

export const measure = z.enum(['nei-mean', 'nei'])

/** Taken where none is chosen: it finds more of a known ancestry than the pooled one (docs/methods.md, section 4). */
export const usualMeasure: Measure = 'nei-mean'

/**
 * Which stored probes an analysis takes: of each model's complete probes under this rule the best, as
 * engine/analysis/best-probe.ts orders them.
 */
export const analysisScope = z.object({
  genomeId: identifier,
  rule: alleleRule,
  measure,
  /** Absent: every model with a complete probe. */
  modelIds: z.array(identifier).optional(),
})

/** Groups of two or more models that cannot be told apart: their populations are equal within the measured noise. */
export const sameModelIds = z.array(z.array(identifier))

export type AlleleRule = z.output<typeof alleleRule>
export type Measure = z.output<typeof measure>
export type AnalysisScope = z.output<typeof analysisScope>
