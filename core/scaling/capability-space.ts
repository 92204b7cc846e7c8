import { plural, significant } from '../format/quantity.ts'
import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts'
import { columnMeans, sampleCovariance } from '../statistics/moments.ts'
import { fitImputation, imputeRow, type RankOneImputation } from './rank-one-imputation.ts'

/** Principal components of benchmark metrics: few capability measures in the place of many scores. */
export interface CapabilitySpace {
  readonly imputation: RankOneImputation
  /** Mean of each metric over the (filled) training models. */
  readonly means: readonly number[]
  /** `loadings[k]`: component k as a direction of length 1 in the metrics; its entries sum to a value of at least 0. */
  readonly loadings: readonly (readonly number[])[]
  /** Share of the variance that each component explains, in descending order. */
  readonly explained: readonly number[]
}

/** Squares of larger numbers, and sums of many of them, are no numbers any more. */
const mostMetric = 1e140

/** Variances below this share of the whole are rounding. */
const rounding = 1e-13

/**
 * Fills missing values (see `fitImputation`), then takes the first components of the centred, unscaled metrics: S =
 * gamma (B - mean). There are fewer components than asked for where the metrics vary along fewer directions, since some
 * follow from others.
 *
 * @param rows training models x metrics
 * @param components 1 up to the number of metrics, and at most one less than there are models
 * @param settled see `fitImputation`
 * @returns the space, and the capabilities of the training models (models x components)
 * @throws RangeError where there are too few models or metrics for that many components, no metric differs between
 *   models by what can be computed with, or one is too large
 */
export function fitCapabilitySpace(
  rows: readonly (readonly (number | undefined)[])[],
  components: number,
  settled?: number,
): { space: CapabilitySpace; scores: number[][] } {
  const most = Math.min(rows[0]?.length ?? 0, rows.length - 1)
  if (!Number.isInteger(components) || components < 1 || components > most) {
    throw new RangeError(
      `Components: expected 1 to ${Math.max(0, most)} for ${plural(rows.length, 'model')} and ${plural(rows[0]?.length ?? 0, 'metric')}, found ${components}`,
    )
  }
  const beyond = rows.flat().find((value) => value !== undefined && !(Math.abs(value) <= mostMetric))
  if (beyond !== undefined)
    throw new RangeError(`Metrics: expected numbers of at most ${mostMetric} in size, found ${beyond}`)
  const { imputation, filled } = fitImputation(rows, settled)
  const means = columnMeans(filled)
  const { values, vectors } = symmetricEigen(sampleCovariance(filled, means))
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0)
  const directions = values.filter((value) => value > rounding * total).length
  if (directions === 0)
    throw new RangeError(`Metrics: expected some that differ from model to model, found ${noDirection(filled)}`)
  const used = Math.min(components, directions)
  const loadings = vectors.slice(0, used).map((vector) => {
    const sign = vector.reduce((sum, entry) => sum + entry, 0) < 0 ? -1 : 1
    return vector.map((entry) => sign * entry)
  })
  const explained = values.slice(0, used).map((value) => (total > 0 ? Math.max(0, value) / total : 0))
  const space = { imputation, means, loadings, explained }
  return { space, scores: filled.map((row) => project(space, row)) }
}

/** The capabilities of a model, from whatever metrics it has; one number per component. */
export function capabilityOf(space: CapabilitySpace, metrics: readonly (number | undefined)[]): number[] {
  return project(space, imputeRow(space.imputation, metrics))
}

function project({ means, loadings }: CapabilitySpace, metrics: readonly number[]): number[] {
  return loadings.map((loading) => loading.reduce((sum, weight, j) => sum + weight * (metrics[j]! - means[j]!), 0))
}

/** Why metrics span no direction. */
function noDirection(rows: readonly (readonly number[])[]): string {
  const widths = rows[0]!.map((_, j) => {
    const values = rows.map((row) => row[j]!)
    return Math.max(...values) - Math.min(...values)
  })
  const widest = Math.max(...widths)
  return widest === 0
    ? 'all of them constant'
    : `differences of at most ${significant(widest)}: their squares are too small to be computed`
}
