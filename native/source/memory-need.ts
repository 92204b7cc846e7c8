import { InferenceError } from '../process/inference.ts'

/** Node, its code and that of the libraries, and what a probe keeps in JavaScript. */
const processBytes = 192 * 2 ** 20
/**
 * llama.cpp's own copy of a vocabulary with what it holds while it reads one, ours, and what all threads share: tables
 * of bins.
 */
const bytesPerToken = 512
/**
 * A row thread beside the one that decodes, and what it keeps for each token of the vocabulary: scores, weights, sums
 * of bins.
 */
const rowThreadBytes = 24 * 2 ** 20
const rowThreadBytesPerToken = 64
/** An inference process that has not loaded its model yet, and one with node-llama-cpp. */
const comparingBytes = 270 * 2 ** 20
/** The vocabulary in node-llama-cpp: of the file's header, of the model, and a whole distribution. */
const comparingBytesPerToken = 700

export interface MemoryNeed {
  /** Bytes of the model's file or files. */
  readonly weights: number
  /** Bytes of keys and values, or states, of all sequences. */
  readonly state?: number
  /** Bytes of logits: those of a batch, and those of the tokens that are computed at a time. */
  readonly logits?: number
  /** Bytes of everything else that is held while tokens are computed. */
  readonly compute?: number
  readonly vocabularySize?: number
  /** Threads beside the one that decodes; see native/threads/. */
  readonly rowThreads?: number
}

/** Memory that a process with a loaded model takes at most, in bytes. */
export function memoryNeed({
  weights,
  state = 0,
  logits = 0,
  compute = 0,
  vocabularySize = 0,
  rowThreads = 0,
}: MemoryNeed): number {
  const threads = rowThreads * (rowThreadBytes + vocabularySize * rowThreadBytesPerToken)
  return weights + state + logits + compute + vocabularySize * bytesPerToken + threads + processBytes
}

/** Memory that it takes at most while another process asks the public API for short texts and this one waits. */
export function comparisonNeed({ weights, logits = 0, vocabularySize = 0 }: MemoryNeed): number {
  return weights + logits + vocabularySize * comparingBytesPerToken + comparingBytes
}

interface MemoryAtHand {
  readonly compared?: boolean
  /** Bytes that can be had. */
  readonly available?: number
  /** Bytes that may be taken; see LoadLimits. */
  readonly limit?: number | undefined
}

/**
 * Throws InferenceError `out-of-memory` (stage `load`) where less is available, before anything is loaded. `compared`
 * counts the comparison with the public API, which comes first.
 */
export function requireMemory(
  need: MemoryNeed,
  { compared = false, available = process.availableMemory(), limit = Infinity }: MemoryAtHand = {},
): void {
  const bytes = Math.max(memoryNeed(need), compared ? comparisonNeed(need) : 0)
  if (bytes <= available && bytes <= limit) return
  const found = bytes <= available ? `its limit is ${mebibytes(limit)}` : `${mebibytes(available)} available`
  throw new InferenceError(`not enough memory: needs about ${mebibytes(bytes)}, ${found}`, {
    failure: 'out-of-memory',
    stage: 'load',
  })
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`
}
