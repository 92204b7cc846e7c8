import type { z } from 'zod'
import type { ScoreColumn } from '../../core/scaling/score-columns.ts'
import type { CheckpointScore } from '../../core/emergence/checkpoint.ts'
import type { ForecastRequest } from '../analyses/forecast.ts'
import type { emergenceFitRequest } from '../analyses/emergence-fit.ts'
import type { CheckpointRow } from '../api/emergence-contract.ts'
import type { AnalysisScope } from '../api/comparison-contract.ts'
import type { SourceName, Sources } from '../analyses/sources.ts'
import type { Context } from '../context.ts'
import { scoredComparison } from '../forecast/scored-comparison.ts'
import { comparedAndSketched } from './compared-and-sketched.ts'
import { requiredTable } from '../emergence/required-table.ts'
import { sketchedModels } from '../lineage/sketched-models.ts'
import { storedScores } from '../scores/stored-scores.ts'
import type { SpaceScope } from '../analyses/scaling-request.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'

type CheckpointsRequest = Pick<z.output<typeof emergenceFitRequest>, 'checkpoints' | 'compareWith'>

type ScoresRequest = SpaceScope & { readonly target?: ScoreColumn | null; readonly before?: ScoreColumn }

/** The columns that a scaling law is fitted on and to. */
function columnsOf({ metrics, target, before }: Omit<ScoresRequest, 'table'>): ScoreColumn[] {
  return [...metrics, target, before].filter((column) => column !== undefined && column !== null)
}

type Gather<S extends SourceName> = (
  context: Context,
  request: never,
  options: OperationOptions,
) => Sources[S] | Promise<Sources[S]>

/** How the data of each source come from the stores. Aborting rejects with the signal's reason. */
export const gather: { readonly [S in SourceName]: Gather<S> } = {
  checkpoints: ({ checkpoints }, { checkpoints: first, compareWith }: CheckpointsRequest) => {
    const rowsOf = (asked: string | readonly CheckpointRow[]): readonly CheckpointScore[] =>
      typeof asked === 'string' ? checkpoints.rows(requiredTable(checkpoints, asked).id) : asked.map(withoutNull)
    return { first: rowsOf(first), second: compareWith === null ? null : rowsOf(compareWith) }
  },
  'scored comparison': async (context, request: ForecastRequest, options) =>
    scoredComparison(await context.comparisons.compare(request, options), request.column, context),
  comparison: ({ comparisons }, request: AnalysisScope, options) => comparisons.compare(request, options),
  weights: sketchedModels,
  'comparison and weights': comparedAndSketched,
  scores: (context, { table, ...request }: ScoresRequest) =>
    table === undefined ? storedScores(context, columnsOf(request), request.without) : { ...table, remarks: [] },
}

function withoutNull({ flops, ...row }: CheckpointRow): CheckpointScore {
  return flops === null ? row : { ...row, flops }
}
