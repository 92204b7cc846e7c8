import type { SampledLayer } from './sampled-layers.ts'
import { type SampledUnits, unitBuckets } from './tensor-sketch.ts'
import { productsOf, type UnitMatch } from './unit-match.ts'

/** Of the squared difference to the second nearest unit, that to the nearest, at most: else either may be meant. */
const mostOfSecond = 0.6

/**
 * Which sampled units of two layers are the same ones, by all of what is kept of them: each is the other's nearest, and
 * nearer by far than the second. Both models keep their longest units, so that some have no counterpart. Of a layer of
 * experts on the left and a dense one on the right each unit of the experts takes its nearest.
 */
export function nearestUnits(left: SampledLayer, right: SampledLayer): UnitMatch {
  const isManyToOne = left.expertUnits !== null && right.expertUnits === null
  const [rows, columns] = [left.up.units.rows.length, right.up.units.rows.length]
  const matrices = (layer: SampledLayer) => (layer.gate === null ? [layer.up] : [layer.gate, layer.up])
  const [ofLeft, ofRight] = [matrices(left), matrices(right)]
  if (ofLeft.length !== ofRight.length) return { pairs: [], isManyToOne }
  const differences = new Float64Array(rows * columns)
  for (const [at, { units }] of ofLeft.entries()) addDifferences(differences, units, ofRight[at]!.units)
  const ofRow = Array.from({ length: rows }, (_, row) =>
    nearestOf(differences.subarray(row * columns, (row + 1) * columns)),
  )
  const ofColumn = Array.from({ length: columns }, (_, column) =>
    nearestOf(Float64Array.from({ length: rows }, (__, row) => differences[row * columns + column]!)),
  )
  const pairs = ofRow.flatMap((column, row) =>
    column !== null && (isManyToOne || ofColumn[column] === row) ? [{ left: row, right: column }] : [],
  )
  return { pairs, isManyToOne }
}

/** What is below it is the rounding of a squared difference: signatures have length 1. */
const mostRounding = 1e-12

/** Adds the squared difference of each left signature and each right one, left x right. */
function addDifferences(differences: Float64Array, left: SampledUnits, right: SampledUnits): void {
  const products = productsOf(left.signatures, right.signatures, unitBuckets)
  const [ofLeft, ofRight] = [squaredLengths(left), squaredLengths(right)]
  for (const [row, leftSquare] of ofLeft.entries())
    for (const [column, rightSquare] of ofRight.entries()) {
      const index = row * ofRight.length + column
      const difference = leftSquare + rightSquare - 2 * products[index]!
      if (difference > mostRounding) differences[index]! += difference
    }
}

function squaredLengths({ rows, signatures }: SampledUnits): Float64Array {
  const squares = new Float64Array(rows.length)
  for (let index = 0; index < signatures.length; index += 1)
    squares[Math.floor(index / unitBuckets)]! += signatures[index]! ** 2
  return squares
}

/** Null where the nearest is no nearer by far than the second. */
function nearestOf(differences: ArrayLike<number>): number | null {
  let nearest = -1
  let [least, second] = [Infinity, Infinity]
  for (let index = 0; index < differences.length; index += 1) {
    const difference = differences[index]!
    if (difference < least) [nearest, least, second] = [index, difference, least]
    else if (difference < second) second = difference
  }
  return least <= mostOfSecond * second ? nearest : null
}
