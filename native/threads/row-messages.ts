import type { GeneStep, OpenedGene, PoolDecision } from '../expansion/gene-group.ts'
import type { GeneSurvey } from '../expansion/pool.ts'
import type { ProbeSettings } from '../../core/population/probe-settings.ts'
import type { FailureStage, InferenceFailure } from '../schemas/failure.ts'
import type { VocabularyData } from '../vocabulary/shared-vocabulary.ts'

/** What a row thread is given when it starts. */
export interface RowThreadData {
  readonly vocabulary: VocabularyData
  /** Where the kernels of all threads are. */
  readonly memory: WebAssembly.Memory
}

/** Rows of scores, by their addresses, as answers to proposed paths; parallel arrays. */
export interface AnswerRows {
  readonly genes: Int32Array
  readonly proposals: Int32Array
  readonly addresses: BigUint64Array
}

/** What is asked of one that reads rows. */
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

/** A row thread answers every request, in order; `clear`, which makes it forget its genes, is none. */
export type RowMessage = RowRequest | { readonly kind: 'clear' }

export type RowAnswer =
  | { readonly kind: 'logProbabilities'; readonly logProbabilities: Float64Array }
  | { readonly kind: 'settled' }
  | { readonly kind: 'proposed'; readonly steps: readonly GeneStep[] }
  | { readonly kind: 'surveyed'; readonly surveys: readonly GeneSurvey[] }

/** `ready` comes first, without a request. */
export type RowReply =
  | RowAnswer
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'refused'
      readonly message: string
      readonly failure: InferenceFailure
      readonly stage: FailureStage
      readonly genes: readonly number[]
    }
  | { readonly kind: 'failed'; readonly message: string }
