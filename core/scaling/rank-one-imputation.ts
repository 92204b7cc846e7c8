import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts'
import { columnMeans, mean, populationVariance, sampleCovariance } from '../statistics/moments.ts'

type Incomplete = readonly (readonly (number | undefined)[])[]

/** How missing benchmark values are filled, as fitted on the training models. */
export interface RankOneImputation {
  /** Mean and population standard deviation of each metric over the models that have it. */
  readonly means: readonly number[]
  readonly deviations: readonly number[]
  /** Mean and first principal direction of the filled z-scores. */
  readonly centre: readonly number[]
  readonly direction: readonly number[]
  /** True where every known value of the metric lies in [0, 1]; filled values are then clipped to it. */
  readonly clipped: readonly boolean[]
}

/**
 * The imputation of Ruan, Maddison & Hashimoto (arXiv 2405.10938): z-scores with the population deviation, missing
 * cells filled with 0; then, over and over, a principal component analysis of rank 1 whose reconstruction replaces the
 * missing cells. They run 1,000 rounds; rounds after one that changes no z-score by more than 1e-13 are left out here,
 * since they change nothing.
 *
 * @param rows models x metrics
 * @param settled the change of a z-score below which the rounds end
 * @throws RangeError where no row has a value of some metric
 */
export function fitImputation(
  rows: Incomplete,
  settled = 1e-13,
  rounds = 1000,
): { imputation: RankOneImputation; filled: number[][] } {
  const width = rows[0]?.length ?? 0
  const columns = Array.from({ length: width }, (_, j) => rows.flatMap((row) => (row[j] === undefined ? [] : [row[j]])))
  const empty = columns.findIndex((values) => values.length === 0)
  if (empty >= 0)
    throw new RangeError(`Imputation: expected a value of metric ${empty + 1} in some training model, found none`)
  const means = columns.map(mean)
  const deviations = columns.map((values, j) => {
    const deviation = Math.sqrt(populationVariance(values))
    // A metric on which all models agree has no scale; 1 keeps its z-scores at 0.
    return deviation > 1e-12 * Math.abs(means[j]!) && deviation > 0 ? deviation : 1
  })
  const clipped = columns.map((values) => values.every((value) => value >= 0 && value <= 1))
  const scores = rows.map((row) =>
    row.map((value, j) => (value === undefined ? 0 : (value - means[j]!) / deviations[j]!)),
  )
  const missing = rows.flatMap((row, i) => row.flatMap((value, j) => (value === undefined ? [{ i, j }] : [])))

  let { centre, direction } = firstDirection(scores)
  for (let round = 1; round <= rounds && missing.length > 0; round++) {
    const coordinates = scores.map((row) => coordinateAlong(row, centre, direction))
    let change = 0
    for (const { i, j } of missing) {
      const value = centre[j]! + coordinates[i]! * direction[j]!
      change = Math.max(change, Math.abs(value - scores[i]![j]!))
      scores[i]![j] = value
    }
    if (change <= settled || round === rounds) break
    ;({ centre, direction } = firstDirection(scores))
  }
  const imputation = { means, deviations, centre, direction, clipped }
  const filled = rows.map((row, i) => row.map((value, j) => value ?? unscaled(imputation, scores[i]![j]!, j)))
  return { imputation, filled }
}

/**
 * Fills one more model with the frozen imputation. The rounds of the published procedure converge to the place t along
 * the direction at which the reconstruction reproduces itself, t = SUM_known (z - c) v / SUM_known v^2, which is taken
 * at once; a model without any value gets the centre.
 */
export function imputeRow(imputation: RankOneImputation, row: readonly (number | undefined)[]): number[] {
  const { means, deviations, centre, direction } = imputation
  let along = 0
  let square = 0
  for (const [j, value] of row.entries()) {
    if (value === undefined) continue
    along += ((value - means[j]!) / deviations[j]! - centre[j]!) * direction[j]!
    square += direction[j]! ** 2
  }
  const coordinate = square > 0 ? along / square : 0
  return row.map((value, j) => value ?? unscaled(imputation, centre[j]! + coordinate * direction[j]!, j))
}

function unscaled({ means, deviations, clipped }: RankOneImputation, score: number, j: number): number {
  const value = score * deviations[j]! + means[j]!
  return clipped[j]! ? Math.min(1, Math.max(0, value)) : value
}

function firstDirection(rows: readonly (readonly number[])[]): { centre: number[]; direction: readonly number[] } {
  const centre = columnMeans(rows)
  return { centre, direction: symmetricEigen(sampleCovariance(rows, centre)).vectors[0]! }
}

function coordinateAlong(row: readonly number[], centre: readonly number[], direction: readonly number[]): number {
  let sum = 0
  for (let j = 0; j < row.length; j++) sum += (row[j]! - centre[j]!) * direction[j]!
  return sum
}
