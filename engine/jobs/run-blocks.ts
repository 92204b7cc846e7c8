import { setTimeout as delay } from 'node:timers/promises'
import type { Agreement, LoadSettings } from '../../native/load-settings.ts'
import { type Inference, InferenceError, type InferenceFailure } from '../../native/process/inference.ts'
import type { SourceEnvironment } from '../../native/source/logit-source.ts'
import { CrashRecord, crashesInARow, nextBlock } from './crash-record.ts'
import { JobFailure, jobFailure } from './job-failure.ts'
import type { KeptProcess, LoadedProcess } from './kept-process.ts'

/** How an inference process is run for a job. */
export interface ProcessSettings {
  readonly startInference: () => Promise<Inference>
  /** Milliseconds to wait before restart 1, 2, …; the last one is used from then on. */
  readonly restartDelays: readonly number[]
  /** Milliseconds without a sign of life after which the process counts as hung; absent: the process's own default. */
  readonly silence?: number
  /** Ends the run at once; pieces in flight are lost. */
  readonly signal: AbortSignal
  /** Asked before each block. */
  readonly isPaused: () => boolean
  readonly onState: (state: 'loading' | 'running') => void
  /** Called before a block of so many pieces is evaluated, of which `wanted` are to be stored, and after all of them have landed. */
  readonly onBlockBegun: (wanted: number, evaluated: number) => void
  readonly onBlockEnded: () => void
  /** Stored with each result: why weights are evaluated as stored although dequantized ones had been chosen. */
  readonly precisionFallback?: string
  /** Where a process that has done its work is left for the next job; absent: it is ended. */
  readonly kept?: KeptProcess
}

/** What is stored of a job's pieces, by their numbers. */
export interface Settled {
  readonly missing: readonly number[]
  readonly setAside: readonly number[]
  /** Why, in the words of the process. */
  readonly asideReasons: readonly string[]
  readonly done: number
}

/** What the work on a block is given. */
export interface BlockCallbacks {
  readonly signal: AbortSignal
  readonly silence?: number
  /** To be called for every piece of the block; `store` is called where its result is not stored yet. */
  readonly land: (piece: number, store: (environment: SourceEnvironment, milliseconds: number) => void) => void
  /** Stores something beside the results. */
  readonly note: (store: () => void) => void
}

/** A job over numbered pieces, evaluated in blocks by an inference process. */
export interface BlockRun {
  readonly process: ProcessSettings
  /** What the pieces are called in messages, e.g. `gene`. */
  readonly piece: string
  readonly stage: 'probe' | 'score'
  /** Path of the model's file (of its first part). */
  readonly path: string
  readonly load: LoadSettings & { readonly longestText: number }
  readonly agreements: () => Agreement[]
  /** What is stored now; another process may work on the same. */
  readonly settled: () => Settled
  /** The pieces that share batches with one. */
  readonly blockOf: (piece: number) => readonly number[]
  readonly evaluate: (inference: Inference, pieces: readonly number[], callbacks: BlockCallbacks) => Promise<void>
  readonly setAside: (piece: number, failure: string, message: string) => void
  readonly takeBack: (pieces: readonly number[]) => void
}

const startAttempts = 3
// The process answered and would answer the same again; no second crash is needed to know.
const certainFailures: ReadonlySet<InferenceFailure> = new Set<InferenceFailure>(['text-too-long', 'non-finite', 'refused'])

/**
 * Evaluates the pieces that are missing, in a process of its own, each stored as it lands. Pieces that share a block with them are
 * evaluated again and not stored again, so the numbers are those of an undisturbed run. The process is restarted after a crash;
 * a piece it dies on twice is set aside. Resolves `paused` where `isPaused` said so before a block.
 * Throws JobFailure, and the signal's reason on abort.
 */
export async function runBlocks(run: BlockRun): Promise<'done' | 'paused'> {
  const { signal, restartDelays } = run.process
  const crashes = new CrashRecord()
  let inference: LoadedProcess | undefined
  try {
    for (;;) {
      signal.throwIfAborted()
      const settled = run.settled()
      if (settled.missing.length === 0) {
        requireAny(run, settled)
        if (inference !== undefined && run.process.kept !== undefined) {
          await run.process.kept.keep(keyOf(run), inference)
          inference = undefined
        }
        return 'done'
      }
      // After the last block there is nothing left to pause.
      if (run.process.isPaused()) return 'paused'
      if (inference === undefined) {
        run.process.onState('loading')
        inference = await startAndLoad(run)
        run.process.onState('running')
      }
      const block = nextBlock(settled.missing, settled.setAside, run.blockOf, crashes)
      // A stored piece that lands again is no progress, or a piece that always crashes could be tried without end.
      const wanted = new Set(settled.missing)
      const landed = new Set<number>()
      run.process.onBlockBegun(block.filter((piece) => wanted.has(piece)).length, block.length)
      try {
        await evaluateBlock(run, inference, block, wanted, landed, crashes)
        run.process.onBlockEnded()
      } catch (error) {
        await inference.process.close()
        inference = undefined
        signal.throwIfAborted()
        noteCrash(run, crashes, error, block.filter((piece) => wanted.has(piece) && !landed.has(piece)))
        await delay(restartDelays[Math.min(crashes.inARow, restartDelays.length) - 1] ?? 0, undefined, { signal })
      }
    }
  } finally {
    await inference?.process.close()
  }
}

