import { plusMinus } from '../../core/format/plus-minus.ts'
import { countText, plural, significant } from '../../core/format/quantity.ts'
import { areRearranged, type UnitDistance } from '../../core/lineage/matched-units.ts'
import type { MarkFacts } from '../../core/scene/mark-title.ts'

/** `0.0500 ± 0.0030 of their length`, and whether that may be rounding alone. */
function movedText({ relativeDistance, relativeDistanceError, floor }: UnitDistance): string {
  const moved = `${plusMinus(relativeDistance, relativeDistanceError)} of their length`
  return relativeDistance > floor ? moved : `${moved}, which rounding alone may be, up to ${significant(floor, 2)}`
}

/** What lengths say of attention, whose heads are not matched. */
function attentionText({ attention }: UnitDistance): string {
  if (attention === null) return 'not compared: heads are not matched'
  const { matrices, mostChange } = attention
  const change = mostChange < 1e-6 ? 'less than 0.0001 %' : `${significant(100 * mostChange, 2)} %`
  return `heads are not matched; lengths of ${plural(matrices, 'matrix', 'matrices')} change by ${change} at most`
}

/** What matched hidden units say of two models, by name and value. */
export function unitDistanceFacts(distance: UnitDistance): MarkFacts['facts'] {
  const { units, sampledUnits, inPlaceDistance } = distance
  return [
    ['Matched hidden units', `${countText(units)} of ${countText(sampledUnits)} sampled, in the feed-forward part`],
    ['They moved by', movedText(distance)],
    ...(inPlaceDistance === null
      ? []
      : [['The same matrices in place', `${significant(inPlaceDistance, 2)} of their length`] as const]),
    ['Attention', attentionText(distance)],
  ]
}

/** The same in a few words. */
export function unitDistanceBrief(distance: UnitDistance): string {
  const { relativeDistance, relativeDistanceError, floor } = distance
  if (relativeDistance > floor && areRearranged(distance))
    return `rearranged and changed by ${plusMinus(100 * relativeDistance, 100 * relativeDistanceError)} %`
  return `matched hidden units moved by ${plusMinus(relativeDistance, relativeDistanceError)}`
}
