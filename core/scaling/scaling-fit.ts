import { plural } from '../format/quantity.ts'
import { seededGenerator } from '../random/seeded-generator.ts'
import { fitLine, type LineFit } from '../statistics/line-fit.ts'
import { mean } from '../statistics/moments.ts'
import { capabilityOf, fitCapabilitySpace, type CapabilitySpace } from './capability-space.ts'
import { resampleGroups, resamplingGroups } from './family-resample.ts'
import { requireDifferentScores, scaleNotes, whyUndetermined } from './learnable-scores.ts'
import { measureNotes } from './measure-check.ts'
import type { ModelObservation } from './model-observation.ts'
import type { LawSettings } from './law-settings.ts'
import { sortByName } from './sort-by-name.ts'
import { pairedDifference, type PairedDifference } from './paired-difference.ts'
import { fitOrNone, replicateInterval, noIntervalNotes, type Ends } from './replicate-interval.ts'
import { errorOfScore, scoreAtError } from './score-error.ts'
import { differentRows, fitScoreLaw, levelOf, parametersOf, type ScoreLaw, scoreOf } from './score-law.ts'
import { splitModels, type Split } from './split.ts'

/** A model with the score to be explained, in the score's own units. */
export interface ScoredModel extends ModelObservation {
  readonly score: number
}

export interface ScalingFitSettings extends LawSettings {
  readonly split: Split
  /** What the baseline predicts from: the logarithm of compute or of size. */
  readonly baseline: 'flops' | 'size'
  /** Family whose compute others are compared with. */
  readonly referenceFamily: string
  /** Ids of models that are predicted but never trained on, whatever the split says. */
  readonly testOnly?: readonly string[]
}

/**
 * Number of models, and their mean squared error on the scale from chance 0 to top 1; null where there is no model or
 * no fit.
 */
export interface FitError {
  readonly n: number
  readonly mse: number | null
}

/** What a law says of a model whose score is not known. */
export interface UnscoredForecast {
  readonly id: string
  readonly model: string
  readonly family: string
  /** In 1e21 FLOPs and 1e9 parameters. */
  readonly flops: number | null
  readonly size: number | null
  readonly predicted: number
  readonly lower: number | null
  readonly upper: number | null
  /** Place on the law's own axis: alpha + beta . S. */
  readonly level: number
  /** Compute in 1e21 FLOPs at which the reference family reaches the same level; null where its trend says none. */
  readonly equivalentFlops: number | null
}

export interface ScoreForecast extends UnscoredForecast {
  readonly split: 'train' | 'test'
  readonly observed: number
}

export interface ScalingFit {
  readonly train: FitError
  readonly test: FitError
  /** The same link on one predictor; no law where too few training models have it. */
  readonly baseline: { readonly train: FitError; readonly test: FitError; readonly law: ScoreLaw | null }
  /** Share of the metrics' variance that each component explains. */
  readonly explained: readonly number[]
  readonly law: ScoreLaw
  /** Weight of each metric in the law's level: beta gamma. */
  readonly metricWeights: readonly number[]
  /**
   * Level of the reference family = intercept + slope ln C, C in 1e21 FLOPs; null without two of its models of
   * different known compute.
   */
  readonly equivalent: LineFit | null
  readonly predictions: readonly ScoreForecast[]
  /** One per model without a score, in the order given. */
  readonly unscored: readonly UnscoredForecast[]
  readonly resampled: 'families' | 'models'
  /** Replicates that could be fitted. */
  readonly replicates: number
  /** Squared errors of law and baseline on the held-out models that both predict; null where there are none. */
  readonly comparison: PairedDifference | null
  /** What to know before these numbers are trusted, each a sentence without its end. */
  readonly notes: readonly string[]
  /** Share of observed scores inside their intervals; null without models or intervals. */
  readonly coverage: { readonly train: number | null; readonly test: number | null }
}

/**
 * An observational scaling law (Ruan, Maddison & Hashimoto, arXiv 2405.10938): capability measures by principal
 * components of the training models' benchmark metrics, a sigmoidal law from them to a score, a baseline with the same
 * link on compute or size alone, and forecasts with intervals (see docs/methods.md). The order of the models does not
 * matter.
 *
 * @param unscored models that are forecast only
 * @throws RangeError where nothing can be learned: a score that is on another scale or the same for all, too few
 * training models for components or parameters, a metric without values
 */
export function fitScaling(
  models: readonly ScoredModel[],
  settings: ScalingFitSettings,
  unscored: readonly ModelObservation[] = [],
): ScalingFit {
  const ordered = sortByName(models)
  const fit = fitOrdered(ordered.models, settings, unscored)
  return { ...fit, predictions: ordered.inGivenOrder(fit.predictions) }
}

