import { seededGenerator } from '../random/seeded-generator.ts'
import { familyMeanMethod, lineMethod, meanMethod, nearestMethod } from './baselines.ts'
import { farDistance, nearestDistance } from './far-models.ts'
import type { ForecastMethod, ScoreForecast } from './forecast-method.ts'
import {
  forecastErrors,
  forecastInterval,
  heldOutForecasts,
  leftOutGroups,
  within,
  type ForecastErrors,
  type HeldOutForecast,
  type ScoreRange,
} from './held-out-forecasts.ts'
import { likelihoodSquares } from './likelihood-squares.ts'
import { compareErrors, type ErrorComparison, type HeldOutError } from './paired-errors.ts'
import { phylolmForecast, type PhylolmSettings } from './phylolm-forecast.ts'
import { processMethod } from './process-method.ts'
import { samplingDeviation, samplingInterval, type Sampling } from './sampling-noise.ts'

export const forecastMethodNames = [
  'gp',
  'gp-loglik',
  'phylolm',
  'bits',
  'nearest',
  'size',
  'family-mean',
  'mean',
] as const
export type ForecastMethodName = (typeof forecastMethodNames)[number]

/** What each method is called. */
export const forecastMethodWords: Readonly<Record<ForecastMethodName, string>> = {
  gp: 'Gaussian process on similarity',
  'gp-loglik': 'Gaussian process on log-likelihoods',
  phylolm: 'as PhyloLM',
  bits: 'line over bits per byte',
  nearest: 'nearest scored model',
  size: 'line over ln parameters',
  'family-mean': 'mean of the family',
  mean: 'mean of the scored models',
}

/** Fewest scored models that can be held out and forecast at all. */
export const fewestScored = 3

/** The simple ways that every other one must beat. */
export const baselineNames: readonly ForecastMethodName[] = ['bits', 'nearest', 'size', 'family-mean', 'mean']

/** All arrays run over the same models. */
export interface ForecastModels {
  /** models x models, 0 to 1, 1 on the diagonal. */
  readonly similarity: readonly (readonly number[])[]
  readonly distance: readonly (readonly number[])[]
  /** log p(gene) in nats per byte, models x genes. */
  readonly likelihoods: readonly (readonly number[])[]
  /** Number of weights; null where unknown. */
  readonly parameters: readonly (number | null)[]
  readonly families: readonly string[]
  /** Number of the group that is held out together. */
  readonly groups: readonly number[]
  /** How finely each model's score can be measured. */
  readonly sampling: readonly Sampling[]
  /** Scores that count; null where there is none, or where it is set aside. */
  readonly scores: readonly (number | null)[]
}

export interface ForecastSettings {
  /** Share of truths that an interval is to hold. */
  readonly level: number
  /** What is left out together: the groups, or each model alone. */
  readonly leave: 'family' | 'model'
  /** True where scores are fractions. */
  readonly isFraction: boolean
  /** Share of the held-out models that count as near enough. */
  readonly farShare: number
  readonly phylolm: PhylolmSettings
  readonly seed: number
}

export interface IntervalForecast {
  readonly score: number
  readonly lower: number | null
  readonly upper: number | null
  /** Models whose scores count most, the heaviest first; empty where the forecast is no weighted sum. */
  readonly restsOn: readonly { readonly model: number; readonly weight: number }[]
}

export interface MethodForecasts {
  readonly method: ForecastMethodName
  /** Of the held-out forecasts; undefined where there are none. */
  readonly errors: ForecastErrors | undefined
  /** With every baseline but itself that could be judged, on the models that both forecast. */
  readonly comparisons: readonly (ErrorComparison & { readonly baseline: ForecastMethodName })[]
  /** One per model: of a scored model the held-out one, of any other from all scored ones. */
  readonly forecasts: readonly (IntervalForecast | undefined)[]
}

export interface ScoreForecasts {
  readonly methods: readonly MethodForecasts[]
  /** Per model, the models its forecast can rest on, nearest first. */
  readonly neighbours: readonly (readonly number[])[]
  /** Undefined where no forecast was tested. */
  readonly farDistance: number | undefined
  readonly isFar: readonly boolean[]
}

/** How many models a forecast is said to rest on, at most. */
const mostShown = 5

/**
 * Forecasts for every model by every method. A scored model's forecast is made without its group (or without itself),
 * and the errors of these give each method's mean error and the radius of its intervals. The radius for a held-out
 * model comes from the errors in other groups, so that its own error has no part in its interval; its score does, by
 * the fits that those errors come from, as in a jackknife. Other models are forecast from all scored ones.
 *
 * @param onStep told after each fit, of how many
 */
