import { mean } from '../statistics/moments.ts'
import { conformalRadius } from './conformal-radius.ts'
import { pearson, spearman } from './correlation.ts'
import type { ForecastMethod, ScoreForecast } from './forecast-method.ts'

/** A forecast of a scored model that was made without its group. */
export interface HeldOutForecast extends ScoreForecast {
  readonly model: number
  readonly group: number
  readonly truth: number
}

/** Groups that are left out together, and with them the models that their forecasts rest on. */
export interface LeftOutGroup {
  readonly group: number
  readonly held: readonly number[]
  readonly training: readonly number[]
}

/** The scored models by group, groups in the order of their first model. */
export function leftOutGroups(scored: readonly number[], groupOf: (model: number) => number): LeftOutGroup[] {
  const groups = [...new Set(scored.map(groupOf))]
  return groups.map((group) => ({
    group,
    held: scored.filter((model) => groupOf(model) === group),
    training: scored.filter((model) => groupOf(model) !== group),
  }))
}

/** Forecasts of a group's models from all the others; models that the method says nothing of are left out. */
export function heldOutForecasts(
  method: ForecastMethod,
  scores: readonly (number | null)[],
  { group, held, training }: LeftOutGroup,
): HeldOutForecast[] {
  const forecasts = method(training, held) ?? []
  return held.flatMap((model, i) => {
    const forecast = forecasts[i]
    return forecast === undefined ? [] : [{ ...forecast, model, group, truth: scores[model]! }]
  })
}

/** Lowest and highest possible score. */
export interface ScoreRange {
  readonly least: number
  readonly most: number
}

export interface ForecastInterval {
  readonly lower: number
  readonly upper: number
}

/**
 * A forecast within the range of scores, and the interval around it that holds the truth as often as `level`, if the
 * model is like those that were held out: the errors of held-out forecasts, each divided by its spread, give the radius
 * in units of this forecast's spread. Undefined where there are too few errors for the level.
 *
 * @param least what the benchmark's own measurement leaves open around the forecast: no end of the interval lies inside
 *   it
 */
export function forecastInterval(
  forecast: ScoreForecast,
  heldOut: readonly HeldOutForecast[],
  level: number,
  range: ScoreRange,
  least?: ForecastInterval,
): ForecastInterval | undefined {
  const radius = conformalRadius(
    heldOut.map((held) => Math.abs(held.truth - within(held.score, range)) / held.spread),
    level,
  )
  if (radius === Infinity) return undefined
  const centre = within(forecast.score, range)
  const [lower, upper] = [centre - radius * forecast.spread, centre + radius * forecast.spread]
  return {
    lower: within(Math.min(lower, least?.lower ?? lower), range),
    upper: within(Math.max(upper, least?.upper ?? upper), range),
  }
}

/** The nearest score that is possible. */
export function within(score: number, { least, most }: ScoreRange): number {
  return Math.min(most, Math.max(least, score))
}

/** How good forecasts of models that were held out are. Errors in units of the score. */
export interface ForecastErrors {
  readonly n: number
  readonly meanAbsolute: number
  readonly rootMeanSquare: number
  /** Null where truths or forecasts are all equal. */
  readonly pearson: number | null
  readonly spearman: number | null
  /** Forecasts with an interval. */
  readonly intervals: number
  /**
   * Share of the truths that lie in their interval, and the intervals' mean width; null where there are no intervals.
   */
  readonly coverage: number | null
  readonly meanWidth: number | null
}

export interface Judged {
  readonly truth: number
  readonly score: number
  readonly interval: ForecastInterval | undefined
}

/** Undefined where there are no forecasts. */
export function forecastErrors(judged: readonly Judged[]): ForecastErrors | undefined {
  const n = judged.length
  if (n === 0) return undefined
  const truths = judged.map(({ truth }) => truth)
  const scores = judged.map(({ score }) => score)
  const intervals = judged.flatMap(({ truth, interval }) => (interval === undefined ? [] : [{ truth, ...interval }]))
  const share = (sum: number): number | null => (intervals.length === 0 ? null : sum / intervals.length)
  return {
    n,
    meanAbsolute: mean(judged.map(({ truth, score }) => Math.abs(truth - score))),
    rootMeanSquare: Math.sqrt(mean(judged.map(({ truth, score }) => (truth - score) ** 2))),
    pearson: pearson(truths, scores),
    spearman: spearman(truths, scores),
    intervals: intervals.length,
    coverage: share(intervals.filter(({ truth, lower, upper }) => truth >= lower && truth <= upper).length),
    meanWidth: share(intervals.reduce((sum, { lower, upper }) => sum + upper - lower, 0)),
  }
}
