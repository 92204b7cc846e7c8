import { plural } from '../../core/format/quantity.ts'
import { fewestScored } from '../../core/forecast/forecast-scores.ts'
import { scoreColumns } from '../../core/scaling/score-columns.ts'
import { forecastAnalysis, forecastRequest } from '../analyses/forecast.ts'
import type { Comparison } from '../analysis/comparisons.ts'
import { computeFrom } from '../analysis/run-analysis.ts'
import type { Forecast } from '../api/forecast-contract.ts'
import type { ReportRequest } from '../api/report-contract.ts'
import type { ScoreTable } from '../api/scores-contract.ts'
import type { Context } from '../context.ts'
import { scoredComparison } from '../forecast/scored-comparison.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'

/** Each takes seconds; a leaderboard may bring hundreds of columns. */
const mostBenchmarks = 12

interface ReportForecasts {
  readonly forecasts: readonly Forecast[]
  readonly forecastNotes: readonly string[]
}

/**
 * Forecasts for the benchmarks on which most of the compared models have scores; what is left out is said in a note.
 */
export async function reportForecasts(
  context: Context,
  comparison: Comparison,
  request: ReportRequest,
  table: ScoreTable,
  options: OperationOptions,
): Promise<ReportForecasts> {
  const compared = new Set(comparison.probes.map(({ modelId }) => modelId))
  const matched = new Set(
    table.models.flatMap(({ id, modelId }) => (modelId !== null && compared.has(modelId) ? [id] : [])),
  )
  const columns = scoreColumns(table.scores.filter(({ scoredModelId }) => matched.has(scoredModelId))).sort(
    (left, right) => right.models - left.models,
  )
  const enough = columns.filter((column) => column.models >= fewestScored)
  const chosen = enough.slice(0, mostBenchmarks)
  const forecasts: Forecast[] = []
  for (const { column } of chosen) {
    options.onProgress?.(`Forecast of ${column.benchmark}`, forecasts.length, chosen.length)
    const asked = forecastRequest.parse({ ...request, column, leaveOut: { families: [], modelIds: [] } })
    forecasts.push(
      (await computeFrom(context, forecastAnalysis, await scoredComparison(comparison, column, context), asked, {
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      })) as Forecast,
    )
  }
  const tooFew = columns.length - enough.length
  const more = enough.slice(mostBenchmarks).map(({ column }) => column.benchmark)
  return {
    forecasts,
    forecastNotes: [
      ...(more.length === 0
        ? []
        : [
            `Not forecast here: ${[...new Set(more)].join(', ')}. Shown are the ${plural(mostBenchmarks, 'benchmark')} with most scores.`,
          ]),
      ...(tooFew === 0
        ? []
        : [
            `${plural(tooFew, 'benchmark')} ${tooFew === 1 ? 'has' : 'have'} scores of fewer than ${String(fewestScored)} of the compared models, too few for a forecast that can be judged.`,
          ]),
    ],
  }
}
