import { significant } from '../format/quantity.ts'
import { seededGenerator } from '../random/seeded-generator.ts'
import { ascending, quantile } from '../sampling/quantile.ts'
import { mean } from '../statistics/moments.ts'
import { fitCapabilitySpace, type CapabilitySpace } from './capability-space.ts'
import { resampleGroups } from './family-resample.ts'
import { requireDifferentScores, scaleNotes } from './learnable-scores.ts'
import type { LawSettings } from './law-settings.ts'
import { measureNotes } from './measure-check.ts'
import type { ModelObservation } from './model-observation.ts'
import { sortByName } from './sort-by-name.ts'
import { fitOrNone, replicateInterval, noIntervalNotes } from './replicate-interval.ts'
import { FieldError } from './field-error.ts'
import { errorOfScore, scoreAtError } from './score-error.ts'
import { fitScoreLaw, scoreOf } from './score-law.ts'
import { trainingCompute } from './training-compute.ts'
import { fitTranslog, capabilityOfPlan, type TrainingPlan, type Translog } from './translog.ts'

/** A model with the score to be forecast, in the score's own units, where it is known. */
export interface PlannedModel extends ModelObservation {
  readonly score?: number | undefined
}

export interface PlanForecast {
  readonly predicted: number
  readonly lower: number | null
  readonly upper: number | null
}

/** The translog law with the intercepts of the forecast family. */
export interface FamilyTranslog extends Omit<Translog, 'intercepts'> {
  /** One per component. */
  readonly intercept: readonly number[]
}

export interface HypotheticalForecast {
  /** In 1e21 FLOPs. */
  readonly flops: number
  readonly translog: FamilyTranslog
  readonly explained: readonly number[]
  /** One number per component of the capability space. */
  readonly capabilities: readonly number[]
  /** One per benchmark metric, in its own units. */
  readonly metrics: readonly PlanForecast[]
  /** In the score's own units; null where no model has a score. */
  readonly target: PlanForecast | null
  /** Replicates behind the intervals that could be fitted. */
  readonly replicates: number
  /** The model of most compute of each family, forecast from all others. */
  readonly heldOut: {
    readonly models: readonly string[]
    /** Mean absolute error over the known metrics. */
    readonly metricError: number | null
    /** Mean absolute error of the score, on the scale from chance 0 to top 1. */
    readonly scoreError: number | null
    /** Known metrics and scores with an interval, made of the errors of the others; none where no forecast has one. */
    readonly metricIntervals: number
    readonly scoreIntervals: number
    /** Share of these metrics and scores that lie in their interval; null where there are no intervals. */
    readonly metricCoverage: number | null
    readonly scoreCoverage: number | null
  }
  /** What to know before these numbers are trusted, each a sentence without its end. */
  readonly notes: readonly string[]
}

/** Known values and forecasts of one model, for every metric and then the score. */
interface Outcome {
  readonly model: string
  readonly observed: readonly (number | undefined)[]
  readonly forecast: readonly (number | undefined)[]
}

/**
 * Forecasts a model of a family at a size and token count that do not exist yet: the translog law of `Translog` gives
 * its capabilities, the principal components give its metrics, and the law of `fitScoreLaw` its score.
 *
 * Intervals: the law is fitted to resampled families (the model's own always among them), and to each forecast an error
 * is added that was made when the largest model of some family was forecast from all others. Errors of shares are added
 * on the scale of `errorOfScore`. The order of the models does not matter.
 *
 * @throws RangeError for a family without a model of known size and tokens, too few models for the law, a metric or
 *   scores that tell nothing, or scores on another scale
 */
