import type { Inference } from '../../native/process/inference.ts'
import type { Agreement, LoadSettings } from '../../native/schemas/load-settings.ts'
import type { SourceEnvironment } from '../../native/schemas/source-environment.ts'
import type { BlockResults } from './block-results.ts'

/** What is stored of a job's pieces, by their numbers. */
export interface Settled {
  readonly missing: readonly number[]
  /** Pieces that are stored, but not all that is measured with them. */
  readonly unmeasured?: readonly number[]
  readonly setAside: readonly number[]
  /** How many of them are longer than the model's context holds. */
  readonly tooLong: number
  /** Why, in the words of the process. */
  readonly asideReasons: readonly string[]
  readonly done: number
}

/** The numbered pieces of a job: how they are evaluated, and where their results are stored. */
export interface Pieces<Result> {
  /** What one is called in messages, e.g. `gene`. */
  readonly noun: string
  readonly stage: 'probe' | 'score'
  /** What the model is loaded with; `longestText` in UTF-8 bytes. */
  readonly load: LoadSettings & { readonly longestText: number }
  /** Where the two sources have agreed before. */
  agreements(): Agreement[]
  /** What is stored now; another process may work on the same. */
  settled(): Settled
  /** The pieces that share batches with this one. */
  blockOf(piece: number): readonly number[]
  /** Evaluates pieces and adds each result to those of the block. */
  evaluate(
    inference: Inference,
    pieces: readonly number[],
    results: BlockResults<Result>,
    limits: { readonly signal: AbortSignal; readonly silence?: number },
  ): Promise<void>
  /** Stores all that a block has given, or nothing of it. */
  store(results: BlockResults<Result>, environment: SourceEnvironment): void
  /** Stores that a piece cannot be evaluated, and why. */
  setAside(piece: number, failure: string, message: string): void
  /** Makes pieces that were set aside missing again. */
  takeBack(pieces: readonly number[]): void
  /** Stores that what else is measured with these pieces cannot be; to be there where pieces can be `unmeasured`. */
  leaveUnmeasured?(pieces: readonly number[]): void
}
