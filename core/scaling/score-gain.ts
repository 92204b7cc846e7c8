import { seededGenerator } from '../random/seeded-generator.ts'
import { mean } from '../statistics/moments.ts'
import { capabilityOf, fitCapabilitySpace } from './capability-space.ts'
import { resampleGroups, resamplingGroups } from './family-resample.ts'
import { sortByName } from './sort-by-name.ts'
import { fitOrNone, replicateInterval, noIntervalNotes, type Ends } from './replicate-interval.ts'
import { fitScaling, type FitError, type ScalingFit, type ScalingFitSettings, type ScoredModel } from './scaling-fit.ts'
import { pairedDifference, type PairedDifference } from './paired-difference.ts'
import { errorOfScore, scoreAtError } from './score-error.ts'
import { fitScoreLaw, scoreOf } from './score-law.ts'
import { splitModels } from './split.ts'

/** A model with its score by some technique (of prompting, of training after pretraining) and its score without it. */
export interface TreatedModel extends ScoredModel {
  /** Score without the technique, in the same units as `score`. */
  readonly before: number
}

export interface GainForecast {
  readonly id: string
  readonly model: string
  readonly family: string
  readonly split: 'train' | 'test'
  /** Gains in the score's own units. */
  readonly observed: number
  readonly predicted: number
  readonly lower: number | null
  readonly upper: number | null
  /** As for the scores before the technique. */
  readonly equivalentFlops: number | null
}

export interface GainFit {
  /**
   * The laws of the score without and with the technique, on the same training models; without intervals of their own.
   */
  readonly before: ScalingFit
  readonly after: ScalingFit
  /** Errors of the predicted gain on the scale from chance 0 to top 1. */
  readonly train: FitError
  readonly test: FitError
  /** The same from compute or size alone. */
  readonly baseline: { readonly train: FitError; readonly test: FitError }
  readonly predictions: readonly GainForecast[]
  readonly resampled: 'families' | 'models'
  /** Replicates that could be fitted. */
  readonly replicates: number
  /** Squared errors of law and baseline on the held-out models that both predict; null where there are none. */
  readonly comparison: PairedDifference | null
  readonly notes: readonly string[]
  readonly coverage: { readonly train: number | null; readonly test: number | null }
}

/**
 * What a technique gains, as in Ruan, Maddison & Hashimoto (arXiv 2405.10938, section 4.3): the scores with and without
 * it follow two laws of the same capability measures, and the gain is their difference. Each replicate of the interval
 * fits both laws to the same resampled families, and adds to both the errors of one and the same model that it has not
 * seen, since they go together. The order of the models does not matter.
 *
 * @throws RangeError as `fitScaling` does
 */
export function fitGain(models: readonly TreatedModel[], settings: GainSettings): GainFit {
  const ordered = sortByName(models)
  const fit = fitOrdered(ordered.models, settings)
  const restored = (law: ScalingFit): ScalingFit => ({ ...law, predictions: ordered.inGivenOrder(law.predictions) })
  return {
    ...fit,
    before: restored(fit.before),
    after: restored(fit.after),
    predictions: ordered.inGivenOrder(fit.predictions),
  }
}

type GainSettings = ScalingFitSettings & {
  /** Title of the score without the technique. */
  readonly beforeName?: string
}

