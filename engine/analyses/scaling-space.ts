import { z } from 'zod'
import { shownColumn } from '../../core/scaling/score-columns.ts'
import { overviewOfSpace, type SpaceOverview } from '../../core/scaling/space-overview.ts'
import { identifier } from '../api/call.ts'
import { defineAnalysis } from './definition.ts'
import { line, remarked } from './scaling-answer.ts'
import { observationsOf } from './scaling-observations.ts'
import { spaceScope } from './scaling-request.ts'

const spaceOverview: z.ZodType<SpaceOverview> = z.object({
  explained: z.array(z.number()),
  loadings: z.array(z.array(z.number())),
  means: z.array(z.number()),
  models: z.array(
    z.object({
      id: identifier,
      model: z.string(),
      family: z.string(),
      flops: z.number().nullable(),
      size: z.number().nullable(),
      tokens: z.number().nullable(),
      capabilities: z.array(z.number()),
      imputed: z.array(z.number().int()),
    }),
  ),
  trends: z.array(line.extend({ family: z.string(), component: z.number().int() })),
  notes: z.array(z.string()),
})

/** Principal components of the metrics, and their lines in compute per family. */
export const scalingSpace = defineAnalysis({
  name: 'scaling.space',
  of: 'scores',
  request: spaceScope,
  answer: remarked(spaceOverview),
  unit: 'spaces',
  step: 'Capability space',
  inThread: true,
  compute: (table, request) => ({
    ...overviewOfSpace(observationsOf(table, request), request.components, request.metrics.map(shownColumn)),
    remarks: [...table.remarks],
  }),
})
