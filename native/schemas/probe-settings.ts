import { z } from 'zod'
import { stripRules } from '../../core/population/population.ts'

/** What an allele is; fields as in core/population/population.ts. */
export const alleleRule = z.object({
  chars: z.number().int().min(1).max(32),
  strip: z.enum(stripRules),
  temperature: z.number().min(0.05).max(10),
})

/** How far and how finely a probe expands continuations; fields as in core/population/probe-settings.ts. */
export const probeSettings = alleleRule.extend({
  tolerance: z.number().min(1e-9).max(1),
  pooled: z.boolean(),
  maxDepth: z.number().int().min(1).max(256),
  maxNodes: z.number().int().min(1).max(100_000),
})
