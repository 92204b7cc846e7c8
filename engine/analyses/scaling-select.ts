import { z } from 'zod'
import { chooseFamilies, type FamilyChoice } from '../../core/scaling/family-choice.ts'
import { shownColumn } from '../../core/scaling/score-columns.ts'
import { titleText } from '../api/scores-contract.ts'
import { defineAnalysis } from './definition.ts'
import { remarked } from './scaling-answer.ts'
import { observationsOf } from './scaling-observations.ts'
import { spaceScope } from './scaling-request.ts'

const familyChoice: z.ZodType<FamilyChoice> = z.object({
  families: z.array(z.string()),
  models: z.array(z.string()),
  objective: z.number(),
  exact: z.boolean(),
  candidates: z.number().int(),
  explained: z.array(z.number()),
  notes: z.array(z.string()),
})

/** Whole families within a budget of models whose fit predicts all models best. */
export const scalingSelect = defineAnalysis({
  name: 'scaling.select',
  of: 'scores',
  request: spaceScope.extend({
    budget: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .meta({ title: 'Budget, models', description: 'most models to choose' }),
    /** Families that are part of every choice. */
    force: z.array(titleText).max(1000).default([]),
  }),
  answer: remarked(familyChoice),
  unit: 'choices',
  step: 'Choices',
  inThread: true,
  compute: (table, request) => ({
    ...chooseFamilies(observationsOf(table, request), { ...request, metricNames: request.metrics.map(shownColumn) }),
    remarks: [...table.remarks],
  }),
})
