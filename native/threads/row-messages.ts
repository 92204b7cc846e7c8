import type { GeneStep, OpenedGene, PoolDecision } from '../expansion/gene-group.ts'
import type { GeneSurvey } from '../expansion/pool.ts'
import type { ProbeSettings } from '../probe-settings.ts'
import type { InferenceFailure } from '../process/inference.ts'
import type { SharedVocabulary } from '../vocabulary/shared-vocabulary.ts'

/** What a row thread is given when it starts. */
export interface RowThreadData {
  readonly vocabulary: SharedVocabulary
}

/** Rows of scores, by their addresses, as answers to proposed paths; parallel arrays. */
export interface AnswerRows {
  readonly genes: Int32Array
  readonly places: Int32Array
  readonly addresses: BigUint64Array
}

/** A row thread answers every request but `clear`, in order. */
export type RowRequest =
  | { readonly kind: 'logProbabilities'; readonly addresses: BigUint64Array; readonly tokens: Int32Array }
  | {
      readonly kind: 'rows'
      readonly settings: ProbeSettings
      readonly opened: readonly { readonly opened: OpenedGene; readonly address: bigint }[]
      readonly answers: AnswerRows
    }
  | { readonly kind: 'propose'; readonly most: number }
  | { readonly kind: 'survey'; readonly most: number }
  | { readonly kind: 'follow'; readonly decisions: readonly PoolDecision[] }
  | { readonly kind: 'clear' }

/** `ready` comes first, without a request. */
export type RowReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'logProbabilities'; readonly logProbabilities: Float64Array }
  | { readonly kind: 'settled' }
  | { readonly kind: 'proposed'; readonly steps: readonly GeneStep[] }
  | { readonly kind: 'surveyed'; readonly surveys: readonly GeneSurvey[] }
  | { readonly kind: 'refused'; readonly message: string; readonly failure: InferenceFailure; readonly stage: string; readonly genes: readonly number[] }
  | { readonly kind: 'failed'; readonly message: string }
