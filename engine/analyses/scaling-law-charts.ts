import { predictedText } from '../../core/format/predicted-text.ts'
import { levelText, plural, significant } from '../../core/format/quantity.ts'
import { flopsText } from '../../core/scaling/flops-text.ts'
import type { ScalingFit } from '../../core/scaling/scaling-fit.ts'
import { scoreOf } from '../../core/scaling/score-law.ts'
import { flopsUnitDecades, trainingUnits } from '../../core/scaling/training-compute.ts'
import { endsOf, linearExtent, logExtent, valuesAlong, type ChartAxis } from '../../core/scene/chart-axis.ts'
import type { LegendEntry } from '../../core/scene/chart-legend.ts'
import type { ChartMark, PointMark } from '../../core/scene/chart-marks.ts'
import type { Chart } from '../../core/scene/chart-scene.ts'
import { markTitle } from '../../core/scene/mark-title.ts'
import type { Ink } from '../../core/scene/scene.ts'
import { familyInks, familyLegend } from './model-marks.ts'
import type { LawChoice } from './scaling-request.ts'

/** What the charts of a scaling law show. */
export interface ScalingLawCharted extends LawChoice {
  readonly fit: ScalingFit
  /** Names of the score and of the metrics. */
  readonly target: string
  readonly metricNames: readonly string[]
  readonly baseline: 'flops' | 'size'
  /** Family whose compute others are compared with. */
  readonly reference: string
  /** Of the intervals; null: there are none yet. */
  readonly level: number | null
  /** Which models were trained on: `trained on up to 8.4e22 FLOPs`. */
  readonly split: string
  /** Most compute of models trained on, and its limits, in 1e21 FLOPs; null where they were split otherwise. */
  readonly cutoff: { readonly at: number; readonly least: number; readonly most: number } | null
}

/** A model with its forecast by a law; null: that law could not be fitted. */
type Shown = Omit<Forecast, 'predicted'> & { readonly predicted: number | null }
type Forecast = ScalingFit['unscored'][number] & { readonly observed?: number; readonly split?: 'train' | 'test' }

/** Ids of the charts. */
export const scalingLawChartIds = ['law', 'baseline', 'weights'] as const
type ScalingLawChart = Chart<(typeof scalingLawChartIds)[number]>

const height = 330
/** Of a bar in the chart of weights, and what its axis takes. */
const rowHeight = 26
const axisHeight = 60
/** Steps of a curve. */
const steps = 80
/** Of an axis of compute, most between its ends that tell anything, and those from 1 FLOP beyond which no number is. */
const mostDecades = 100
const farthestDecade = 290

/**
 * The law over the compute that the reference family would need, the baseline over compute or size itself, and what
 * each metric contributes to the law.
 */
export function scalingLawCharts(
  charted: ScalingLawCharted,
): readonly [law: ScalingLawChart, baseline: ScalingLawChart, weights: ScalingLawChart] {
  const { fit } = charted
  const forecasts: readonly Forecast[] = [...fit.predictions, ...fit.unscored]
  const families = forecasts.map(({ family }) => family)
  const law = lawPoints(charted, forecasts)
  const baseline = baselinePoints(charted, forecasts)
  const shared = {
    y: { title: charted.target, ...scoreExtent([...law.points, ...baseline], charted) },
    legend: lawLegend(families, fit.unscored.length > 0),
    inkOf: familyInks(families).colorOf,
  }
  return [lawChart(charted, forecasts, law, shared), baselineChart(charted, baseline, shared), weightsChart(charted)]
}

interface Shared {
  readonly y: ChartAxis
  readonly legend: readonly LegendEntry[]
  readonly inkOf: (family: string) => Ink
}

/** A model at a place of the axis, with what is shown of it. */
interface LawPoint {
  readonly forecast: Shown
  readonly x: number
  /** What was observed, else what is predicted. */
  readonly y: number
  /** Of a model held out; null: none. */
  readonly interval: readonly [lower: number, upper: number] | null
}

/** The law's own axis: equivalent compute in FLOPs, or its level where no family translates that into compute. */
interface LawPoints {
  readonly isCompute: boolean
  readonly points: readonly LawPoint[]
}

function lawPoints({ fit: { equivalent } }: ScalingLawCharted, forecasts: readonly Forecast[]): LawPoints {
  /** Of compute in FLOPs. */
  const decades = forecasts.map(({ level }) =>
    equivalent === null ? NaN : (level - equivalent.intercept) / equivalent.slope / Math.LN10 + flopsUnitDecades,
  )
  const [least, greatest] = endsOf(decades)
  const isCompute = decades.every((decade) => Math.abs(decade) <= farthestDecade) && greatest - least <= mostDecades
  return {
    isCompute,
    points: forecasts.map((forecast, index) =>
      pointOf(forecast, isCompute ? 10 ** decades[index]! : forecast.level, forecast.observed ?? forecast.predicted),
    ),
  }
}

