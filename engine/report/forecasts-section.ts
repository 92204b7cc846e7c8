import {
  correlationText,
  errorNote,
  heldOutErrors,
  meanErrorText,
  rootMeanSquareText,
} from '../../core/forecast/error-text.ts'
import { forecastMethodWords } from '../../core/forecast/forecast-scores.ts'
import {
  comparisonText,
  decisiveComparisons,
  differenceText,
  missingIntervalsText,
  verdictNote,
} from '../../core/forecast/verdict-text.ts'
import { coverageText } from '../../core/format/coverage-text.ts'
import { shortScoreText } from '../../core/format/score-text.ts'
import { predictedText } from '../../core/format/predicted-text.ts'
import { levelText, plural, significant } from '../../core/format/quantity.ts'
import { csvText } from '../../core/table/csv-writer.ts'
import { forecastCharts } from '../analyses/forecast-charts.ts'
import type { Forecast, MethodResult } from '../api/forecast-contract.ts'
import { chartFigures } from './figure-drawing.ts'
import { html, named, type Markup, type Piece } from './markup.ts'
import type { ReportContent } from './report-content.ts'
import { absent, machineText, table } from './table.ts'

const neighboursShown = 2

/**
 * Per benchmark: how well each method did on models held out, beside the baselines, and what the first method says of
 * each model.
 */
export function forecastsSection({ forecasts, forecastNotes }: ReportContent): Markup {
  const notes = forecastNotes.map((note) => absent(note))
  if (forecasts.length === 0)
    return html`${notes}${absent('Nothing was forecast. Where enough of the compared models have a score on a benchmark, those of the others are forecast from their distances.')}`
  return html`${forecasts.map((forecast, index) => oneBenchmark(forecast, `forecast-${index}`))}${notes}`
}

function oneBenchmark(forecast: Forecast, idPrefix: string): Markup {
  const { benchmark, metric, shots, methods, notes } = forecast
  const shown =
    methods.find((method) => !method.isBaseline && method.errors !== null) ??
    methods.find((method) => method.errors !== null) ??
    // Where all scored models are held out together nothing could be judged, but models without a score are forecast.
    methods.find(({ forecasts }) => forecasts.some((forecast) => forecast !== null))
  return html`<h3>${benchmark}, ${metric}${shots === null ? '' : `, ${plural(shots, 'shot')}`}</h3>
${verdict(forecast, shown)}${notes.map((note) => html`<p><small>${note}</small></p>`)}${errorsTable(forecast)}${shown === undefined || shown.errors === null ? null : drawn(forecast, shown, idPrefix)}${shown === undefined ? null : html`${modelsTable(forecast, shown)}${machineText('All forecasts of this benchmark as CSV', csv(forecast))}`}`
}

function drawn(forecast: Forecast, shown: MethodResult, idPrefix: string): Markup {
  // In units of the score, as the tables are, not in points.
  return chartFigures(forecastCharts({ ...forecast, isFraction: false }, shown), idPrefix)
}

/** What the forecasts shown are worth, beside the mean of the scored models and the best baseline. */
function verdict({ level, fewestErrors }: Forecast, shown: MethodResult | undefined): Markup | null {
  if (shown === undefined || shown.isBaseline || shown.errors === null) return null
  const decisive = decisiveComparisons(shown.comparisons).map((comparison) => comparisonText(comparison, 1))
  const missing = missingIntervalsText(shown.errors, level, fewestErrors)
  return html`<p>${forecastMethodWords[shown.method]}: ${decisive.join('; ')}.${missing === undefined ? '' : ` ${missing}`}</p>`
}

