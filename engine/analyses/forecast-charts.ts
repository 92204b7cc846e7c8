import { compareNames } from '../../core/model/name-order.ts'
import { forecastMethodWords } from '../../core/forecast/forecast-scores.ts'
import { levelText, plural, significant } from '../../core/format/quantity.ts'
import { linearExtent } from '../../core/scene/chart-axis.ts'
import type { LegendEntry } from '../../core/scene/chart-legend.ts'
import type { ChartMark, PointMark } from '../../core/scene/chart-marks.ts'
import type { Chart } from '../../core/scene/chart-scene.ts'
import { markTitle } from '../../core/scene/mark-title.ts'
import type { Ink } from '../../core/scene/scene.ts'
import type { Forecast, ForecastModel, MethodResult } from '../api/forecast-contract.ts'
import { forecastText, scoreAxis, truthText, unitOf, type ModelForecast } from './forecast-text.ts'
import { familyInks, familyLegend } from './model-marks.ts'

/** A model whose score is known and was not used for its own forecast. */
interface Tested {
  readonly model: ForecastModel
  readonly truth: number
  readonly made: ModelForecast
}

/** Ids of the charts. */
export const forecastChartIds = ['truth', 'residuals'] as const
type ForecastChart = Chart<(typeof forecastChartIds)[number]>

const height = 360
/** Of a family in the chart of residuals, and what its axis takes. */
const rowHeight = 24
const axisHeight = 70

/**
 * Forecasts of a method beside the known scores that they were made without: each model, and the errors by family.
 *
 * @param linkOf where the mark of a model leads, as an address's fragment
 */
export function forecastCharts(
  forecast: Forecast,
  method: MethodResult,
  linkOf?: (modelId: string) => string,
): readonly ForecastChart[] {
  const tested = forecast.models.flatMap((model, index): Tested[] => {
    const made = method.forecasts[index] ?? null
    return model.truth === null || made === null ? [] : [{ model, truth: model.truth, made }]
  })
  // Of every model with a known score, so that a method that leaves some out changes no colour.
  const families = forecast.models.flatMap(({ family, truth }) => (truth === null ? [] : [family]))
  const judged: Judged = { forecast, method, tested, families, inkOf: familyInks(families).colorOf, linkOf }
  return [forecastAndTruth(judged), residualsByFamily(judged)]
}

interface Judged {
  readonly forecast: Forecast
  readonly method: MethodResult
  readonly tested: readonly Tested[]
  readonly families: readonly string[]
  readonly inkOf: (family: string) => Ink
  readonly linkOf: ((modelId: string) => string) | undefined
}

function forecastAndTruth(judged: Judged): ForecastChart {
  const { forecast, method, tested, families } = judged
  const unit = unitOf(forecast)
  const hasErrors = tested.some(({ model }) => model.stderr !== null)
  const extent = linearExtent(
    tested.flatMap(({ model: { stderr }, truth, made: { score, lower, upper } }) =>
      [truth - (stderr ?? 0), truth + (stderr ?? 0), score, lower ?? score, upper ?? score].map(
        (value) => unit * value,
      ),
    ),
  )
  const bars = tested.flatMap(({ model: { stderr }, truth, made: { score, lower, upper } }): ChartMark[] => {
    const at = { kind: 'error bar', x: unit * truth, y: unit * score, ink: 'muted' } as const
    return [
      ...(lower === null || upper === null
        ? []
        : [{ ...at, of: 'y', lower: unit * lower, upper: unit * upper } as const]),
      ...(stderr === null
        ? []
        : [{ ...at, of: 'x', ink: 'rule', lower: unit * (truth - stderr), upper: unit * (truth + stderr) } as const]),
    ]
  })
  return {
    id: 'truth',
    title: 'Forecast and truth',
    caption:
      `${forecastMethodWords[method.method]}; each forecast made without the model's ${forecast.leave === 'family' ? 'family and what is near it' : 'own score'}; ` +
      `${levelText(forecast.level)} intervals${hasErrors ? ', across the standard error of the true score' : ''}`,
    height,
    x: { title: `true ${scoreAxis(forecast)}`, ...extent },
    y: { title: `forecast ${scoreAxis(forecast)}`, ...extent },
    marks: [
      {
        kind: 'line',
        points: [extent.low, extent.high].map((end) => ({ x: end, y: end })),
        ink: 'muted',
        width: 1.3,
        dash: '5 3',
        title: 'forecast = true',
      },
      ...bars,
      ...tested.map((entry) => pointOf(entry, judged, unit * entry.truth, unit * entry.made.score)),
    ],
    legend: [
      { name: 'forecast = true', color: 'muted', mark: 'dashed' },
      ...markLegend(tested, true),
      ...familyLegend(families),
    ],
    table: {
      columns: ['model', 'family', 'role', 'true', 'standard error', 'forecast', 'lower', 'upper', 'too far'],
      rows: tested.map(({ model, truth, made }) => [
        model.name,
        model.family,
        model.role,
        truth,
        model.stderr,
        made.score,
        made.lower,
        made.upper,
        model.isFar ? 'yes' : 'no',
      ]),
    },
  }
}