/** @param models by name */
function fitOrdered(models: readonly TreatedModel[], settings: GainSettings): GainFit {
  const { chance, top, split, testOnly = [] } = settings
  const open = models.filter(({ id }) => !testOnly.includes(id))
  const kept = splitModels(open, split, seededGenerator(settings.seed))
  const trained = new Set(open.filter((_, index) => kept[index]).map(({ id }) => id))
  const same = {
    ...settings,
    split: { by: 'none' },
    testOnly: models.flatMap(({ id }) => (trained.has(id) ? [] : [id])),
    replicates: 0,
  } as const
  const after = fitScaling(models, same)
  const before = fitScaling(
    models.map((model) => ({ ...model, score: model.before })),
    { ...same, targetName: settings.beforeName ?? 'score before' },
  )
  const observed = models.map((model) => model.score - model.before)
  const predicted = models.map((_, index) => after.predictions[index]!.predicted - before.predictions[index]!.predicted)
  const intervals = gainIntervals(models, trained, predicted, settings)

  const errorOver = (which: 'train' | 'test', forecast: (index: number) => number | undefined): FitError => {
    const errors = models.flatMap((model, index) => {
      const value = trained.has(model.id) === (which === 'train') ? forecast(index) : undefined
      return value === undefined ? [] : [(value - observed[index]!) / (top - chance)]
    })
    return {
      n: errors.length,
      mse: errors.length === 0 ? null : mean(errors.map((error) => error ** 2)),
    }
  }
  const byBaseline = (index: number): number | undefined => {
    const predictor = models[index]![settings.baseline]
    if (predictor === null || after.baseline.law === null || before.baseline.law === null) return undefined
    const x = [Math.log(predictor)]
    return (top - chance) * (scoreOf(after.baseline.law, x) - scoreOf(before.baseline.law, x))
  }
  const predictions = models.map(
    ({ id, model, family }, index): GainForecast => ({
      id,
      model,
      family,
      split: trained.has(id) ? 'train' : 'test',
      observed: observed[index]!,
      predicted: predicted[index]!,
      lower: intervals.bounds?.[index]!.lower ?? null,
      upper: intervals.bounds?.[index]!.upper ?? null,
      equivalentFlops: before.predictions[index]!.equivalentFlops,
    }),
  )
  const covered = (which: 'train' | 'test'): number | null => {
    const those = predictions.filter((forecast) => forecast.split === which)
    if (intervals.bounds === undefined || those.length === 0) return null
    return (
      those.filter(
        (forecast) => forecast.observed >= forecast.lower! - 1e-12 && forecast.observed <= forecast.upper! + 1e-12,
      ).length / those.length
    )
  }
  return {
    before,
    after,
    train: errorOver('train', (index) => predicted[index]),
    test: errorOver('test', (index) => predicted[index]),
    baseline: { train: errorOver('train', byBaseline), test: errorOver('test', byBaseline) },
    predictions,
    resampled: intervals.resampled,
    replicates: intervals.replicates,
    comparison: pairedDifference(
      models.flatMap((model, index) => {
        const alone = trained.has(model.id) ? undefined : byBaseline(index)
        if (alone === undefined) return []
        const error = (gain: number): number => ((gain - observed[index]!) / (top - chance)) ** 2
        return [{ first: error(predicted[index]!), second: error(alone), group: model.family }]
      }),
      settings.level,
    ),
    notes: [
      ...new Set([...after.notes, ...before.notes, ...noIntervalNotes(settings.replicates, intervals.replicates)]),
    ],
    coverage: { train: covered('train'), test: covered('test') },
  }
}

function gainIntervals(
  models: readonly TreatedModel[],
  trained: ReadonlySet<string>,
  predicted: readonly number[],
  settings: ScalingFitSettings,
): { bounds: Ends[] | undefined } & Pick<GainFit, 'resampled' | 'replicates'> {
  const { chance, top, level, components } = settings
  const generator = seededGenerator(settings.seed)
  const onScale = (score: number): number => (score - chance) / (top - chance)
  const train = models.filter(({ id }) => trained.has(id))
  const { by, groups } = resamplingGroups(train.map(({ family }) => family))
  const draws = models.map((): number[] => [])
  for (let replicate = 0; replicate < settings.replicates; replicate++) {
    const { drawn, left } = resampleGroups(groups, generator)
    const chosen = drawn.map((index) => train[index]!)
    const laws = fitOrNone(() => bothLaws(chosen, components, settings, onScale))
    settings.onReplicate?.(replicate + 1)
    if (laws === undefined) continue
    const forecast = ({ metrics }: TreatedModel): { before: number; after: number } => {
      const capability = capabilityOf(laws.space, metrics)
      return { before: scoreOf(laws.before, capability), after: scoreOf(laws.after, capability) }
    }
    const errors = (left.length > 0 ? left : drawn).map((index) => {
      const model = train[index]!
      const values = forecast(model)
      return {
        before: errorOfScore(onScale(model.before), values.before),
        after: errorOfScore(onScale(model.score), values.after),
      }
    })
    for (const [index, model] of models.entries()) {
      const error = errors[generator.integer(errors.length)]!
      const { before, after } = forecast(model)
      draws[index]!.push((top - chance) * (scoreAtError(after, error.after) - scoreAtError(before, error.before)))
    }
  }
  const replicates = draws[0]?.length ?? 0
  const bounds = draws.flatMap((values, index) => replicateInterval(values, predicted[index]!, level) ?? [])
  return { bounds: bounds.length === 0 ? undefined : bounds, resampled: by, replicates }
}

/** The laws without and with the technique, of the same capability space. */
function bothLaws(
  chosen: readonly TreatedModel[],
  components: number,
  settings: ScalingFitSettings,
  onScale: (score: number) => number,
) {
  const { space, scores: capabilities } = fitCapabilitySpace(
    chosen.map(({ metrics }) => metrics),
    components,
    1e-6,
  )
  const lawOf = (score: (model: TreatedModel) => number) =>
    fitScoreLaw(
      capabilities,
      chosen.map((model) => onScale(score(model))),
      settings,
    )
  return { space, before: lawOf(({ before }) => before), after: lawOf(({ score }) => score) }
}
