import { plural } from '../../core/format/quantity.ts'
import { fitCapabilitySpace } from '../../core/scaling/capability-space.ts'
import { measureNotes } from '../../core/scaling/measure-check.ts'
import { chooseModels } from '../../core/scaling/model-choice.ts'
import type { TabledObservation } from '../../core/scaling/score-columns.ts'
import type { ModelChoice } from '../api/scaling-contract.ts'

export interface SelectInput {
  readonly models: readonly TabledObservation[]
  readonly components: number
  readonly budget: number
  readonly force: readonly string[]
  readonly metricNames: readonly string[]
}

/** Whole families within a budget that predict all models best. */
export function selectTask({ models, components, budget, force, metricNames }: SelectInput): ModelChoice {
  const notes = measureNotes(
    models.map(({ metrics }) => metrics),
    metricNames,
  )
  const { scores: places } = fitCapabilitySpace(
    models.map(({ metrics }) => metrics),
    components,
  )
  const families = [...new Set(models.map(({ family }) => family))].map((family) => ({
    family,
    places: places.filter((_, index) => models[index]!.family === family),
  }))
  const choice = chooseModels(families, budget, force)
  if (choice === undefined) {
    throw new RangeError(
      `Budget ${budget}: expected whole families with at least ${plural(components, 'model')} between them, found none that fit.`,
    )
  }
  return {
    families: [...choice.families],
    models: models.filter(({ family }) => choice.families.includes(family)).map(({ model }) => model),
    objective: choice.objective,
    exact: choice.exact,
    candidates: models.length,
    notes,
  }
}