export function forecastHypothetical(
  given: readonly PlannedModel[],
  plan: TrainingPlan,
  settings: LawSettings,
): HypotheticalForecast {
  const { chance, top } = settings
  const models = sortByName(given).models.map((model) =>
    model.score === undefined ? model : { ...model, score: (model.score - chance) / (top - chance) },
  )
  const planned = models.filter(isPlanned)
  if (!planned.some(({ family }) => family === plan.family)) {
    throw new FieldError('family', `expected one with models of known size and tokens, found ${plan.family}`)
  }
  const notes = [...notesOn(given, settings), ...distanceNotes(planned, plan)]
  const whole = fitAll(models, settings)
  const point = outcomesOf(whole, plan)
  const shares = [...whole.space.imputation.clipped, true]
  const held = heldOutOutcomes(models, settings)
  const errors = point.map((_, out) =>
    held.map(({ observed, forecast }) => difference(shares[out]!, observed[out], forecast[out])),
  )

  const generator = seededGenerator(settings.seed)
  const unrelated = models.filter(({ family }) => family !== plan.family)
  const relatives = models.filter(({ family }) => family === plan.family)
  const draws: (readonly (number | undefined)[])[] = []
  for (let replicate = 0; replicate < settings.replicates; replicate++) {
    const { drawn } = resampleGroups(
      unrelated.map(({ family }) => family),
      generator,
    )
    const fitted = fitOrNone(() =>
      outcomesOf(fitAll([...relatives, ...drawn.map((position) => unrelated[position]!)], settings, 1e-6), plan),
    )
    if (fitted !== undefined) draws.push(fitted)
    settings.onReplicate?.(replicate + 1)
  }
  notes.push(...noIntervalNotes(settings.replicates, draws.length))
  const forecast = (out: number): PlanForecast | undefined => {
    const predicted = point[out]
    if (predicted === undefined) return undefined
    const known = errors[out]!.filter((error) => error !== undefined)
    const values = draws.flatMap((draw) => (draw[out] === undefined ? [] : [draw[out]]))
    if (known.length < 2) return { predicted, lower: null, upper: null }
    const moved = values.map((value) => displaced(shares[out]!, value, known[generator.integer(known.length)]!))
    const ends = replicateInterval(moved, predicted, settings.level)
    return { predicted, lower: ends?.lower ?? null, upper: ends?.upper ?? null }
  }
  const width = shares.length - 1
  const metrics = Array.from({ length: width }, (_, out) => forecast(out)!)
  const metricIndices = Array.from({ length: width }, (_, out) => out)
  const counted = metrics.some(({ lower }) => lower !== null) ? errors : errors.map(() => [])
  const ofMetrics = coverageOf(counted, metricIndices, settings.level)
  const ofScores = coverageOf(counted, [width], settings.level)
  const { intercepts, ...translog } = whole.translog
  const score = forecast(width)
  const units = (value: number): number => chance + (top - chance) * value
  return {
    flops: trainingCompute(plan)!,
    translog: { ...translog, intercept: intercepts.get(plan.family)! },
    explained: whole.space.explained,
    capabilities: capabilityOfPlan(whole.translog, plan),
    metrics,
    target:
      score === undefined
        ? null
        : {
            predicted: units(score.predicted),
            lower: score.lower === null ? null : units(score.lower),
            upper: score.upper === null ? null : units(score.upper),
          },
    replicates: draws.length,
    heldOut: {
      models: held.map(({ model }) => model),
      metricError: meanAbsolute(held, metricIndices),
      scoreError: meanAbsolute(held, [width]),
      metricIntervals: ofMetrics.intervals,
      scoreIntervals: ofScores.intervals,
      metricCoverage: ofMetrics.coverage,
      scoreCoverage: ofScores.coverage,
    },
    notes,
  }
}

function notesOn(
  models: readonly PlannedModel[],
  { chance, top, metricNames, targetName: name = 'score' }: LawSettings,
): string[] {
  const rows = models.map(({ metrics }) => metrics)
  const scores = models.flatMap(({ score }) => (score === undefined ? [] : [score]))
  const notes = [
    ...measureNotes(rows, metricNames ?? (rows[0] ?? []).map((_, j) => `metric ${j + 1}`)),
    ...scaleNotes(scores, { name, chance, top }),
  ]
  requireDifferentScores(scores, name)
  return notes
}

/** How many times smaller or larger than all models a plan may be before it is said. */
const testedFactor = 10

/** The largest models, held out, tell how far forecasts go wrong one step beyond the others, not many. */
function distanceNotes(planned: readonly TrainingPlan[], plan: TrainingPlan): string[] {
  return (['size', 'tokens'] as const).flatMap((field) => {
    const known = planned.map((model) => model[field])
    const below = Math.min(...known) / plan[field]
    const above = plan[field] / Math.max(...known)
    const factor = Math.max(below, above)
    if (!(factor > testedFactor)) return []
    const name = field === 'size' ? 'the size is' : 'the tokens are'
    return [
      `${name} ${significant(factor, 2)} times ${below > above ? 'less than the least' : 'more than the most'} of any model here: nothing tells how good a forecast so far away is`,
    ]
  })
}