function errorsTable({ models, methods, leave, level }: Forecast): Markup {
  return table(
    `Errors on ${leave === 'family' ? 'families' : 'models'} held out, each forecast without ${leave === 'family' ? 'any score of its family or of what is near it or has its tokenizer' : 'its own score'}, in units of the score. ${verdictNote} ${errorNote} Covered: share of true scores in the ${levelText(level)} intervals, and of how many.`,
    [
      { title: 'Method' },
      { title: 'Held out', align: 'right' },
      { title: 'Mean abs. error', align: 'right' },
      { title: 'Than the mean' },
      { title: 'RMS error', align: 'right' },
      { title: 'Pearson', align: 'right' },
      { title: 'Spearman', align: 'right' },
      { title: 'Covered', align: 'right' },
      { title: 'Mean width', align: 'right' },
    ],
    methods.map(({ method, isBaseline, errors, reason, comparisons, forecasts }) => {
      const name = html`${forecastMethodWords[method]}${isBaseline ? html`<small> baseline</small>` : null}${errors === null && reason !== null ? html`<small> (${reason})</small>` : null}`
      if (errors === null) return [name, '–', '–', '–', '–', '–', '–', '–', '–']
      const mean = comparisons.find(({ baseline }) => baseline === 'mean')
      const residuals = heldOutErrors(models, forecasts)
      return [
        name,
        errors.n,
        meanErrorText(residuals, 1),
        mean === undefined ? '' : `${mean.verdict}: ${differenceText(mean, 1)}`,
        rootMeanSquareText(residuals, 1),
        errors.pearson === null ? '–' : correlationText(errors.pearson, residuals),
        errors.spearman === null ? '–' : correlationText(errors.spearman, residuals),
        coverageText(errors, level) ?? '–',
        errors.meanWidth === null ? '–' : significant(errors.meanWidth, 2),
      ]
    }),
  )
}

/** Models without a known score first: they are what a forecast is for. */
const roles = ['unscored', 'set-aside', 'known'] as const
const roleWords: Readonly<Record<(typeof roles)[number], string>> = {
  unscored: 'no score',
  'set-aside': 'set aside',
  known: 'known',
}

function modelsTable({ models, level }: Forecast, { method, forecasts, errors }: MethodResult): Markup {
  const nameOf = new Map(models.map(({ modelId, name }) => [modelId, name]))
  const rows = roles.flatMap((role) =>
    models.flatMap((model, index): Piece[][] => {
      const forecast = forecasts[index] ?? null
      if (model.role !== role) return []
      const text =
        forecast === null
          ? null
          : predictedText(
              { value: forecast.score, lower: forecast.lower, upper: forecast.upper },
              errors?.meanAbsolute ?? null,
            )
      return [
        [
          named(model.name),
          roleWords[role],
          model.truth === null ? '–' : shortScoreText({ value: model.truth, stderr: model.stderr, n: model.items }),
          text === null ? '–' : text.value,
          text === null || text.interval === '' ? '–' : text.interval,
          model.neighbours
            .slice(0, neighboursShown)
            .map(
              ({ modelId, similarity }, position) =>
                html`${position === 0 ? null : ', '}${named(nameOf.get(modelId) ?? modelId)} <small>${significant(similarity, 2)}</small>`,
            ),
          model.isFar ? 'too far' : '',
        ],
      ]
    }),
  )
  return table(
    `Forecasts by ${forecastMethodWords[method]}, with ${levelText(level)} intervals from the errors on models held out. That of a model with a known score was made without it. Nearest: scored models and their similarity. Too far: farther from every scored model than nearly all of those are from their nearest, so nothing like it was tested.`,
    [
      { title: 'Model' },
      { title: 'Score' },
      { title: 'True', align: 'right' },
      { title: 'Forecast', align: 'right' },
      { title: 'Interval', align: 'right' },
      { title: 'Nearest' },
      { title: 'Note' },
    ],
    rows,
  )
}

function csv({ models, methods }: Forecast): string {
  return csvText([
    ['method', 'model', 'model id', 'family', 'role', 'true', 'standard error', 'forecast', 'lower', 'upper'],
    ...methods.flatMap(({ method, forecasts }) =>
      models.map((model, index) => {
        const forecast = forecasts[index] ?? null
        return [
          method,
          model.name,
          model.modelId,
          model.family,
          model.role,
          model.truth,
          model.stderr,
          forecast?.score ?? null,
          forecast?.lower ?? null,
          forecast?.upper ?? null,
        ]
      }),
    ),
  ])
}
