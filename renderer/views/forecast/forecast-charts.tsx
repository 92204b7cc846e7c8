import { forecastMethodWords } from '../../../core/forecast/forecast-scores.ts'
import { levelText, plural, significant } from '../../../core/format/quantity.ts'
import { CartesianGrid, ErrorBar, ReferenceLine, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts'
import type { Forecast, ForecastModel, MethodResult } from '../../../engine/api/forecast-contract.ts'
import { ChartFrame } from '../../figure/chart-frame.tsx'
import type { LegendEntry } from '../../../core/scene/chart-legend.ts'
import { axisLook, axisTitle, chartMargin, extent, numberTicks } from '../../figure/chart-theme.ts'
import { familyColors, familyLegend, modelMark, NoMark, pointCard, type ModelPoint } from '../../figure/model-marks.tsx'
import { forecastText, scoreAxis, truthText, unitOf, type ModelForecast } from './forecast-text.ts'

export interface ForecastChartsProps {
  readonly forecast: Forecast
  readonly method: MethodResult
  readonly isBusy: boolean
}

/** A model whose score is known and was not used for its own forecast. */
interface Tested {
  readonly model: ForecastModel
  readonly truth: number
  readonly made: ModelForecast
}

const height = 360

/** Forecasts beside the known scores that they were made without: each model, and the residuals by family. */
export function ForecastCharts({ forecast, method, isBusy }: ForecastChartsProps) {
  const tested = forecast.models.flatMap((model, index): Tested[] => {
    const made = method.forecasts[index] ?? null
    return model.truth === null || made === null ? [] : [{ model, truth: model.truth, made }]
  })
  const shared = {
    forecast,
    method,
    isBusy,
    tested,
    families: forecast.models.flatMap(({ family, truth }) => (truth === null ? [] : [family])),
  }
  return (
    <>
      <PredictedAgainstTrue {...shared} />
      <Residuals {...shared} />
    </>
  )
}

interface TestedChartProps extends ForecastChartsProps {
  readonly tested: readonly Tested[]
  /** Of every model with a known score, so that a method that leaves some out changes no colour. */
  readonly families: readonly string[]
}

function PredictedAgainstTrue({ forecast, method, isBusy, tested, families }: TestedChartProps) {
  const unit = unitOf(forecast)
  const points = tested.map((entry) => pointOf(entry, forecast, method, unit * entry.truth, unit * entry.made.score))
  const bars = tested.flatMap(({ truth, made: { score, lower, upper } }) =>
    lower === null || upper === null
      ? []
      : [{ x: unit * truth, y: unit * score, error: [unit * (score - lower), unit * (upper - score)] }],
  )
  const domain = extent(
    tested.flatMap(({ truth, made: { score, lower, upper } }) =>
      [truth, score, lower ?? score, upper ?? score].map((value) => unit * value),
    ),
  )
  const ticks = numberTicks(...domain)
  const identity = domain.map((end) => ({ x: end, y: end }))
  return (
    <ChartFrame
      title="Forecast and truth"
      caption={`${forecastMethodWords[method.method]}; each forecast made without the model's ${forecast.leave === 'family' ? 'family and what is near it' : 'own score'}; ${levelText(forecast.level)} intervals`}
      fileParts={['forecast', forecast.benchmark, method.method]}
      height={height}
      isBusy={isBusy}
      legend={[
        { name: 'forecast = true', color: 'muted', mark: 'dashed' },
        ...markLegend(tested, true),
        ...familyLegend(families),
      ]}
      table={{
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
      }}
      chart={({ palette, width, height: room }) => (
        <ScatterChart width={width} height={room} margin={chartMargin} accessibilityLayer={false}>
          <CartesianGrid stroke={palette.rule} strokeOpacity={0.35} />
          <XAxis
            type="number"
            dataKey="x"
            domain={domain}
            {...ticks}
            allowDataOverflow
            {...axisLook(palette)}
            label={axisTitle(palette, `true ${scoreAxis(forecast)}`, 'x')}
          />
          <YAxis
            type="number"
            dataKey="y"
            domain={domain}
            {...ticks}
            allowDataOverflow
            width={54}
            {...axisLook(palette)}
            label={axisTitle(palette, `forecast ${scoreAxis(forecast)}`, 'y')}
          />
          <Tooltip isAnimationActive={false} content={pointCard} cursor={false} />
          <Scatter
            data={identity}
            line={{ stroke: palette.muted, strokeWidth: 1.3, strokeDasharray: '5 3' }}
            shape={NoMark}
            isAnimationActive={false}
            tooltipType="none"
          />
          <Scatter data={bars} shape={NoMark} isAnimationActive={false} tooltipType="none">
            <ErrorBar
              dataKey="error"
              direction="y"
              width={3}
              stroke={palette.muted}
              strokeWidth={1}
              isAnimationActive={false}
            />
          </Scatter>
          <Scatter data={points} shape={modelMark(familyColors(families, palette))} isAnimationActive={false} />
        </ScatterChart>
      )}
    />
  )
}

function Residuals({ forecast, method, isBusy, tested, families }: TestedChartProps) {
  const unit = unitOf(forecast)
  const rows = [...new Set(tested.map(({ model }) => model.family))].sort().map((family) => {
    const own = tested.filter(({ model }) => model.family === family)
    const mean = own.reduce((sum, { truth, made }) => sum + made.score - truth, 0) / own.length
    return { family, own, mean }
  })
  const points = rows.flatMap(({ own }, place) =>
    own.map((entry) => pointOf(entry, forecast, method, unit * (entry.made.score - entry.truth), place)),
  )
  const means = rows.flatMap(({ own, mean, family }, place) =>
    own.length < 2 ? [] : [{ x: unit * mean, y: place, family }],
  )
  const domain = extent([0, ...points.map(({ x }) => x)])
  return (
    <ChartFrame
      title="Residuals by family"
      caption={`${forecastMethodWords[method.method]}: forecast less true score of ${plural(points.length, 'model')} in ${plural(rows.length, 'family', 'families')}; a bar is a family's mean`}
      fileParts={['forecast', forecast.benchmark, method.method, 'residuals']}
      height={Math.max(height, 24 * rows.length + 70)}
      isBusy={isBusy}
      legend={markLegend(tested, false)}
      table={{
        columns: ['family', 'model', 'role', 'residual', 'mean of the family'],
        rows: rows.flatMap(({ family, own, mean }) =>
          own.map(({ model, truth, made }) => [family, model.name, model.role, made.score - truth, mean]),
        ),
      }}
      chart={({ palette, width, height: room }) => {
        const coloring = familyColors(families, palette)
        return (
          <ScatterChart width={width} height={room} margin={chartMargin} accessibilityLayer={false}>
            <CartesianGrid stroke={palette.rule} strokeOpacity={0.35} />
            <XAxis
              type="number"
              dataKey="x"
              domain={domain}
              {...numberTicks(...domain)}
              {...axisLook(palette)}
              label={axisTitle(palette, `forecast less true ${scoreAxis(forecast)}`, 'x')}
            />
            <YAxis
              type="number"
              dataKey="y"
              domain={[-0.6, rows.length - 0.4]}
              ticks={rows.map((_, place) => place)}
              interval={0}
              reversed
              width={112}
              tickFormatter={(place: number) => shortened(rows[place]?.family ?? '')}
              {...axisLook(palette)}
            />
            <Tooltip isAnimationActive={false} content={pointCard} cursor={false} />
            <ReferenceLine x={0} stroke={palette.muted} />
            <Scatter
              data={means}
              shape={meanMark((family) => coloring.colorOf(family))}
              isAnimationActive={false}
              tooltipType="none"
            />
            <Scatter data={points} shape={modelMark(coloring)} isAnimationActive={false} />
          </ScatterChart>
        )
      }}
    />
  )
}

function pointOf(
  { model, truth, made }: Tested,
  forecast: Forecast,
  method: MethodResult,
  x: number,
  y: number,
): ModelPoint {
  const unit = unitOf(forecast)
  const { value, interval } = forecastText(made, unit, method.errors?.meanAbsolute ?? null)
  const [nearest] = model.neighbours
  const nearestName = forecast.models.find(({ modelId }) => modelId === nearest?.modelId)?.name
  return {
    x,
    y,
    model: model.name,
    family: model.family,
    mark: model.isFar ? 'diamond' : model.role === 'set-aside' ? 'ring' : 'dot',
    facts: [
      ['Family', model.family],
      ['True', truthText(truth, model.stderr, unit)],
      ['Forecast', interval === '' ? value : `${value} (${interval})`],
      ...(nearest === undefined || nearestName === undefined
        ? []
        : [['Nearest', `${nearestName}, distance ${significant(nearest.distance, 2)}`] as const]),
      ...(model.isFar ? [['Too far', 'farther than tested models are'] as const] : []),
      ...(model.role === 'set-aside' ? [['Set aside', 'its score was not used at all'] as const] : []),
    ],
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

function meanMark(colorOf: (family: string) => string) {
  return function MeanMark({
    cx,
    cy,
    payload,
  }: {
    readonly cx?: number | undefined
    readonly cy?: number | undefined
    readonly payload?: { readonly family: string }
  }) {
    if (cx === undefined || cy === undefined || payload === undefined) return <g />
    return <path d={`M${cx} ${cy - 8}v16`} stroke={colorOf(payload.family)} strokeWidth={2.5} />
  }
}

/** Letters of a family's name that fit beside the plot. */
const fitting = 16

function shortened(name: string): string {
  return name.length <= fitting ? name : `${name.slice(0, fitting - 1)}…`
}
