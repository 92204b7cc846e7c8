import type { ItemResult } from '../../core/benchmark/choice-score.ts'
import type { GeneRecord } from '../../core/population/population.ts'
import type { LoadSettings } from '../schemas/load-settings.ts'
import type { ProbeSettings } from '../../core/population/probe-settings.ts'
import type { FailureFacts, InferenceFailure } from '../schemas/failure.ts'
import type { LoadedModel } from './messages.ts'

/** A gene as sent to the inference process; `index`: its position in the genome. */
export interface ProbeGene {
  readonly index: number
  readonly text: string
}

export interface CallOptions {
  /** Aborting rejects the call with an AbortError and stops the work in the inference process. */
  readonly signal?: AbortSignal
  /** Milliseconds without any sign of progress after which the call fails and the process is ended. */
  readonly silence?: number
}

export interface ProbeCallbacks extends CallOptions {
  /** Called once per gene, as soon as it is done. */
  readonly onGene: (index: number, record: GeneRecord) => void
  /**
   * Called once per gene that cannot be evaluated in this model, e.g. since it is longer than the context; the others
   * go on. Absent: the first of them rejects the call.
   */
  readonly onRefused?: (index: number, refusal: InferenceError) => void
  /**
   * Called once per gene on which the engine's noise was measured (see native/source/engine-noise.ts): a total
   * variation.
   */
  readonly onNoise?: (index: number, totalVariation: number) => void
  /** Called before the texts of these genes (indices) are evaluated together. */
  readonly onOpened?: (genes: readonly number[]) => void
  /** Called after each round: genes done and nodes evaluated since the call began. */
  readonly onProgress?: (progress: { readonly genes: number; readonly nodes: number }) => void
}

/** An item of a benchmark as sent to the inference process; a BenchmarkItem is one. */
export interface ScoreItem {
  /** Its index in the benchmark; ascending in a list of items. */
  readonly index: number
  readonly choices: readonly { readonly context: string; readonly continuation: string }[]
}

export interface ScoreCallbacks extends CallOptions {
  /** Called once per item, as soon as all of its choices are scored; not always in order. */
  readonly onItem: (result: ItemResult) => void
}

/**
 * One model in one process of its own (llama.cpp aborts on bad input; the abort must cost the model, not the app).
 * Obtained from `startInference` in native/process/start-inference.ts.
 */
export interface Inference {
  readonly pid: number
  /**
   * Loads a GGUF file; one model per process. `longestText` is the longest text in UTF-8 bytes that will be asked
   * about.
   */
  load(
    path: string,
    settings: LoadSettings & { readonly longestText?: number },
    options?: CallOptions & { readonly onProgress?: (fraction: number) => void },
  ): Promise<LoadedModel>
  /**
   * Expands genes one block after another; resolves when all are done. Rejects with InferenceError when the process
   * dies.
   */
  probe(genes: readonly ProbeGene[], settings: ProbeSettings, callbacks: ProbeCallbacks): Promise<void>
  /**
   * Log-likelihoods of the choices of items, from the tokens of one prompt each. Items of a block
   * (native/scoring/item-blocks.ts) share batches, so whoever resumes asks for whole blocks again. Blocks are done in
   * order. Rejects with InferenceError, failure `refused` for a continuation without a token of its own.
   */
  score(items: readonly ScoreItem[], callbacks: ScoreCallbacks): Promise<void>
  /** Ends the process: politely, then by signal after a grace period. Safe to call twice. */
  close(): Promise<void>
  /** Resolves when the process is gone, however it went. */
  readonly exited: Promise<void>
}

/** Any failure of an inference process or of a call to it. */
export class InferenceError extends Error {
  override readonly name = 'InferenceError'
  readonly failure: InferenceFailure
  readonly stage: FailureFacts['stage']
  readonly stderr: readonly string[]
  /** The genes (indices) that were being expanded when it happened; empty outside `probe`. */
  readonly genes: readonly number[]

  constructor(
    message: string,
    facts: Pick<FailureFacts, 'failure' | 'stage'> & { stderr?: readonly string[]; genes?: readonly number[] },
  ) {
    super(message)
    this.failure = facts.failure
    this.stage = facts.stage
    this.stderr = facts.stderr ?? []
    this.genes = facts.genes ?? []
  }
}
