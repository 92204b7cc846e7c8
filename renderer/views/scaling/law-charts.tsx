import { useMemo, type ReactNode } from 'react'
import { CartesianGrid, ErrorBar, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts'
import type { ScalingFit } from '../../../core/scaling/scaling-fit.ts'
import { axisTicks, decadeTicks } from '../../../core/format/axis-ticks.ts'
import { trainingUnits } from '../../../core/scaling/training-compute.ts'
import { scoreOf } from '../../../core/scaling/score-law.ts'
import type { FigurePalette } from '../../../core/color/palette.ts'
import { ChartFrame, type ChartSpace } from '../../figure/chart-frame.tsx'
import type { LegendEntry } from '../../../core/scene/chart-legend.ts'
import { axisLook, axisTitle, chartMargin, extent, numberTicks } from '../../figure/chart-theme.ts'
import { familyColors, familyLegend, modelMark, NoMark, pointCard, type ModelPoint } from '../../figure/model-marks.tsx'
import { predictedText } from '../../../core/format/predicted-text.ts'
import { levelText, plural, significant } from '../../../core/format/quantity.ts'
import { CutoffLine } from './cutoff-line.tsx'
import { flopsText, splitText, type ScalingChoices, type ScalingSettings } from './scaling-settings.ts'

export interface LawChartsProps {
  readonly fit: ScalingFit
  readonly hasIntervals: boolean
  readonly settings: ScalingSettings
  readonly choices: ScalingChoices
  readonly cutoff: number
  readonly isBusy: boolean
  readonly onCutoff: (cutoff: number) => void
  readonly onRest: (cutoff: number) => void
}

type Forecast = ScalingFit['unscored'][number] & { readonly observed?: number; readonly split?: 'train' | 'test' }

const height = 330

/** The law over the compute that the reference family would need, beside the baseline over the compute itself. */
export function LawCharts(props: LawChartsProps) {
  const { fit, settings, choices, cutoff, isBusy, hasIntervals, onCutoff, onRest } = props
  const { chance, top, target } = settings
  const families = useMemo(() => [...fit.predictions, ...fit.unscored].map(({ family }) => family), [fit])
  const units = (score: number): number => chance + (top - chance) * score
  const forecasts: readonly Forecast[] = useMemo(() => [...fit.predictions, ...fit.unscored], [fit])
  const { equivalent } = fit
  const isSlope = equivalent !== null && Math.abs(equivalent.slope) > 1e-9

  const lawX = (level: number): number =>
    isSlope ? (level - equivalent.intercept) / equivalent.slope / Math.LN10 : level
  const lawPoints = forecasts.map((forecast) => pointOf(forecast, lawX(forecast.level)))
  const lawCurve = curve(extent(lawPoints.map(({ x }) => x)), (x) =>
    units(
      scoreOf({ ...fit.law, alpha: 0, beta: [1] }, [
        isSlope ? equivalent.intercept + equivalent.slope * x * Math.LN10 : x,
      ]),
    ),
  )
  const isCompute = settings.baseline === 'flops'
  const alone = forecasts.flatMap((forecast) => {
    const predictor = isCompute ? forecast.flops : forecast.size
    if (predictor === null) return []
    const predicted = fit.baseline.law === null ? undefined : units(scoreOf(fit.baseline.law, [Math.log(predictor)]))
    if (forecast.observed === undefined && predicted === undefined) return []
    return [
      pointOf(
        { ...forecast, predicted: predicted ?? forecast.predicted, lower: null, upper: null },
        Math.log10(predictor),
      ),
    ]
  })
  const baselineLaw = fit.baseline.law
  const aloneCurve =
    baselineLaw === null
      ? []
      : curve(extent(alone.map(({ x }) => x)), (x) => units(scoreOf(baselineLaw, [x * Math.LN10])))
  const range = valueRange([...lawPoints, ...alone], chance, top)
  const hasLine = settings.splitBy === 'cutoff' && choices.compute !== null
  const line = (palette: FigurePalette) =>
    hasLine && choices.compute !== null ? (
      <CutoffLine
        palette={palette}
        cutoff={cutoff}
        least={choices.compute.least}
        most={choices.compute.most}
        onMove={onCutoff}
        onRest={onRest}
      />
    ) : null
  const scoreName = target.benchmark
  const interval = hasIntervals ? `${levelText(settings.level)} intervals` : 'no intervals yet'
  const columns = [
    'model',
    'family',
    'split',
    'FLOPs',
    'equivalent FLOPs',
    'level',
    'observed',
    'predicted',
    'lower',
    'upper',
  ]
  const rows = forecasts.map((forecast) => [
    forecast.model,
    forecast.family,
    forecast.split ?? 'no score',
    scaled(forecast.flops),
    scaled(forecast.equivalentFlops),
    forecast.level,
    forecast.observed ?? null,
    forecast.predicted,
    forecast.lower,
    forecast.upper,
  ])
  return (
    <>
      <ChartFrame
        title={`Law: ${plural(fit.law.beta.length, 'component')}`}
        caption={`${scoreName}: ${settings.link === 'floor' ? 'sigmoid with a floor' : 'sigmoid'}, ${lossName(settings)}; ${splitText(settings, cutoff)}; ${interval}`}
        fileParts={['scaling', scoreName, 'law']}
        height={height}
        isBusy={isBusy}
        legend={lawLegend(families, fit.unscored.length > 0)}
        table={{ columns, rows }}
        chart={({ palette, width, height: space }) => (
          <ScorePlot
            space={{ palette, width, height: space }}
            points={lawPoints}
            curve={lawCurve}
            range={range}
            families={families}
            xTitle={isSlope ? `${settings.reference}-equivalent FLOPs` : 'level alpha + beta · S'}
            yTitle={scoreName}
            isLog={isSlope}
          />
        )}
      />
      <ChartFrame
        title={`Baseline: ${isCompute ? 'compute' : 'size'} alone`}
        caption={`${scoreName}: the same link on ${isCompute ? 'ln FLOPs' : 'ln parameters'}, the same training models`}
        fileParts={['scaling', scoreName, 'baseline']}
        height={height}
        isBusy={isBusy}
        legend={lawLegend(families, fit.unscored.length > 0)}
        table={{
          columns: ['model', 'family', 'log10', 'observed', 'predicted'],
          rows: alone.map(({ model, family, x, y, predicted }) => [
            model,
            family,
            isCompute ? x + 21 : x + 9,
            y,
            predicted,
          ]),
        }}
        chart={({ palette, width, height: space }) => (
          <ScorePlot
            space={{ palette, width, height: space }}
            points={alone}
            curve={aloneCurve}
            range={range}
            families={families}
            xTitle={isCompute ? 'FLOPs of pretraining' : 'parameters'}
            yTitle={scoreName}
            isLog
            base={isCompute ? 21 : 9}
          >
            {isCompute ? line(palette) : null}
          </ScorePlot>
        )}
      />
    </>
  )
}

interface LawPoint extends ModelPoint {
  readonly predicted: number
  readonly error: readonly [number, number] | null
}

interface ScorePlotProps {
  readonly space: ChartSpace
  readonly points: readonly LawPoint[]
  readonly curve: readonly { readonly x: number; readonly y: number }[]
  readonly range: readonly [low: number, high: number]
  readonly families: readonly string[]
  readonly xTitle: string
  readonly yTitle: string
  /** The x axis holds decimal logarithms of units of 10^base. */
  readonly isLog: boolean
  readonly base?: number
  readonly children?: ReactNode
}

function ScorePlot({
  space: { palette, width, height: space },
  points,
  curve: law,
  range,
  families,
  xTitle,
  yTitle,
  isLog,
  base = 21,
  children,
}: ScorePlotProps) {
  const coloring = familyColors(families, palette)
  const bars = points
    .filter(({ error }) => error !== null)
    .map(({ x, predicted, error }) => ({ x, y: predicted, error }))
  const [low, high] = extent(points.map(({ x }) => x))
  return (
    <ScatterChart width={width} height={space} margin={chartMargin} accessibilityLayer={false}>
      <CartesianGrid stroke={palette.rule} strokeOpacity={0.35} />
      <XAxis
        type="number"
        dataKey="x"
        domain={[low, high]}
        {...(isLog
          ? { ticks: computeTicks(low, high), tickFormatter: (value: number) => powerText(value + base) }
          : numberTicks(low, high))}
        allowDataOverflow
        {...axisLook(palette)}
        label={axisTitle(palette, xTitle, 'x')}
      />
      <YAxis
        type="number"
        dataKey="y"
        domain={[...range]}
        {...numberTicks(...range)}
        allowDataOverflow
        width={54}
        {...axisLook(palette)}
        label={axisTitle(palette, yTitle, 'y')}
      />
      <Tooltip isAnimationActive={false} content={pointCard} cursor={false} />
      <Scatter
        data={[...law]}
        line={{ stroke: palette.text, strokeWidth: 1.8 }}
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
      <Scatter data={[...points]} shape={modelMark(coloring)} isAnimationActive={false} />
      {children}
    </ScatterChart>
  )
}

function pointOf(forecast: Forecast, x: number): LawPoint {
  const { model, family, observed, predicted, lower, upper, split } = forecast
  const text = predictedText({ value: predicted, lower, upper })
  const facts: (readonly [string, string])[] = [
    ['Family', family],
    ['Split', split === undefined ? 'no score known' : split === 'train' ? 'trained on' : 'held out'],
    ...(observed === undefined ? [] : [['Observed', significant(observed)] as const]),
    ['Predicted', text.interval === '' ? text.value : `${text.value} (${text.interval})`],
    ['FLOPs', forecast.flops === null ? 'not known' : flopsText(forecast.flops)],
    ...(forecast.equivalentFlops === null ? [] : [['Equivalent FLOPs', flopsText(forecast.equivalentFlops)] as const]),
  ]
  const isOpen = split === 'test' && lower !== null && upper !== null
  return {
    x,
    y: observed ?? predicted,
    model,
    family,
    mark: split === undefined ? 'diamond' : split === 'train' ? 'dot' : 'ring',
    facts,
    predicted,
    error: isOpen ? [predicted - lower, upper - predicted] : null,
  }
}

function lawLegend(families: readonly string[], hasUnscored: boolean): LegendEntry[] {
  return [
    { name: 'law', color: 'text', mark: 'line' },
    { name: 'trained on', color: 'muted' },
    { name: 'held out', color: 'muted', mark: 'ring' },
    ...(hasUnscored ? [{ name: 'predicted, no score', color: 'muted' as const, mark: 'diamond' as const }] : []),
    ...familyLegend(families),
  ]
}

export function lossName({ loss }: ScalingSettings): string {
  return loss === 'ols' ? 'least squares' : "Huber's loss"
}

function scaled(flops: number | null): number | null {
  return flops === null ? null : flops * trainingUnits.flops
}

function curve([low, high]: readonly [number, number], at: (x: number) => number): { x: number; y: number }[] {
  return Array.from({ length: 81 }, (_, index) => {
    const x = low + ((high - low) * index) / 80
    return { x, y: at(x) }
  })
}

/** Ticks of an axis of decimal logarithms: decades, or parts of them where there are too few. */
export function computeTicks(low: number, high: number): number[] {
  const decades = decadeTicks(low, high)
  return decades.length >= 3 ? decades : axisTicks(low, high, 6)
}

/** A power of ten on an axis: `1e22`, between decades `3.2e22`. */
export function powerText(exponent: number): string {
  const whole = Math.floor(exponent + 1e-9)
  const rest = Number((10 ** (exponent - whole)).toPrecision(2))
  return `${rest}e${whole}`
}

function valueRange(points: readonly LawPoint[], chance: number, top: number): readonly [number, number] {
  const values = points.flatMap(({ y, predicted, error }) => [
    y,
    predicted,
    ...(error === null ? [] : [predicted - error[0], predicted + error[1]]),
  ])
  const low = Math.min(chance, ...values)
  const high = Math.max(...values)
  const margin = 0.04 * Math.max(1e-9, high - low)
  return [low - margin, Math.min(Math.max(top, high), high + margin)]
}
