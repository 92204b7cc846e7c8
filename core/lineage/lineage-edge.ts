import type { ChangedMatrices } from './in-place-lineage.ts'
import type { LengthGrowth } from './length-growth.ts'
import type { UnitDistance } from './matched-units.ts'
import type { NoiseFit } from './quantization-noise.ts'
import type { StructuralChange } from './structural-change.ts'

/**
 * What an edge says.
 *
 * - `same`: the same weights, perhaps stored as another float type
 * - `quantization`: `to` holds the weights of `from` within the noise of its types
 * - `finetune`: `to` was trained from `from`, or from something so near to it that nothing tells them apart
 * - `merge`: `to` is a merge, `from` one of its parents
 * - `vocabulary`: the same layers with other tokens
 * - `depth`, `width`, `experts`: layers, hidden units or experts were taken out, repeated or added
 * - `rearranged`: the same units in another order or scale
 * - `near`: almost the same weights, and nothing tells which were first
 * - `related`: of common descent, but not which way
 */
export type LineageEdgeKind =
  | 'same'
  | 'quantization'
  | 'finetune'
  | 'merge'
  | 'vocabulary'
  | StructuralChange['kind']
  | 'rearranged'
  | 'near'
  | 'related'

/** Models by their positions in the list that was given, or by what else they are named by. */
export interface LineageEdge<Model = number> {
  readonly from: Model
  readonly to: Model
  readonly kind: LineageEdgeKind
  /** Whether `from` is stated to come first; else the two may be read either way. */
  readonly isDirected: boolean
  /** Probability of the direction of a finetune; null elsewhere, where none was computed. */
  readonly confidence: number | null
  /** Of a finetune: models that may as well be what it was trained from, since they are so near to `from`. */
  readonly alternatives: readonly Model[]
  readonly evidence: EdgeEvidence
}

export interface EdgeEvidence {
  /**
   * log10 of the probability that unrelated models look as related, over all pairs (Holm); null where the two were not
   * tested, since they are known to be related through others.
   */
  readonly log10P: number | null
  /** Share of the matched hidden units that stand at the same row in both; null where none was matched. */
  readonly unitsInPlace: number | null
  /**
   * Distance of the matrices of the layers over their mean length, with its standard error; null where they cannot be
   * compared in place.
   */
  readonly relativeDistance: number | null
  readonly relativeDistanceError: number | null
  /** The distance by matched hidden units; null where the models are compared in place, or no units were found. */
  readonly matched: UnitDistance | null
  /** What the direction of a training rests on. */
  readonly growth: LengthGrowth | null
  /** The distance measured by the noise of the types. */
  readonly noise: NoiseFit | null
  /** Matrices of the layers that differ in place; null where they are not compared so. */
  readonly changed: ChangedMatrices | null
}
