import type { FreeSpace } from '../../native/precision/choose-precision.ts'
import type { Inference } from '../../native/process/inference.ts'
import type { LoadLimits } from '../../native/schemas/load-settings.ts'
import type { DigestStore } from '../store/digest-store.ts'
import type { ModelStore } from '../store/model-store.ts'
import type { WhenWritable } from '../store/writable.ts'
import type { InferenceSlot } from './inference-slot.ts'
import type { JobKeeping } from './kept-jobs.ts'

/** What every queue of jobs works with. */
export interface InferenceOptions {
  readonly models: ModelStore
  readonly digests: DigestStore
  readonly startInference: () => Promise<Inference>
  /** What a model may take of this machine, as it is loaded. */
  readonly limits: () => LoadLimits
  /** Shared by all queues: only the one that holds it has a model loaded. */
  readonly slot: InferenceSlot
  /** Where jobs are kept beyond the end of this engine. */
  readonly keeping: JobKeeping
  /** Milliseconds to wait before restart 1, 2, … of a process; the last one is used from then on. */
  readonly restartDelays: readonly number[]
  /** Milliseconds without a sign of life after which a process counts as hung. Default: the process's own. */
  readonly silence?: number
  /** Does work that stores something, once the database can be written to. */
  readonly whenWritable: WhenWritable
  /** Memory and disk for dequantized weights. */
  readonly freeSpace: () => FreeSpace
}
