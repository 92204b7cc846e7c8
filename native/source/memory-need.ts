import { InferenceError } from '../process/inference.ts'

/** What a process takes beside a model: Node, code of the library, compute buffers of small models. */
const margin = 256 * 2 ** 20

export interface MemoryNeed {
  /** Bytes of the model's file or files. */
  readonly weights: number
  /** Bytes of keys and values, or states, of all sequences. */
  readonly state?: number
  /** Bytes of logits: those of a batch, and those of the tokens that are computed at a time. */
  readonly logits?: number
}

/** Memory that loading a model takes at most, in bytes. */
export function memoryNeed({ weights, state = 0, logits = 0 }: MemoryNeed): number {
  return weights + state + logits + margin
}

/** Throws InferenceError `out-of-memory` (stage `load`) where less is available, before anything is loaded. */
export function requireMemory(need: MemoryNeed, available: number = process.availableMemory()): void {
  const bytes = memoryNeed(need)
  if (bytes <= available) return
  throw new InferenceError(`not enough memory: needs about ${mebibytes(bytes)}, ${mebibytes(available)} available`, {
    failure: 'out-of-memory',
    stage: 'load',
  })
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`
}