/** @param models by name */
function fitOrdered(
  models: readonly ScoredModel[],
  settings: ScalingFitSettings,
  unscored: readonly ModelObservation[],
): ScalingFit {
  const { chance, top, split, testOnly = [], targetName = 'score' } = settings
  const notes = scaleNotes(
    models.map(({ score }) => score),
    { name: targetName, chance, top },
  )
  const generator = seededGenerator(settings.seed)
  const scores = models.map(({ score }) => (score - chance) / (top - chance))
  const neverTrained = new Set(testOnly)
  const drawnFrom = models.flatMap(({ id }, index) => (neverTrained.has(id) ? [] : [index]))
  const kept = splitModels(
    drawnFrom.map((index) => models[index]!),
    split,
    generator,
  )
  const train = drawnFrom.filter((_, index) => kept[index])
  const inTrain = new Set(train)
  const test = models.flatMap((_, index) => (inTrain.has(index) ? [] : [index]))

  if (train.length > 0) {
    requireDifferentScores(
      train.map((index) => models[index]!.score),
      targetName,
    )
    const rows = train.map((index) => models[index]!.metrics)
    notes.push(...measureNotes(rows, settings.metricNames ?? rows[0]!.map((_, j) => `metric ${j + 1}`)))
  }
  const { space, law } = fitLaw(models, scores, train, settings)
  const all = [...models, ...unscored]
  const capabilities = all.map((model) => capabilityOf(space, model.metrics))
  const predicted = capabilities.map((capability) => scoreOf(law, capability))
  const equivalent = referenceTrend(models, capabilities, law, settings.referenceFamily)
  const undetermined = whyUndetermined(
    law,
    train.map((index) => scores[index]!),
    train.map((index) => predicted[index]!),
  )
  const made = forecastIntervals(models, all, scores, predicted, train, settings)
  const { resampled, replicates } = made
  const intervals = undetermined === undefined ? made.intervals : undefined
  const baseline = fitBaseline(models, scores, train, test, settings)
  if (space.loadings.length < settings.components) {
    notes.push(
      `the measures vary along ${plural(space.loadings.length, 'direction')} only, since some follow from others: so many components are used`,
    )
  }
  if (undetermined === undefined && !law.converged)
    notes.push('the fit did not settle: the training scores may not determine the law')
  if (undetermined !== undefined) notes.push(`${undetermined}; no intervals are given`)
  else notes.push(...noIntervalNotes(settings.replicates, replicates))

  const units = (score: number): number => chance + (top - chance) * score
  const forecasts = all.map(({ id, model, family, flops, size }, index): UnscoredForecast => {
    const level = levelOf(law, capabilities[index]!)
    return {
      id,
      model,
      family,
      flops,
      size,
      predicted: units(predicted[index]!),
      lower: intervals === undefined ? null : units(intervals[index]!.lower),
      upper: intervals === undefined ? null : units(intervals[index]!.upper),
      level,
      equivalentFlops: equivalent === null ? null : equivalentCompute(equivalent, level),
    }
  })
  const predictions = models.map(
    ({ score }, index): ScoreForecast => ({
      ...forecasts[index]!,
      split: inTrain.has(index) ? 'train' : 'test',
      observed: score,
    }),
  )
  const covered = (indices: readonly number[]): number | null => {
    if (intervals === undefined || indices.length === 0) return null
    // Rounding at the ends of the scale must not decide.
    const inside = indices.filter(
      (index) => scores[index]! >= intervals[index]!.lower - 1e-12 && scores[index]! <= intervals[index]!.upper + 1e-12,
    )
    return inside.length / indices.length
  }
  return {
    train: errorOver(train, scores, predicted),
    test: errorOver(test, scores, predicted),
    baseline: { train: baseline.train, test: baseline.test, law: baseline.law },
    comparison: pairedDifference(
      test.flatMap((index) => {
        const alone = baseline.predicted[index]
        if (alone === undefined) return []
        return [
          {
            first: (predicted[index]! - scores[index]!) ** 2,
            second: (alone - scores[index]!) ** 2,
            group: models[index]!.family,
          },
        ]
      }),
      settings.level,
    ),
    notes,
    explained: space.explained,
    law,
    metricWeights: space.means.map((_, j) =>
      law.beta.reduce((sum, weight, k) => sum + weight * space.loadings[k]![j]!, 0),
    ),
    equivalent,
    predictions,
    unscored: forecasts.slice(models.length),
    resampled,
    replicates,
    coverage: { train: covered(train), test: covered(test) },
  }
}

/** Compute in 1e21 FLOPs at which a family's trend reaches a level; null where the trend is flat. */
export function equivalentCompute(trend: LineFit, level: number): number | null {
  const flops = Math.exp((level - trend.intercept) / trend.slope)
  return Number.isFinite(flops) ? flops : null
}

