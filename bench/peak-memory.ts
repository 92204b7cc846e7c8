import { readdirSync, readFileSync } from 'node:fs'
import { startAttachedRuntime } from '../native/llama/attached-runtime.ts'
import { type LlamaLibrary, loadModes } from '../native/llama/library.ts'
import { trimHeap } from '../native/llama/trim-heap.ts'
import type { Precision } from '../native/schemas/load-settings.ts'
import type { ProbeSettings } from '../core/population/probe-settings.ts'
import { startInference } from '../native/process/start-inference.ts'
import { comparisonNeed, type MemoryNeed, memoryNeed } from '../native/source/memory-need.ts'
import { planDirectSource } from '../native/source/open-direct-source.ts'
import { evaluatedFile } from './evaluated-file.ts'

/** Resident memory of an inference process, in bytes. */
export interface PeakMemory {
  readonly model: string
  readonly precision: Precision
  /** The process before it loads anything: Node, its code and that of the libraries. */
  readonly base: number
  readonly peak: number
  /** Most that it and the process which asks the public API took together, while that one ran. */
  readonly compared: number
  /** Weights: those of the file, or of the dequantized copy where one is evaluated. */
  readonly file: number
  /** Keys and values of all sequences. */
  readonly state: number
  readonly logits: number
  /** What llama.cpp itself keeps of the vocabulary, beside the weights. */
  readonly vocabulary: number
  /** What the source says before loading that it needs at most, for the probe and for the comparison. */
  readonly estimate: number
  readonly comparedEstimate: number
  /** Peak over file, keys and values, and logits. */
  readonly ratio: number
  /** The same for the peak without the base, and with the vocabulary counted as a part of the model. */
  readonly ratioBeyondBase: number
  readonly ratioBeyondBaseAndVocabulary: number
}

/** A field of /proc/PID/status in bytes; undefined where the process is gone. Linux only. */
function statusOf(pid: number, field: string): number | undefined {
  try {
    const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(
      readFileSync(`/proc/${String(pid)}/status`, 'utf8'),
    )?.[1]
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  } catch {
    return undefined
  }
}

function highWater(pid: number): number {
  const bytes = statusOf(pid, 'VmHWM')
  if (bytes === undefined) throw new Error(`expected VmHWM in the status of process ${String(pid)}, found none`)
  return bytes
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${String(pid)}/task`).flatMap((task) => {
    const children = readFileSync(`/proc/${String(pid)}/task/${task}/children`, 'utf8')
    return children
      .split(' ')
      .filter((child) => child !== '')
      .map(Number)
  })
}

/** Watches a process and its children; the answer tells the most they took together while there were children. */
function watchChildren(pid: number): () => number {
  let most = 0
  const timer = setInterval(() => {
    const children = childrenOf(pid)
    if (children.length === 0) return
    most = Math.max(
      most,
      [pid, ...children].reduce((sum, id) => sum + (statusOf(id, 'VmRSS') ?? 0), 0),
    )
  }, 20)
  return () => {
    clearInterval(timer)
    return most
  }
}

/** Growth of this process while llama.cpp holds a model's header and vocabulary, in bytes. */
function vocabularyMemory(library: LlamaLibrary, path: string): number {
  const used = (): number => {
    trimHeap()
    return statusOf(process.pid, 'RssAnon') ?? 0
  }
  const before = used()
  const model = library.loadModel(path, {
    ...library.modelDefaults(),
    n_gpu_layers: 0,
    no_alloc: true,
    load_mode: loadModes.none,
  })
  if (model === null) throw new Error(`llama.cpp did not load ${path}`)
  const growth = used() - before
  library.freeModel(model)
  return growth
}

/**
 * What the direct source says it needs for the model, or for its dequantized copy; and what llama.cpp keeps of the
 * vocabulary.
 */
async function needOf(
  model: string,
  precision: Precision,
  longestText: number,
): Promise<{ readonly need: MemoryNeed; readonly vocabulary: number }> {
  const runtime = await startAttachedRuntime('off', undefined)
  const { path, release } = await evaluatedFile(model, precision)
  try {
    const vocabulary = vocabularyMemory(runtime.library, path)
    return { need: (await planDirectSource(path, { gpu: 'off', longestText }, {}, runtime)).memory, vocabulary }
  } finally {
    release()
  }
}

/** Peak of an inference process that loads a model, checks it against the public API and probes genes. */
export async function peakMemory(
  model: string,
  genes: readonly string[],
  settings: ProbeSettings,
  precision: Precision,
): Promise<PeakMemory> {
  const longestText = genes.reduce((longest, text) => Math.max(longest, Buffer.byteLength(text)), 1)
  const { need, vocabulary } = await needOf(model, precision, longestText)
  const inference = await startInference()
  try {
    const base = highWater(inference.pid)
    const watched = watchChildren(inference.pid)
    await inference.load(model, { gpu: 'off', longestText, precision })
    const compared = watched()
    await inference.probe(
      genes.map((text, index) => ({ index, text })),
      settings,
      { onGene: () => undefined },
    )
    const peak = highWater(inference.pid)
    const { weights: file, state = 0, logits = 0 } = need
    const counted = file + state + logits
    return {
      model,
      precision,
      base,
      peak,
      compared,
      file,
      state,
      logits,
      vocabulary,
      estimate: memoryNeed(need),
      comparedEstimate: comparisonNeed(need),
      ratio: peak / counted,
      ratioBeyondBase: (peak - base) / counted,
      ratioBeyondBaseAndVocabulary: (peak - base) / (counted + vocabulary),
    }
  } finally {
    await inference.close()
  }
}
