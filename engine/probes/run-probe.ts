import { setTimeout as delay } from 'node:timers/promises'
import type { LoadSettings } from '../../native/load-settings.ts'
import { type Inference, InferenceError, type InferenceFailure } from '../../native/process/inference.ts'
import type { ProbeKey, ProbeStore } from '../store/probe-store.ts'
import { CrashRecord, crashesInARow, nextBlock } from './crash-record.ts'
import { ProbeFailure, probeFailure } from './probe-failure.ts'

export interface ProbeRun {
  readonly key: ProbeKey
  /** Path of the model's file (of its first part). */
  readonly path: string
  readonly texts: readonly string[]
  readonly load: LoadSettings
  readonly probes: ProbeStore
  readonly startInference: () => Promise<Inference>
  /** Milliseconds to wait before restart 1, 2, …; the last one is used from then on. */
  readonly restartDelays: readonly number[]
  /** Milliseconds without a sign of life after which the process counts as hung; absent: the process's own default. */
  readonly silence?: number
  /** Ends the run at once; genes in flight are lost. */
  readonly signal: AbortSignal
  /** Asked before each block of genes. */
  readonly isPaused: () => boolean
  readonly onState: (state: 'loading' | 'running') => void
  /** Called after a gene was committed, with its nodes. */
  readonly onGene: (nodes: number) => void
  readonly onSetAside: () => void
}

const startAttempts = 3
// The process answered and would answer the same again; no second crash is needed to know.
const certainFailures: ReadonlySet<InferenceFailure> = new Set<InferenceFailure>(['text-too-long', 'non-finite', 'refused'])

/**
 * Probes the genes that are missing, in a process of its own, each committed as it lands. Genes that share a block with them are
 * evaluated again and not stored again, so the numbers are those of an undisturbed run. The process is restarted after a crash;
 * a gene it dies on twice is set aside. Resolves `paused` where `isPaused` said so before a block.
 * Throws ProbeFailure, and the signal's reason on abort.
 */
export async function runProbe(run: ProbeRun): Promise<'done' | 'paused'> {
  const { probes, key, signal } = run
  const crashes = new CrashRecord()
  let inference: Loaded | undefined
  try {
    for (;;) {
      signal.throwIfAborted()
      if (run.isPaused()) return 'paused'
      const stored = probes.find(key)
      const missing = probes.missing(stored?.id, run.texts.length)
      if (missing.length === 0) {
        requireAnyGene(run)
        return 'done'
      }
      if (inference === undefined) {
        run.onState('loading')
        inference = await startAndLoad(run)
        run.onState('running')
      }
      const block = nextBlock(missing, stored?.setAside ?? [], run.texts.length, crashes)
      // A stored gene that lands again is no progress, or a gene that always crashes could be tried without end.
      const wanted = new Set(missing)
      const landed = new Set<number>()
      try {
        await probeBlock(run, inference, block, wanted, landed, crashes)
      } catch (error) {
        await inference.process.close()
        inference = undefined
        signal.throwIfAborted()
        noteCrash(run, crashes, error, block.filter((gene) => wanted.has(gene) && !landed.has(gene)))
        await delay(run.restartDelays[Math.min(crashes.inARow, run.restartDelays.length) - 1] ?? 0, undefined, { signal })
      }
    }
  } finally {
    await inference?.process.close()
  }
}

interface Loaded {
  readonly process: Inference
  readonly environment: Awaited<ReturnType<Inference['load']>>['environment']
}

async function startAndLoad(run: ProbeRun): Promise<Loaded> {
  const inference = await start(run)
  try {
    run.signal.throwIfAborted()
    const longestText = run.texts.reduce((longest, text) => Math.max(longest, Buffer.byteLength(text)), 1)
    const { environment } = await inference.load(run.path, { ...run.load, longestText, agreed: run.probes.agreements(run.key.modelId) }, { signal: run.signal })
    return { process: inference, environment }
  } catch (error) {
    await inference.close()
    run.signal.throwIfAborted()
    throw probeFailure(error, 'load')
  }
}

async function start(run: ProbeRun): Promise<Inference> {
  for (let attempt = 1; ; attempt += 1) {
    run.signal.throwIfAborted()
    try {
      return await run.startInference()
    } catch (error) {
      if (attempt >= startAttempts) throw probeFailure(error, 'start')
      await delay(run.restartDelays[Math.min(attempt, run.restartDelays.length) - 1] ?? 0, undefined, { signal: run.signal })
    }
  }
}

async function probeBlock(
  run: ProbeRun,
  inference: Loaded,
  block: readonly number[],
  wanted: ReadonlySet<number>,
  landed: Set<number>,
  crashes: CrashRecord,
): Promise<void> {
  let before = performance.now()
  // A callback must not throw into the process's message loop: a failure to store is kept and thrown here.
  let storing: unknown
  const stop = new AbortController()
  const call = inference.process.probe(
    block.map((index) => ({ index, text: run.texts[index]! })),
    run.key.settings,
    {
      signal: AbortSignal.any([run.signal, stop.signal]),
      onNoise: (index, totalVariation) => {
        try {
          run.probes.addNoise(run.probes.open(run.key), index, totalVariation)
        } catch (error) {
          storing ??= error
        }
      },
      ...(run.silence === undefined ? {} : { silence: run.silence }),
      onGene: (index, result) => {
        if (!wanted.has(index)) {
          landed.add(index)
          return
        }
        try {
          const now = performance.now()
          run.probes.addGene(run.probes.open(run.key), index, result, inference.environment, now - before)
          before = now
          landed.add(index)
          crashes.finished(index)
          run.onGene(result.nodes)
        } catch (error) {
          storing ??= error
          stop.abort()
        }
      },
    },
  )
  try {
    await call
  } catch (error) {
    if (storing === undefined) throw error
  }
  if (storing !== undefined) {
    throw new ProbeFailure(`A result could not be stored: ${storing instanceof Error ? storing.message : String(storing)}`, { failure: 'failed', stage: 'store' })
  }
  const unanswered = block.filter((gene) => !landed.has(gene))
  if (unanswered.length > 0) {
    throw new InferenceError(`The inference process ended a block without the results of ${String(unanswered.length)} of its ${String(block.length)} genes.`, {
      failure: 'protocol',
      stage: 'probe',
      genes: unanswered,
    })
  }
}

function noteCrash(run: ProbeRun, crashes: CrashRecord, error: unknown, unfinished: readonly number[]): void {
  if (!(error instanceof InferenceError)) throw probeFailure(error, 'probe')
  const named = error.genes.filter((gene) => unfinished.includes(gene))
  const inFlight = named.length > 0 ? named : unfinished
  const aside = crashes.crashed(inFlight, certainFailures.has(error.failure))
  if (aside !== undefined) {
    run.probes.setAside(run.probes.open(run.key), aside, error.failure, error.message)
    run.onSetAside()
  }
  if (crashes.inARow < crashesInARow) return
  run.probes.takeBack(run.probes.open(run.key), crashes.setAsideInARow)
  throw new ProbeFailure(`The inference process failed ${String(crashes.inARow)} times in a row without finishing a gene. The last time: ${error.message}`, error)
}

/** A probe in which every gene was set aside says nothing about the model: the genes are taken back and the job fails. */
function requireAnyGene(run: ProbeRun): void {
  const probe = run.probes.find(run.key)
  if (probe === undefined || probe.done > 0) return
  run.probes.takeBack(probe.id, probe.setAside)
  throw new ProbeFailure(`The inference process failed on every one of the ${String(probe.genes)} genes.`, { failure: 'failed', stage: 'probe' })
}
