import type { LineageEdgeKind } from '../../core/lineage/lineage-edge.ts'

/** What an edge of a lineage says, in words that accuse nobody. */
export interface EdgeWords {
  /** Of the edge: a noun. */
  readonly name: string
  /** What the second model is to the first, before its name. */
  readonly of: string
  readonly meaning: string
}

export const lineageWords: Readonly<Record<LineageEdgeKind, EdgeWords>> = {
  same: { name: 'same weights', of: 'same weights as', meaning: 'the same weights, perhaps as another float type' },
  quantization: {
    name: 'quantization',
    of: 'quantization of',
    meaning: 'the same weights within the noise of the types that they are stored in',
  },
  finetune: {
    name: 'finetune',
    of: 'trained from',
    meaning: 'trained from the other model, or from something that cannot be told from it',
  },
  merge: { name: 'merge', of: 'merge of', meaning: 'a combination of the weights of several models' },
  vocabulary: {
    name: 'other vocabulary',
    of: 'other vocabulary than',
    meaning: 'the same layers, with other tokens',
  },
  depth: { name: 'other depth', of: 'other depth of', meaning: 'layers were taken out, or repeated' },
  width: { name: 'other width', of: 'other width of', meaning: 'hidden units or dimensions were taken out or added' },
  experts: { name: 'experts', of: 'experts from', meaning: 'the feed-forward part was made into experts' },
  rearranged: {
    name: 'rearranged',
    of: 'the same, rearranged, as',
    meaning:
      'the same units in another order, or with other signs or scales; whether it computes the same, probes tell',
  },
  near: {
    name: 'almost the same',
    of: 'almost the same as',
    meaning: 'almost the same weights; which of the two was first cannot be told from them',
  },
  related: {
    name: 'related',
    of: 'related to',
    meaning: 'of common descent; which way it goes cannot be told from the weights',
  },
}

/** Whether the weights bear out a parent that a header declares; null where they cannot tell. */
export function measuredWords(isMeasured: boolean | null): string {
  if (isMeasured === null) return 'The weights cannot tell'
  return isMeasured ? 'The weights say so too' : 'Differs: the weights do not show it'
}
