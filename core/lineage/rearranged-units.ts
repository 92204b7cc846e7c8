import { isInPlace } from './in-place.ts'
import { alignLayers, comparedLayers } from './layer-alignment.ts'
import { areRearranged, type MatchedUnits, matchedUnits } from './matched-units.ts'
import { mostFalse } from './related-pairs.ts'
import { relation } from './relation.ts'
import type { TensorSketch } from './tensor-sketch.ts'
import { layoutOf } from './weight-space.ts'

/**
 * Two models by their matched hidden units, where these tell what a comparison in place does not: units stand in
 * another order, signs or scales, or the matrices have other shapes. Null where the models can be compared in place,
 * and where their units are no more alike than those of unrelated models.
 */
export function rearrangedUnits(left: readonly TensorSketch[], right: readonly TensorSketch[]): MatchedUnits | null {
  if (layoutOf(left) === layoutOf(right) && isInPlace(left, right, null)) return null
  const [ofLeft, ofRight] = [comparedLayers(left), comparedLayers(right)]
  const { pairs } = alignLayers(ofLeft, ofRight)
  if (relation(ofLeft.units, ofRight.units, pairs).log10P > Math.log10(mostFalse)) return null
  const matched = matchedUnits(left, right, pairs)
  return matched !== null && (matched.inPlaceDistance === null || areRearranged(matched)) ? matched : null
}