interface WholeFit {
  readonly space: CapabilitySpace
  readonly translog: Translog
  readonly score: ((capability: readonly number[]) => number) | undefined
}

function fitAll(models: readonly PlannedModel[], settings: LawSettings, settled?: number): WholeFit {
  const { space, scores: capabilities } = fitCapabilitySpace(
    models.map(({ metrics }) => metrics),
    settings.components,
    settled,
  )
  const usable = models.flatMap((model, index) =>
    isPlanned(model) ? [{ plan: model, capability: capabilities[index]! }] : [],
  )
  const translog = fitTranslog(
    usable.map(({ plan }) => plan),
    usable.map(({ capability }) => capability),
  )
  const scored = models.flatMap(({ score }, index) =>
    score === undefined ? [] : [{ score, capability: capabilities[index]! }],
  )
  if (scored.length === 0) return { space, translog, score: undefined }
  const law = fitScoreLaw(
    scored.map(({ capability }) => capability),
    scored.map(({ score }) => score),
    settings,
  )
  return { space, translog, score: (capability) => scoreOf(law, capability) }
}

/** Forecasts of every metric, then of the score. */
function outcomesOf({ space, translog, score }: WholeFit, plan: TrainingPlan): (number | undefined)[] {
  const capability = capabilityOfPlan(translog, plan)
  const metrics = space.means.map((metricMean, j) => {
    const value = capability.reduce((sum, at, k) => sum + at * space.loadings[k]![j]!, metricMean)
    return space.imputation.clipped[j]! ? Math.min(1, Math.max(0, value)) : value
  })
  return [...metrics, score?.(capability)]
}

/** Forecasts the model of most compute of every family that has others, from all models but it. */
function heldOutOutcomes(models: readonly PlannedModel[], settings: LawSettings): Outcome[] {
  const largest = new Map<string, PlannedModel & TrainingPlan>()
  const counts = new Map<string, number>()
  for (const model of models.filter(isPlanned)) {
    counts.set(model.family, (counts.get(model.family) ?? 0) + 1)
    const known = largest.get(model.family)
    if (known === undefined || model.size * model.tokens > known.size * known.tokens) largest.set(model.family, model)
  }
  return [...largest.values()].flatMap((model) => {
    if (counts.get(model.family)! < 2) return []
    const forecast = fitOrNone(() =>
      outcomesOf(
        fitAll(
          models.filter((trained) => trained !== model),
          settings,
          1e-6,
        ),
        model,
      ),
    )
    return forecast === undefined ? [] : [{ model: model.model, observed: [...model.metrics, model.score], forecast }]
  })
}

function isPlanned(model: PlannedModel): model is PlannedModel & TrainingPlan {
  return model.size !== null && model.tokens !== null
}

function difference(share: boolean, observed: number | undefined, forecast: number | undefined): number | undefined {
  if (observed === undefined || forecast === undefined) return undefined
  return share ? errorOfScore(observed, forecast) : observed - forecast
}

function displaced(share: boolean, value: number, error: number): number {
  return share ? Math.min(1, Math.max(0, scoreAtError(value, error))) : value + error
}

function meanAbsolute(held: readonly Outcome[], outs: readonly number[]): number | null {
  const sizes = held.flatMap(({ observed, forecast }) =>
    outs.flatMap((out) =>
      observed[out] === undefined || forecast[out] === undefined ? [] : [Math.abs(observed[out] - forecast[out])],
    ),
  )
  return sizes.length === 0 ? null : mean(sizes)
}

interface IntervalCoverage {
  readonly intervals: number
  readonly coverage: number | null
}

/** Share of held-out errors within the interval of the other held-out errors, and how many have one. */
function coverageOf(
  errors: readonly (readonly (number | undefined)[])[],
  outs: readonly number[],
  level: number,
): IntervalCoverage {
  let inside = 0
  let intervals = 0
  for (const out of outs) {
    for (const [index, error] of errors[out]!.entries()) {
      const calibration = ascending(
        errors[out]!.flatMap((known, position) => (known === undefined || position === index ? [] : [known])),
      )
      if (error === undefined || calibration.length < 2) continue
      intervals += 1
      if (
        error >= Math.min(0, quantile(calibration, (1 - level) / 2)) &&
        error <= Math.max(0, quantile(calibration, (1 + level) / 2))
      )
        inside += 1
    }
  }
  return { intervals, coverage: intervals === 0 ? null : inside / intervals }
}
