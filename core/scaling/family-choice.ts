import { plural } from '../format/quantity.ts'
import { fitCapabilitySpace } from './capability-space.ts'
import { FieldError } from './field-error.ts'
import { measureNotes } from './measure-check.ts'
import { chooseModels, type ModelChoice } from './model-choice.ts'
import type { ModelObservation } from './model-observation.ts'

/** Whole families to be evaluated, and their models by name. */
export interface FamilyChoice extends Omit<ModelChoice, 'models'> {
  readonly models: readonly string[]
  /** How many models there were to choose from. */
  readonly candidates: number
  /** Share of the metrics' variance that each component explains. */
  readonly explained: readonly number[]
  /** What to know before the choice is trusted, each a sentence without its end. */
  readonly notes: readonly string[]
}

export interface FamilyChoiceSettings {
  /** Components of the capability space. */
  readonly components: number
  /** Most models to choose. */
  readonly budget: number
  /** Families that are part of every choice. */
  readonly force: readonly string[]
  /** Titles of the metrics, for errors and notes. */
  readonly metricNames: readonly string[]
}

/**
 * Whole families within a budget whose models predict all models best; see `chooseModels`.
 *
 * @throws RangeError where none fit, and as `fitCapabilitySpace` and `chooseModels` do
 */
export function chooseFamilies(
  models: readonly ModelObservation[],
  { components, budget, force, metricNames }: FamilyChoiceSettings,
): FamilyChoice {
  const rows = models.map(({ metrics }) => metrics)
  const notes = measureNotes(rows, metricNames)
  const { space, scores: capabilities } = fitCapabilitySpace(rows, components)
  const families = [...new Set(models.map(({ family }) => family))].map((family) => ({
    family,
    capabilities: capabilities.filter((_, index) => models[index]!.family === family),
  }))
  const choice = chooseModels(families, budget, force)
  if (choice === undefined) {
    throw new FieldError(
      'budget',
      `expected room for whole families with at least ${plural(components, 'model')} between them, found ${budget}`,
    )
  }
  return {
    ...choice,
    models: models.filter(({ family }) => choice.families.includes(family)).map(({ model }) => model),
    candidates: models.length,
    explained: space.explained,
    notes,
  }
}
