import { compareNames } from '../../../core/model/name-order.ts'
import { areFractions } from '../../../core/forecast/score-unit.ts'
import { flopsText } from '../../../core/scaling/flops-text.ts'
import type { ModelObservation } from '../../../core/scaling/model-observation.ts'
import { columnName, tabledObservations, valuesOf, type ScoreColumn } from '../../../core/scaling/score-columns.ts'
import { ascending, quantile } from '../../../core/sampling/quantile.ts'
import {
  cutoffFlops,
  fitScope,
  usualReferenceFamily,
  type IntervalChoice,
  type LawChoice,
} from '../../../engine/analyses/scaling-request.ts'
import { scalingHypothetical } from '../../../engine/analyses/scaling-hypothetical.ts'
import { scalingSelect } from '../../../engine/analyses/scaling-select.ts'
import type { CallInput } from '../../../engine/api/contract.ts'
import type { ScoredModel, ScoreTable } from '../../../engine/api/scores-contract.ts'
import { columnChoices, type ColumnChoice } from '../../model/column-choices.ts'
import { requestSetting } from '../../settings/request-settings.ts'
import { choice, chosen, names, real, whole, words, type ValuesOf } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

/** Of a cutoff, in 1e21 FLOPs. */
export const cutoffLimits = { least: cutoffFlops.minValue!, most: cutoffFlops.maxValue! }

const budgetField = scalingSelect.request.shape.budget

/** Fields of a model that does not exist, with their limits. */
export const planFields = scalingHypothetical.request.shape

/** What is null hangs on the table of scores unless chosen. */
export const scalingView = viewSettings('scaling', {
  /** Names of columns; none: those that most models have. */
  metrics: names(),
  target: chosen(words()),
  components: requestSetting(fitScope, 'components'),
  missing: requestSetting(fitScope, 'missing'),
  /** Families that are left out. */
  without: names(),
  split: chosen(choice('cutoff', ['cutoff', 'top', 'random', 'best', 'none'])),
  /** trainingUnits.flops FLOPs. */
  cutoff: chosen(real({ usual: 1, ...cutoffLimits })),
  share: real({ usual: 0.2, least: 0.01, most: 0.99 }),
  chance: requestSetting(fitScope, 'chance'),
  top: requestSetting(fitScope, 'top'),
  link: requestSetting(fitScope, 'link'),
  loss: requestSetting(fitScope, 'loss'),
  baseline: chosen(requestSetting(fitScope, 'baseline')),
  reference: chosen(words()),
  replicates: requestSetting(fitScope, 'replicates'),
  level: requestSetting(fitScope, 'level'),
  seed: requestSetting(fitScope, 'seed'),
  /** Which predictions are shown. */
  predictions: choice('test', ['test', 'unscored', 'train']),
  /** The component drawn over compute, from 0. */
  component: whole({ usual: 0, least: 0, most: fitScope.shape.components.unwrap().maxValue! - 1 }),
  // Model choice.
  budget: whole({ usual: 12, least: budgetField.minValue!, most: budgetField.maxValue! }),
  /** The family that is always among them, or the word for none; null: the reference. */
  always: chosen(words()),
  // Hypothetical model.
  family: chosen(words()),
  /** 1e9 parameters and 1e12 tokens. */
  size: chosen(real({ usual: 1, least: planFields.size.minValue!, most: planFields.size.maxValue! })),
  tokens: chosen(real({ usual: 1, least: planFields.tokens.minValue!, most: planFields.tokens.maxValue! })),
})

export type SplitBy = NonNullable<ValuesOf<typeof scalingView.settings>['split']>

export interface ScalingSettings extends LawChoice, IntervalChoice {
  readonly metrics: readonly ScoreColumn[]
  readonly target: ScoreColumn
  readonly components: number
  readonly missing: 'impute' | 'leave-out'
  /** Families that are left out. */
  readonly without: readonly string[]
  readonly splitBy: SplitBy
  /** trainingUnits.flops FLOPs. */
  readonly cutoff: number
  /** In which the cutoff is read and typed: a power of a thousand not above what the models took, as the cutoff. */
  readonly cutoffUnit: number
  readonly share: number
  readonly baseline: 'flops' | 'size'
  readonly reference: string
}

/** What the table offers to choose from. */
export interface ScalingChoices {
  readonly columns: readonly ColumnChoice[]
  readonly families: readonly string[]
  /** Least and most compute of the models, in 1e21 FLOPs; null where none is known. */
  readonly compute: { readonly least: number; readonly most: number } | null
}

/**
 * Fewest models and columns that a law can be fitted to: a metric, a score, and three models for two parameters and a
 * test.
 */
const fewestColumns = 2
const fewestModels = 3