/** What a loaded process depends on. */
function keyOf({ path, load, process: { precisionFallback } }: BlockRun): string {
  return JSON.stringify([path, Object.entries(load).sort(([one], [other]) => (one < other ? -1 : 1)), precisionFallback ?? null])
}

async function startAndLoad(run: BlockRun): Promise<LoadedProcess> {
  const { signal, kept, precisionFallback } = run.process
  const left = await kept?.take(keyOf(run))
  if (left !== undefined) return left
  const inference = await start(run.process)
  try {
    signal.throwIfAborted()
    const { environment } = await inference.load(run.path, { ...run.load, agreed: run.agreements() }, { signal })
    return { process: inference, environment: precisionFallback === undefined ? environment : { ...environment, precisionFallback } }
  } catch (error) {
    await inference.close()
    signal.throwIfAborted()
    throw jobFailure(error, 'load')
  }
}

async function start({ startInference, restartDelays, signal }: ProcessSettings): Promise<Inference> {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted()
    try {
      return await startInference()
    } catch (error) {
      if (attempt >= startAttempts) throw jobFailure(error, 'start')
      await delay(restartDelays[Math.min(attempt, restartDelays.length) - 1] ?? 0, undefined, { signal })
    }
  }
}

async function evaluateBlock(
  run: BlockRun,
  inference: LoadedProcess,
  block: readonly number[],
  wanted: ReadonlySet<number>,
  landed: Set<number>,
  crashes: CrashRecord,
): Promise<void> {
  let before = performance.now()
  // A callback must not throw into the process's message loop: a failure to store is kept and thrown here.
  let storing: unknown
  const stop = new AbortController()
  const { signal, silence } = run.process
  const call = run.evaluate(inference.process, block, {
    signal: AbortSignal.any([signal, stop.signal]),
    ...(silence === undefined ? {} : { silence }),
    note: (store) => {
      try {
        store()
      } catch (error) {
        storing ??= error
      }
    },
    land: (piece, store) => {
      if (!wanted.has(piece)) {
        landed.add(piece)
        return
      }
      try {
        const now = performance.now()
        store(inference.environment, now - before)
        before = now
        landed.add(piece)
        crashes.finished(piece)
      } catch (error) {
        storing ??= error
        stop.abort()
      }
    },
  })
  try {
    await call
  } catch (error) {
    if (storing === undefined) throw error
  }
  if (storing !== undefined) {
    throw new JobFailure(`A result could not be stored: ${storing instanceof Error ? storing.message : String(storing)}`, { failure: 'failed', stage: 'store' })
  }
  const unanswered = block.filter((piece) => !landed.has(piece))
  if (unanswered.length > 0) {
    throw new InferenceError(`The inference process ended a block without the results of ${String(unanswered.length)} of its ${String(block.length)} ${run.piece}s.`, {
      failure: 'protocol',
      stage: run.stage,
      genes: unanswered,
    })
  }
}

function noteCrash(run: BlockRun, crashes: CrashRecord, error: unknown, unfinished: readonly number[]): void {
  if (!(error instanceof InferenceError)) throw jobFailure(error, run.stage)
  const named = error.genes.filter((piece) => unfinished.includes(piece))
  const inFlight = named.length > 0 ? named : unfinished
  const aside = crashes.crashed(inFlight, certainFailures.has(error.failure))
  if (aside !== undefined) run.setAside(aside, error.failure, error.message)
  if (crashes.inARow < crashesInARow) return
  run.takeBack(crashes.setAsideInARow)
  throw new JobFailure(`The inference process failed ${String(crashes.inARow)} times in a row without finishing ${indefinite(run.piece)}. The last time: ${error.message}`, error)
}

/** A job in which every piece was set aside says nothing about the model: the pieces are taken back and the job fails. */
function requireAny(run: BlockRun, { setAside, asideReasons, done }: Settled): void {
  if (done > 0) return
  run.takeBack(setAside)
  const what = setAside.length === 1 ? `the only ${run.piece}` : `every one of the ${String(setAside.length)} ${run.piece}s`
  throw new JobFailure(`The inference process failed on ${what}: ${asideReasons.join('; ')}.`, { failure: 'failed', stage: run.stage })
}

function indefinite(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}