export function forecastScores(
  models: ForecastModels,
  settings: ForecastSettings,
  onStep?: (done: number, total: number) => void,
): ScoreForecasts {
  const { scores, groups: groupOf, distance, sampling } = models
  const every = scores.map((_, model) => model)
  const scored = every.filter((model) => scores[model] !== null)
  const unscored = every.filter((model) => scores[model] === null)
  const groups = leftOutGroups(scored, (model) => (settings.leave === 'family' ? groupOf[model]! : model))
  const range: ScoreRange = settings.isFraction ? { least: 0, most: 1 } : { least: -Infinity, most: Infinity }
  const methods = methodsOf(models, settings)
  const total = methods.length * (groups.length + 1)
  let done = 0
  const step = <T>(result: T): T => {
    onStep?.(++done, total)
    return result
  }
  const restsOn = trainingOf(groups, scored, scores.length)
  const far = farDistance(
    distance,
    groups.flatMap(({ held, training }) => held.map((model) => ({ model, training }))),
    settings.farShare,
  )
  const made = methods.map(([method, run]) => {
    const heldOut = groups.flatMap((group) => step(heldOutForecasts(run, scores, group)))
    const forecasts = new Array<IntervalForecast | undefined>(scores.length).fill(undefined)
    const put = (model: number, forecast: ScoreForecast, errors: readonly HeldOutForecast[]): IntervalForecast => {
      const score = within(forecast.score, range)
      const least = samplingInterval(score, sampling[model]!, settings.level, settings.isFraction)
      const interval = forecastInterval(forecast, errors, settings.level, range, least)
      return (forecasts[model] = {
        score,
        lower: interval?.lower ?? null,
        upper: interval?.upper ?? null,
        restsOn: heaviest(forecast.weights ?? [], restsOn[model]!),
      })
    }
    const judged = heldOut.map((forecast) => {
      const { score, lower, upper } = put(
        forecast.model,
        forecast,
        heldOut.filter(({ group }) => group !== forecast.group),
      )
      return {
        model: forecast.model,
        truth: forecast.truth,
        score,
        interval: lower === null || upper === null ? undefined : { lower, upper },
      }
    })
    const rest = step(run(scored, unscored)) ?? []
    unscored.forEach((model, i) => {
      const forecast = rest[i]
      if (forecast !== undefined) put(model, forecast, heldOut)
    })
    const absolute = judged.map(
      ({ model, truth, score }): HeldOutError => ({ model, group: groupOf[model]!, error: Math.abs(score - truth) }),
    )
    return { method, errors: forecastErrors(judged), absolute, forecasts }
  })
  return {
    methods: made.map(({ method, errors, absolute, forecasts }) => ({
      method,
      errors,
      comparisons: made.flatMap((baseline) => {
        const comparison =
          baseline.method === method || !baselineNames.includes(baseline.method)
            ? undefined
            : compareErrors(absolute, baseline.absolute)
        return comparison === undefined ? [] : [{ baseline: baseline.method, ...comparison }]
      }),
      forecasts,
    })),
    neighbours: every.map((model) =>
      [...restsOn[model]!]
        .sort((left, right) => distance[model]![left]! - distance[model]![right]!)
        .slice(0, mostShown),
    ),
    farDistance: far,
    isFar: every.map((model) => far === undefined || nearestDistance(distance[model]!, restsOn[model]!) > far),
  }
}

/** Per model, what its forecast is trained on. */
function trainingOf(
  groups: readonly { readonly held: readonly number[]; readonly training: readonly number[] }[],
  scored: readonly number[],
  count: number,
): (readonly number[])[] {
  const training = new Array<readonly number[]>(count).fill(scored)
  for (const group of groups) for (const model of group.held) training[model] = group.training
  return training
}

function heaviest(weights: readonly number[], training: readonly number[]): { model: number; weight: number }[] {
  return weights
    .map((weight, i) => ({ model: training[i]!, weight }))
    .filter(({ weight }) => weight !== 0)
    .sort((left, right) => Math.abs(right.weight) - Math.abs(left.weight))
    .slice(0, mostShown)
}

/** Every method on these models; those whose scores must be fractions only where they are. */
function methodsOf(
  models: ForecastModels,
  settings: ForecastSettings,
): (readonly [ForecastMethodName, ForecastMethod])[] {
  const { scores, similarity, distance, likelihoods, parameters, families, sampling } = models
  const deviationOf = (model: number, score: number): number =>
    samplingDeviation(
      settings.isFraction ? within(score, { least: 0, most: 1 }) : score,
      sampling[model]!,
      settings.isFraction,
    )
  const likeness = similarity.map((row) => row.map((value) => 2 * (1 - value)))
  const bits = likelihoods.map((vector) => vector.reduce((sum, value) => sum - value, 0) / vector.length / Math.LN2)
  const all: Readonly<Record<ForecastMethodName, ForecastMethod>> = {
    gp: processMethod(scores, likeness, deviationOf),
    'gp-loglik': processMethod(scores, likelihoodSquares(likelihoods), deviationOf),
    phylolm: phylolmMethod(models, settings),
    bits: lineMethod(scores, bits),
    nearest: nearestMethod(scores, distance),
    size: lineMethod(
      scores,
      parameters.map((count) => (count === null || !(count > 0) ? null : Math.log(count))),
    ),
    'family-mean': familyMeanMethod(scores, families),
    mean: meanMethod(scores),
  }
  return forecastMethodNames.map((name) => [name, all[name]] as const)
}

/** Fewest training models that independent components are looked for in. */
const fewestForComponents = 3

function phylolmMethod(
  { similarity, scores }: ForecastModels,
  { phylolm, seed, isFraction }: ForecastSettings,
): ForecastMethod {
  return (training, asked) => {
    // A sigmoid gives fractions only.
    if (!isFraction || training.length < fewestForComponents) return undefined
    const predicted = phylolmForecast(
      similarity,
      training,
      training.map((model) => scores[model]!),
      asked,
      phylolm,
      seededGenerator(seed),
    )
    return predicted.map((score) => ({ score, spread: 1 }))
  }
}