export function scalingChoices(table: ScoreTable): ScalingChoices {
  const columns = columnChoices(table.scores, fewestModels)
  const models = tabledObservations(
    table.models,
    table.scores,
    columns.map(({ column }) => column),
  )
  const flops = models.flatMap((model) => (model.flops === null ? [] : [model.flops]))
  return {
    columns,
    families: [...new Set(models.map(({ family }) => family))].sort(compareNames),
    compute: flops.length === 0 ? null : { least: Math.min(...flops), most: Math.max(...flops) },
  }
}

/** The family of a scored model; one whose family is not known is a family of its own. */
export function familyOf({ family, name }: Pick<ScoredModel, 'family' | 'name'>): string {
  return family ?? name
}

export function hasKnownTraining({ parameters, tokens }: Pick<ScoredModel, 'parameters' | 'tokens'>): boolean {
  return parameters !== null && tokens !== null
}

type MeasuredBy = Pick<ScalingSettings, 'metrics' | 'missing' | 'without'>

/** The families of the models that have the metrics: those that the space is made of. */
export function measuredFamilies(table: ScoreTable, settings: MeasuredBy): string[] {
  return familiesOf(measuredModels(table, settings))
}

/**
 * The families of which a model that does not exist can be forecast: the law needs one of known size and tokens that
 * has the metrics.
 */
export function plannableFamilies(table: ScoreTable, settings: MeasuredBy): string[] {
  const known = new Set(table.models.filter(hasKnownTraining).map(({ id }) => id))
  return familiesOf(measuredModels(table, settings).filter(({ id }) => known.has(id)))
}

function familiesOf(models: readonly ModelObservation[]): string[] {
  return [...new Set(models.map(({ family }) => family))].sort(compareNames)
}

/** Metrics that at least this share of the best covered column's models have are taken by default. */
const usualCoverage = 0.6

/** The settings with what hangs on the table. Undefined where the table is too small. */
export function scalingSettings(
  settings: ValuesOf<typeof scalingView.settings>,
  table: ScoreTable,
  choices: ScalingChoices,
): ScalingSettings | undefined {
  const { columns, families } = choices
  if (columns.length < fewestColumns) return undefined
  const byName = (name: string | null): ScoreColumn | undefined =>
    columns.find((choice) => choice.name === name)?.column
  const most = Math.max(...columns.map(({ models }) => models))
  const covered = columns.filter(({ models }) => models >= usualCoverage * most).map(({ column }) => column)
  const wanted = settings.metrics.flatMap((name) => byName(name) ?? [])
  const without = settings.without.filter((family) => families.includes(family))
  const metricsFor = (target: ScoreColumn): readonly ScoreColumn[] => {
    const isOther = (column: ScoreColumn): boolean => columnName(column) !== columnName(target)
    // Another metric of the same benchmark all but tells the score: it is taken only where it is chosen.
    const elsewhere = covered.filter(({ benchmark }) => benchmark !== target.benchmark)
    const metrics = (wanted.length > 0 ? wanted : elsewhere.length > 0 ? elsewhere : covered).filter(isOther)
    if (metrics.length > 0) return metrics
    return [columns.find(({ column }) => isOther(column))!.column]
  }
  const { missing, share, chance, top, link, loss, replicates, level, seed } = settings
  const trainable = (target: ScoreColumn) =>
    trainableModels(table, { metrics: metricsFor(target), target, missing, without })
  const target =
    byName(settings.target) ??
    usualTarget(table, columns, usualCoverage * most, (column) => trainable(column).length >= fewestModels)
  const metrics = metricsFor(target)
  const learnable = trainable(target)
  const compute = ascending(learnable.flatMap(({ flops }) => (flops === null ? [] : [flops])))
  const usualCutoff = compute.length === 0 ? 1 : Number(quantile(compute, 0.6).toPrecision(3))
  return {
    metrics,
    target,
    components: Math.min(metrics.length, settings.components),
    missing,
    without,
    splitBy: settings.split ?? (compute.length >= fewestModels ? 'cutoff' : 'random'),
    cutoff: settings.cutoff ?? usualCutoff,
    cutoffUnit: 1000 ** Math.min(0, Math.floor(Math.log10(usualCutoff) / 3)),
    share,
    chance,
    top,
    link,
    loss,
    // Compute alone tells nothing of models whose compute nobody knows.
    baseline: settings.baseline ?? (compute.length >= fewestModels ? 'flops' : 'size'),
    reference:
      settings.reference !== null && families.includes(settings.reference)
        ? settings.reference
        : usualReference(table, learnable.length > 0 ? familiesOf(learnable) : families),
    replicates,
    level,
    seed,
  }
}

/**
 * Of the scores that a law from 0 to 1 can explain, one that only some models have, as that is what one wants to know
 * of the others; else the first of the last benchmark. One that no law could be fitted to, as hardly a model has it
 * together with the metrics, only where there is no other.
 */