function baselinePoints(charted: ScalingLawCharted, forecasts: readonly Forecast[]): readonly LawPoint[] {
  const { fit, baseline } = charted
  const { law } = fit.baseline
  const unit = trainingUnits[baseline]
  return forecasts.flatMap((forecast) => {
    const predictor = forecast[baseline]
    if (predictor === null) return []
    const predicted = law === null ? null : inScore(charted, scoreOf(law, [Math.log(predictor)]))
    const y = forecast.observed ?? predicted
    return y === null ? [] : [pointOf({ ...forecast, predicted, lower: null, upper: null }, predictor * unit, y)]
  })
}

function pointOf(forecast: Shown, x: number, y: number): LawPoint {
  const { lower, upper, split } = forecast
  const isHeldOut = split === 'test' && lower !== null && upper !== null
  return { forecast, x, y, interval: isHeldOut ? [lower, upper] : null }
}

function lawChart(
  charted: ScalingLawCharted,
  forecasts: readonly Forecast[],
  { isCompute, points }: LawPoints,
  { y, legend, inkOf }: Shared,
): ScalingLawChart {
  const { fit, target, link, reference, level, split } = charted
  const { equivalent } = fit
  const x: ChartAxis = isCompute
    ? { title: `${reference}-equivalent FLOPs`, scale: 'log', ...logExtent(points.map((point) => point.x)) }
    : { title: 'level alpha + beta · S', ...linearExtent(points.map((point) => point.x)) }
  const levelAt = (position: number): number =>
    isCompute && equivalent !== null
      ? equivalent.intercept + equivalent.slope * Math.LN10 * (Math.log10(position) - flopsUnitDecades)
      : position
  const law = (position: number): number =>
    inScore(charted, scoreOf({ ...fit.law, alpha: 0, beta: [1] }, [levelAt(position)]))
  return {
    id: 'law',
    title: `Law: ${plural(fit.law.beta.length, 'component')}`,
    caption: `${target}: ${link === 'floor' ? 'sigmoid with a floor' : 'sigmoid'}, ${lossName(charted.loss)}; ${split}; ${level === null ? 'no intervals yet' : `${levelText(level)} intervals`}`,
    height,
    x,
    y,
    marks: [curveOf(x, law, 'law'), ...pointMarks(points, inkOf)],
    legend,
    table: {
      columns: [
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
      ],
      rows: forecasts.map((forecast) => [
        forecast.model,
        forecast.family,
        forecast.split ?? 'no score',
        inFlops(forecast.flops),
        inFlops(forecast.equivalentFlops),
        forecast.level,
        forecast.observed ?? null,
        forecast.predicted,
        forecast.lower,
        forecast.upper,
      ]),
    },
  }
}

function baselineChart(
  charted: ScalingLawCharted,
  points: readonly LawPoint[],
  { y, legend, inkOf }: Shared,
): ScalingLawChart {
  const { fit, target, baseline } = charted
  const isCompute = baseline === 'flops'
  const cutoff = isCompute ? charted.cutoff : null
  const unit = trainingUnits[baseline]
  const x: ChartAxis = {
    title: isCompute ? 'FLOPs of pretraining' : 'parameters',
    scale: 'log',
    counted: isCompute ? 'numbers' : 'weights',
    // The whole range of the cutoff, so that its line never leaves the plot.
    ...logExtent([
      ...points.map((point) => point.x),
      ...(cutoff === null ? [] : [cutoff.least * unit, cutoff.most * unit]),
    ]),
  }
  const { law } = fit.baseline
  return {
    id: 'baseline',
    title: `Baseline: ${isCompute ? 'compute' : 'size'} alone`,
    caption: `${target}: the same link on ${isCompute ? 'ln FLOPs' : 'ln parameters'}, the same training models`,
    height,
    x,
    y,
    absent: `Of no model the ${isCompute ? 'FLOPs of pretraining' : 'parameters'} are known`,
    marks: [
      ...(law === null
        ? []
        : [curveOf(x, (amount) => inScore(charted, scoreOf(law, [Math.log(amount / unit)])), 'law of the baseline')]),
      ...pointMarks(points, inkOf),
      ...(cutoff === null ? [] : [cutoffMark(cutoff)]),
    ],
    legend,
    table: {
      columns: ['model', 'family', isCompute ? 'FLOPs' : 'parameters', 'observed', 'predicted'],
      rows: points.map(({ forecast, x: amount }) => [
        forecast.model,
        forecast.family,
        amount,
        forecast.observed ?? null,
        forecast.predicted,
      ]),
    },
  }
}

