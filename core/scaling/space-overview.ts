import { fitCapabilitySpace } from './capability-space.ts'
import { computeTrends, type ComputeTrend } from './compute-trend.ts'
import { measureNotes } from './measure-check.ts'
import type { ModelObservation } from './model-observation.ts'

/** A model as a point of the capability space. */
export interface ModelCapabilities extends Omit<ModelObservation, 'metrics'> {
  /** One number per component. */
  readonly capabilities: readonly number[]
  /** Positions of the metrics that were filled in. */
  readonly imputed: readonly number[]
}

/** The capability space of models, their capabilities, and how these grow with compute. */
export interface SpaceOverview {
  /** Share of the variance that each component explains, in descending order. */
  readonly explained: readonly number[]
  /** Per component one weight per metric. */
  readonly loadings: readonly (readonly number[])[]
  /** Mean of each metric. */
  readonly means: readonly number[]
  readonly models: readonly ModelCapabilities[]
  readonly trends: readonly ComputeTrend[]
  /** What to know before these numbers are trusted, each a sentence without its end. */
  readonly notes: readonly string[]
}

/**
 * Principal components of the models' metrics, and their lines in compute.
 *
 * @param metricNames titles of the metrics, for errors and notes
 * @throws RangeError as `fitCapabilitySpace` does, and for a metric without values
 */
export function overviewOfSpace(
  models: readonly ModelObservation[],
  components: number,
  metricNames: readonly string[],
): SpaceOverview {
  const rows = models.map(({ metrics }) => metrics)
  const notes = measureNotes(rows, metricNames)
  const { space, scores: capabilities } = fitCapabilitySpace(rows, components)
  return {
    explained: space.explained,
    loadings: space.loadings,
    means: space.means,
    models: models.map(({ metrics, ...model }, index) => ({
      ...model,
      capabilities: capabilities[index]!,
      imputed: metrics.flatMap((value, j) => (value === undefined ? [j] : [])),
    })),
    trends: computeTrends(models, capabilities),
    notes,
  }
}