function usualTarget(
  table: ScoreTable,
  columns: readonly ColumnChoice[],
  covered: number,
  isLearnable: (column: ScoreColumn) => boolean,
): ScoreColumn {
  const fractions = columns.filter(({ column }) => areFractions(column, [...valuesOf(table.scores, column).values()]))
  const fitting = fractions.length > 0 ? fractions : columns
  const last = fitting.at(-1)!.column
  const byPreference = [
    ...fitting.filter(({ models }) => models < covered),
    ...fitting.filter(({ column }) => column.benchmark === last.benchmark),
    ...fitting,
    ...columns,
  ]
  return (byPreference.find(({ column }) => isLearnable(column)) ?? byPreference[0]!).column
}

/** A request with every setting in it, of the table that is stored. */
export type Whole<Input> = {
  readonly [Field in Exclude<keyof Input, 'table' | 'testOnly' | 'operation'>]-?: Exclude<Input[Field], undefined>
}

export type FitRequest = Whole<CallInput<'scaling.fit'>>

/** What the engine is asked for the space of these settings. */
export function spaceRequest(settings: ScalingSettings, table: ScoreTable): Whole<CallInput<'scaling.space'>> {
  const { metrics, components, missing, without } = settings
  const left = new Set(without)
  return {
    metrics: [...metrics],
    components,
    missing,
    without: table.models.filter((model) => left.has(familyOf(model))).map(({ id }) => id),
  }
}

/** What the engine is asked for the law of these settings; the cutoff may be one that is being dragged. */
export function fitRequest(settings: ScalingSettings, table: ScoreTable, cutoff = settings.cutoff): FitRequest {
  const { target, splitBy, share, chance, top, link, loss, baseline, reference, replicates, level, seed } = settings
  return {
    ...spaceRequest(settings, table),
    target,
    split:
      splitBy === 'none'
        ? { by: 'none' }
        : splitBy === 'cutoff'
          ? { by: 'cutoff', flops: cutoff }
          : { by: splitBy, share },
    chance,
    top,
    link,
    loss,
    baseline,
    referenceFamily: reference,
    replicates,
    level,
    seed,
  }
}

/** The settings that a fit was asked with, beside those of now, which say the rest. */
export function settingsOfFit({ split, referenceFamily, ...asked }: FitRequest, now: ScalingSettings): ScalingSettings {
  const { metrics, target, components, missing, chance, top, link, loss, baseline, replicates, level, seed } = asked
  return {
    ...now,
    ...{ metrics, target, components, missing, chance, top, link, loss, baseline, replicates, level, seed },
    reference: referenceFamily,
    splitBy: split.by,
    cutoff: split.by === 'cutoff' ? split.flops : now.cutoff,
    share: 'share' in split ? split.share : now.share,
  }
}

export function splitText({ splitBy, share }: ScalingSettings, cutoff: number): string {
  if (splitBy === 'none') return 'all models trained on'
  if (splitBy === 'cutoff') return `trained on up to ${flopsText(cutoff)} FLOPs`
  const how = splitBy === 'top' ? 'of most compute' : splitBy === 'best' ? 'of highest score' : 'at random'
  return `${Math.round(100 * share)} % ${how} held out`
}

/** The models that have the score together with the metrics, as a law is fitted to them. */
function trainableModels(
  table: ScoreTable,
  { target, ...settings }: MeasuredBy & Pick<ScalingSettings, 'target'>,
): ModelObservation[] {
  const scored = valuesOf(table.scores, target)
  return measuredModels(table, settings).filter(({ id }) => scored.has(id))
}

/** The models that have the metrics, or some of them where the rest is filled in. */
function measuredModels(table: ScoreTable, { metrics, missing, without }: MeasuredBy): ModelObservation[] {
  return tabledObservations(table.models, table.scores, metrics).filter(
    (model) =>
      !without.includes(model.family) && (missing === 'impute' || model.metrics.every((value) => value !== undefined)),
  )
}

/** Of these, the family that the published laws take, else the one with the most different amounts of compute. */
function usualReference(table: ScoreTable, families: readonly string[]): string {
  if (families.includes(usualReferenceFamily)) return usualReferenceFamily
  const amounts = new Map<string, Set<number>>()
  for (const { name, family, flops, parameters, tokens } of table.models) {
    const known = flops ?? (parameters !== null && tokens !== null ? parameters * tokens : null)
    if (known !== null && families.includes(family ?? name))
      amounts.set(family ?? name, (amounts.get(family ?? name) ?? new Set()).add(known))
  }
  return (
    [...amounts].sort(
      ([first, left], [second, right]) => right.size - left.size || (first < second ? -1 : 1),
    )[0]?.[0] ??
    families[0] ??
    ''
  )
}