function residualsByFamily(judged: Judged): ForecastChart {
  const { forecast, method, tested, inkOf } = judged
  const unit = unitOf(forecast)
  const rows = [...new Set(tested.map(({ model }) => model.family))].sort(compareNames).map((family) => {
    const members = tested.filter(({ model }) => model.family === family)
    const mean = members.reduce((sum, { truth, made }) => sum + made.score - truth, 0) / members.length
    return { family, members, mean }
  })
  const points = rows.flatMap(({ members }, index) =>
    members.map((entry) => pointOf(entry, judged, unit * (entry.made.score - entry.truth), index)),
  )
  const means = rows.flatMap(({ members, mean, family }, index): PointMark[] =>
    members.length < 2
      ? []
      : [
          {
            kind: 'point',
            x: unit * mean,
            y: index,
            form: 'tick',
            ink: inkOf(family),
            title: markTitle(`Mean of ${family}`, [['Forecast less true', significant(unit * mean, 2)]]),
          },
        ],
  )
  return {
    id: 'residuals',
    title: 'Residuals by family',
    caption: `${forecastMethodWords[method.method]}: forecast less true score of ${plural(points.length, 'model')} in ${plural(rows.length, 'family', 'families')}; a bar is a family's mean`,
    height: Math.max(height, rowHeight * rows.length + axisHeight),
    x: { title: `forecast less true ${scoreAxis(forecast)}`, ...linearExtent([0, ...points.map(({ x }) => x)]) },
    y: {
      title: '',
      low: -0.6,
      high: Math.max(1, rows.length) - 0.4,
      isReversed: true,
      ticks: rows.map(({ family }, value) => ({ value, text: family })),
    },
    marks: [{ kind: 'reference', axis: 'x', at: 0, ink: 'muted' }, ...means, ...points],
    legend: markLegend(tested, false),
    table: {
      columns: ['family', 'model', 'role', 'residual', 'mean of the family'],
      rows: rows.flatMap(({ family, members, mean }) =>
        members.map(({ model, truth, made }) => [family, model.name, model.role, made.score - truth, mean]),
      ),
    },
  }
}

function pointOf(
  { model, made }: Tested,
  { forecast, method, inkOf, linkOf }: Judged,
  x: number,
  y: number,
): PointMark {
  const unit = unitOf(forecast)
  const { value, interval } = forecastText(made, unit, method.errors?.meanAbsolute ?? null)
  const [nearest] = model.neighbours
  const nearestName = forecast.models.find(({ modelId }) => modelId === nearest?.modelId)?.name
  return {
    kind: 'point',
    x,
    y,
    form: model.isFar ? 'diamond' : model.role === 'set-aside' ? 'ring' : 'dot',
    ink: inkOf(model.family),
    ...(linkOf === undefined ? {} : { link: linkOf(model.modelId) }),
    title: markTitle(model.name, [
      ['Family', model.family],
      ['True', truthText(model, unit)],
      ['Forecast', interval === '' ? value : `${value} (${interval})`],
      ...(nearest === undefined || nearestName === undefined
        ? []
        : [['Nearest', `${nearestName}, distance ${significant(nearest.distance, 2)}`] as const]),
      ...(model.isFar ? [['Too far', 'farther than tested models are'] as const] : []),
      ...(model.role === 'set-aside' ? [['Set aside', 'its score was not used at all'] as const] : []),
    ]),
  }
}

/** @param drawsBars whether the chart draws intervals as bars */
function markLegend(tested: readonly Tested[], drawsBars: boolean): LegendEntry[] {
  const hasBars = drawsBars && tested.some(({ made }) => made.lower !== null)
  return [
    ...(hasBars ? [{ name: 'held out, with interval', color: 'muted' as const, mark: 'barred' as const }] : []),
    ...(!hasBars || tested.some(({ made }) => made.lower === null)
      ? [
          {
            name: hasBars ? 'held out, too few errors from other groups for an interval' : 'held out',
            color: 'muted' as const,
          },
        ]
      : []),
    ...(tested.some(({ model }) => model.role === 'set-aside')
      ? [{ name: 'set aside', color: 'muted' as const, mark: 'ring' as const }]
      : []),
    ...(tested.some(({ model }) => model.isFar)
      ? [{ name: 'too far', color: 'muted' as const, mark: 'diamond' as const }]
      : []),
  ]
}