function fitLaw(
  models: readonly ScoredModel[],
  scores: readonly number[],
  train: readonly number[],
  settings: ScalingFitSettings,
  settled?: number,
): { space: CapabilitySpace; law: ScoreLaw } {
  requireDifferentScores(
    train.map((index) => models[index]!.score),
    settings.targetName ?? 'score',
  )
  const { space, scores: capabilities } = fitCapabilitySpace(
    train.map((index) => models[index]!.metrics),
    settings.components,
    settled,
  )
  return {
    space,
    law: fitScoreLaw(
      capabilities,
      train.map((index) => scores[index]!),
      settings,
    ),
  }
}

function referenceTrend(
  models: readonly ScoredModel[],
  capabilities: readonly number[][],
  law: ScoreLaw,
  family: string,
): LineFit | null {
  const line = fitLine(
    models.flatMap((model, index) =>
      model.family === family && model.flops !== null
        ? [[Math.log(model.flops), levelOf(law, capabilities[index]!)] as const]
        : [],
    ),
  )
  return line ?? null
}

function fitBaseline(
  models: readonly ScoredModel[],
  scores: readonly number[],
  train: readonly number[],
  test: readonly number[],
  settings: ScalingFitSettings,
): ScalingFit['baseline'] & { readonly predicted: readonly (number | undefined)[] } {
  const known = (indices: readonly number[]): number[] =>
    indices.filter((index) => models[index]![settings.baseline] !== null)
  const predictor = (index: number): number[] => [Math.log(models[index]![settings.baseline]!)]
  const trained = known(train)
  const tested = known(test)
  if (differentRows(trained.map(predictor)) <= parametersOf(1, settings.link)) {
    return {
      train: { n: trained.length, mse: null },
      test: { n: tested.length, mse: null },
      law: null,
      predicted: [],
    }
  }
  const law = fitScoreLaw(
    trained.map(predictor),
    trained.map((index) => scores[index]!),
    settings,
  )
  const predicted: number[] = []
  for (const index of [...trained, ...tested]) predicted[index] = scoreOf(law, predictor(index))
  return { train: errorOver(trained, scores, predicted), test: errorOver(tested, scores, predicted), law, predicted }
}

function errorOver(indices: readonly number[], scores: readonly number[], predicted: readonly number[]): FitError {
  if (indices.length === 0) return { n: 0, mse: null }
  return {
    n: indices.length,
    mse: mean(indices.map((index) => (predicted[index]! - scores[index]!) ** 2)),
  }
}

/**
 * Percentile intervals over bootstrap replicates. Each replicate fits space and law to resampled families, and adds to
 * its forecasts errors drawn from those it makes on the families that it has not seen.
 */
function forecastIntervals(
  models: readonly ScoredModel[],
  all: readonly ModelObservation[],
  scores: readonly number[],
  predicted: readonly number[],
  train: readonly number[],
  settings: ScalingFitSettings,
): { intervals: Ends[] | undefined; resampled: 'families' | 'models'; replicates: number } {
  const generator = seededGenerator(settings.seed)
  // Models without a score have a stream of their own, and one error of a replicate for all of them: whether others are
  // forecast too changes nobody's interval.
  const errorsOfUnscored = seededGenerator(Number.MAX_SAFE_INTEGER - settings.seed)
  const { by, groups } = resamplingGroups(train.map((index) => models[index]!.family))
  const draws = all.map((): number[] => [])
  for (let replicate = 0; replicate < settings.replicates; replicate++) {
    const { drawn, left } = resampleGroups(groups, generator)
    const fitted = fitOrNone(() =>
      fitLaw(
        models,
        scores,
        drawn.map((index) => train[index]!),
        settings,
        1e-6,
      ),
    )
    settings.onReplicate?.(replicate + 1)
    if (fitted === undefined) continue
    const forecast = all.map((model) => scoreOf(fitted.law, capabilityOf(fitted.space, model.metrics)))
    const unseen = left.length > 0 ? left : drawn
    const errors = unseen.map((index) => errorOfScore(scores[train[index]!]!, forecast[train[index]!]!))
    const ofUnscored = errors[errorsOfUnscored.integer(errors.length)]!
    for (const [index, score] of forecast.entries())
      draws[index]!.push(
        scoreAtError(score, index < models.length ? errors[generator.integer(errors.length)]! : ofUnscored),
      )
  }
  const fitted = draws[0]?.length ?? 0
  // Noise carries scores beyond the ends of the scale (below chance, say) no farther than it did in training.
  const trained = train.map((index) => scores[index]!)
  const least = trained.reduce((end, score) => Math.min(end, score), 0)
  const most = trained.reduce((end, score) => Math.max(end, score), 1)
  const within = { lower: least, upper: most }
  const intervals = draws.flatMap(
    (values, index) => replicateInterval(values, predicted[index]!, settings.level, within) ?? [],
  )
  return { intervals: intervals.length === 0 ? undefined : intervals, resampled: by, replicates: fitted }
}
