import { fitCapabilitySpace } from '../../core/scaling/capability-space.ts'
import { computeTrends } from '../../core/scaling/compute-trend.ts'
import { measureNotes } from '../../core/scaling/measure-check.ts'
import type { TabledObservation } from '../../core/scaling/score-columns.ts'
import type { CapabilitySpace } from '../api/scaling-contract.ts'

export interface SpaceInput {
  readonly models: readonly TabledObservation[]
  readonly components: number
  readonly metricNames: readonly string[]
}

/** Principal components of the models' metrics, and their lines in compute. */
export function spaceTask({ models, components, metricNames }: SpaceInput): CapabilitySpace {
  const notes = measureNotes(
    models.map(({ metrics }) => metrics),
    metricNames,
  )
  const { space, scores: places } = fitCapabilitySpace(
    models.map(({ metrics }) => metrics),
    components,
  )
  return {
    explained: [...space.explained],
    loadings: space.loadings.map((loading) => [...loading]),
    means: [...space.means],
    models: models.map(({ id, model, family, flops, size, tokens, metrics }, index) => ({
      id,
      model,
      family,
      flops: flops ?? null,
      size: size ?? null,
      tokens: tokens ?? null,
      place: places[index]!,
      imputed: metrics.flatMap((value, j) => (value === undefined ? [j] : [])),
    })),
    trends: computeTrends(models, places),
    notes,
  }
}