function weightsChart({ fit, target, metricNames }: ScalingLawCharted): ScalingLawChart {
  const weights = fit.metricWeights.map((weight, metric) => ({ name: metricNames[metric] ?? '', weight }))
  return {
    id: 'weights',
    title: 'Weights of the metrics',
    caption: `beta · gamma: change of the level of ${target} per unit of each metric`,
    height: Math.max(160, rowHeight * weights.length + axisHeight),
    x: { title: 'weight', ...linearExtent([0, ...weights.map(({ weight }) => weight)]) },
    y: {
      title: '',
      low: -0.6,
      high: Math.max(1, weights.length) - 0.4,
      isReversed: true,
      ticks: weights.map(({ name }, value) => ({ value, text: name })),
    },
    marks: [
      ...weights.map(
        ({ name, weight }, index): ChartMark => ({
          kind: 'bar',
          y: index,
          from: 0,
          to: weight,
          ink: 'accent',
          title: markTitle(name, [['Weight', significant(weight)]]),
        }),
      ),
      { kind: 'reference', axis: 'x', at: 0, ink: 'muted' },
    ],
    legend: [],
    table: { columns: ['metric', 'weight'], rows: weights.map(({ name, weight }) => [name, weight]) },
  }
}

function pointMarks(points: readonly LawPoint[], inkOf: Shared['inkOf']): readonly ChartMark[] {
  return [
    ...points.flatMap(({ x, forecast: { predicted }, interval }): ChartMark[] =>
      interval === null || predicted === null
        ? []
        : [{ kind: 'error bar', of: 'y', x, y: predicted, lower: interval[0], upper: interval[1], ink: 'muted' }],
    ),
    ...points.map(({ forecast, x, y }): PointMark => {
      const { model, family, split } = forecast
      return {
        kind: 'point',
        x,
        y,
        form: split === undefined ? 'diamond' : split === 'train' ? 'dot' : 'ring',
        ink: inkOf(family),
        title: markTitle(model, factsOf(forecast)),
      }
    }),
  ]
}

function factsOf(forecast: Shown): readonly (readonly [string, string])[] {
  const { family, observed, predicted, lower, upper, split, flops, equivalentFlops } = forecast
  const text = predicted === null ? null : predictedText({ value: predicted, lower, upper })
  return [
    ['Family', family],
    ['Split', split === undefined ? 'no score known' : split === 'train' ? 'trained on' : 'held out'],
    ...(observed === undefined ? [] : [['Observed', significant(observed)] as const]),
    ...(text === null
      ? []
      : [['Predicted', text.interval === '' ? text.value : `${text.value} (${text.interval})`] as const]),
    ['FLOPs', flops === null ? 'not known' : flopsText(flops)],
    ...(equivalentFlops === null || inFlops(equivalentFlops) === null
      ? []
      : [['Equivalent FLOPs', flopsText(equivalentFlops)] as const]),
  ]
}

function cutoffMark({ at, least, most }: NonNullable<ScalingLawCharted['cutoff']>): ChartMark {
  return {
    kind: 'reference',
    axis: 'x',
    at: Math.min(most, Math.max(least, at)) * trainingUnits.flops,
    ink: 'accent',
    width: 1.5,
    dash: '5 3',
    label: `cutoff ${flopsText(at)}`,
  }
}

function curveOf(axis: ChartAxis, valueAt: (x: number) => number, title: string): ChartMark {
  return {
    kind: 'line',
    points: valuesAlong(axis, steps + 1).map((x) => ({ x, y: valueAt(x) })),
    ink: 'text',
    width: 1.8,
    title,
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

export function lossName(loss: ScalingLawCharted['loss']): string {
  return loss === 'ols' ? 'least squares' : "Huber's loss"
}

/** From the law's scale, chance 0 to top 1, to the score's own. */
function inScore({ chance, top }: ScalingLawCharted, share: number): number {
  return chance + (top - chance) * share
}

/** From 1e21 FLOPs; null where that is not known or too many or few to be written. */
function inFlops(flops: number | null): number | null {
  const count = (flops ?? 0) * trainingUnits.flops
  return count > 0 && Number.isFinite(count) ? count : null
}

/** From chance, or less, to the greatest value that is drawn; no higher than the top unless a value is. */
function scoreExtent(
  points: readonly LawPoint[],
  { chance, top }: ScalingLawCharted,
): { readonly low: number; readonly high: number } {
  const [lowest, greatest] = endsOf(
    points.flatMap(({ y, forecast: { predicted }, interval }) => [y, predicted ?? y, ...(interval ?? [])]),
  )
  const least = Math.min(chance, lowest)
  const margin = 0.04 * (greatest - least) || 0.5
  return { low: least - margin, high: Math.min(Math.max(top, greatest), greatest + margin) }
}
