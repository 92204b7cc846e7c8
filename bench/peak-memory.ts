import { readFileSync, statSync } from 'node:fs'
import type { ProbeSettings } from '../native/probe-settings.ts'
import { startInference } from '../native/process/start-inference.ts'
import type { MemoryNeed } from '../native/source/memory-need.ts'
import { openDirectSource } from '../native/source/open-direct-source.ts'

/** Resident memory of an inference process, in bytes. */
export interface PeakMemory {
  readonly model: string
  /** The process before it loads anything: Node, its code and that of the libraries. */
  readonly base: number
  readonly peak: number
  readonly file: number
  /** Keys and values of all sequences. */
  readonly state: number
  readonly logits: number
  /** Peak over file, keys and values, and logits. */
  readonly ratio: number
  /** The same for the peak without the base. */
  readonly ratioBeyondBase: number
}

/** A field of /proc/PID/status in bytes. Linux only. */
function statusOf(pid: number, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]
  if (found === undefined) throw new Error(`expected ${field} in the status of process ${String(pid)}, found none`)
  return Number(found) * 1024
}

/** What the direct source says it needs: weights as stored, keys and values, logits. */
async function needOf(model: string, longestText: number): Promise<MemoryNeed> {
  const { source, memory } = await openDirectSource(model, { gpu: 'off', threads: 1, longestText })
  await source.close()
  return memory
}

/** Peak of an inference process that loads a model, checks it against the public API and probes genes. */
export async function peakMemory(model: string, genes: readonly string[], settings: ProbeSettings): Promise<PeakMemory> {
  const longestText = genes.reduce((longest, text) => Math.max(longest, Buffer.byteLength(text)), 1)
  const need = await needOf(model, longestText)
  const inference = await startInference()
  try {
    const base = statusOf(inference.pid, 'VmHWM')
    await inference.load(model, { gpu: 'off', longestText })
    await inference.probe(
      genes.map((text, index) => ({ index, text })),
      settings,
      { onGene: () => undefined },
    )
    const peak = statusOf(inference.pid, 'VmHWM')
    const file = statSync(model).size
    const { state = 0, logits = 0 } = need
    const counted = file + state + logits
    return { model, base, peak, file, state, logits, ratio: peak / counted, ratioBeyondBase: (peak - base) / counted }
  } finally {
    await inference.close()
  }
}
