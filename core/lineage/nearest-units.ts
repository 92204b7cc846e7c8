import type { SampledLayer } from './sampled-layers.ts'
import { squaredDifference } from './signature-distance.ts'
import type { UnitMatch } from './unit-match.ts'

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
  const differences = Array.from({ length: rows }, (_, row) =>
    Float64Array.from({ length: columns }, (__, column) =>
      ofLeft.reduce((sum, { units }, at) => sum + squaredDifference(units, row, ofRight[at]!.units, column), 0),
    ),
  )
  const ofRow = differences.map((row) => nearestOf(row))
  const ofColumn = Array.from({ length: columns }, (_, column) => nearestOf(differences.map((row) => row[column]!)))
  const pairs = ofRow.flatMap((column, row) =>
    column !== null && (isManyToOne || ofColumn[column] === row) ? [{ left: row, right: column }] : [],
  )
  return { pairs, isManyToOne }
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
