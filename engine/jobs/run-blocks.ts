import { setTimeout as delay } from 'node:timers/promises'
import type { Agreement, LoadSettings } from '../../native/schemas/load-settings.ts'
import { type Inference, InferenceError } from '../../native/process/inference.ts'
import type { InferenceFailure } from '../../native/schemas/failure.ts'
import type { SourceEnvironment } from '../../native/schemas/source-environment.ts'
import { CrashRecord, crashesInARow, nextPieces } from './crash-record.ts'
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
  /** Called before each block with the number of pieces that are stored or set aside. */
  readonly onSettled: (pieces: number) => void
  /**
   * Called before a block of so many pieces is evaluated, of which `wanted` are to be stored, and after all of them are
   * stored.
   */
  readonly onBlockBegun: (wanted: number, evaluated: number) => void
  readonly onBlockEnded: () => void
  /** Does work that stores something, once the database can be written to. */
  readonly whenWritable: <T>(work: () => T | Promise<T>) => Promise<T>
  /** Stored with each result: why weights are evaluated as stored although dequantized ones had been chosen. */
  readonly precisionFallback?: string
  /** Where a process that has done its work is left for the next job; absent: it is ended. */
  readonly kept?: KeptProcess
}

/** The files of a model; see WatchedFiles. */
export interface EvaluatedFiles {
  /** Path of the model's file (of its first part). */
  readonly path: string
  readonly verified: (signal: AbortSignal) => Promise<string>
  readonly areIn: (state: string) => Promise<boolean>
}

/** What is stored of a job's pieces, by their numbers. */
export interface Settled {
  readonly missing: readonly number[]
  /** Pieces that are stored, but not all that is measured with them. */
  readonly unmeasured?: readonly number[]
  readonly setAside: readonly number[]
  /** Why, in the words of the process. */
  readonly asideReasons: readonly string[]
  readonly done: number
}

/** What the work on a block is given. */
export interface BlockCallbacks {
  readonly signal: AbortSignal
  readonly silence?: number
  /**
   * To be called for every piece of the block; answers whether it is to be stored, for which `store` is called once the
   * block is committed.
   */
  readonly land: (piece: number, store: (environment: SourceEnvironment, milliseconds: number) => void) => boolean
  /** Something to store beside the results. */
  readonly note: (store: () => void) => void
}

/** A job over numbered pieces, evaluated in blocks by an inference process. */
export interface BlockRun {
  readonly process: ProcessSettings
  /** What the pieces are called in messages, e.g. `gene`. */
  readonly piece: string
  readonly stage: 'probe' | 'score'
  readonly files: EvaluatedFiles
  readonly load: LoadSettings & { readonly longestText: number }
  readonly agreements: () => Agreement[]
  /** What is stored now; another process may work on the same. */
  readonly settled: () => Settled
  /** The pieces that share batches with one. */
  readonly blockOf: (piece: number) => readonly number[]
  readonly evaluate: (inference: Inference, pieces: readonly number[], callbacks: BlockCallbacks) => Promise<void>
  /** Stores all that the work does, or nothing of it. */
  readonly inOneStep: (work: () => void) => void
  readonly setAside: (piece: number, failure: string, message: string) => void
  readonly takeBack: (pieces: readonly number[]) => void
  /** Stores that what else is measured with these pieces cannot be; to be there where pieces can be `unmeasured`. */
  readonly leaveUnmeasured?: (pieces: readonly number[]) => void
}

const startAttempts = 3
const loadAttempts = 3
/** Loads after the first one, where each failed while the file was written to. */
const disturbedReloads = 3
/** Blocks in a row that were evaluated while their file was written to. */
const disturbedInARow = 5
// The process answered and would answer the same again; no second crash is needed to know.
const certainFailures: ReadonlySet<InferenceFailure> = new Set<InferenceFailure>([
  'text-too-long',
  'non-finite',
  'refused',
])
// The process is gone, and what it was loading is not known to be at fault.
const lostWhileLoading: ReadonlySet<InferenceFailure> = new Set<InferenceFailure>(['killed', 'crashed'])

/** What a block has given so far. */
interface BlockResults {
  readonly landed: Set<number>
  readonly stores: (() => void)[]
}

/**
 * Evaluates the pieces that are missing, in a process of its own. Pieces that share a block with them are evaluated
 * again and not stored again, so the numbers are those of an undisturbed run. What has landed of a block is stored
 * together, after a look at the model's files: where they were written to since the process loaded them, it is dropped.
 * The process is restarted after a crash; a piece it dies on again and again is set aside. Resolves `paused` where
 * `isPaused` said so before a block. Throws JobFailure, and the signal's reason on abort.
 */
export async function runBlocks(run: BlockRun): Promise<'done' | 'paused'> {
  const { signal, restartDelays } = run.process
  const crashes = new CrashRecord()
  let disturbed = 0
  let inference: LoadedProcess | undefined
  try {
    for (;;) {
      signal.throwIfAborted()
      const settled = run.settled()
      run.process.onSettled(settled.done + settled.setAside.length)
      const todo = [...settled.missing, ...(settled.unmeasured ?? [])].sort((one, other) => one - other)
      if (todo.length === 0) {
        await requireAny(run, settled)
        if (inference !== undefined && run.process.kept !== undefined) {
          await run.process.kept.keep(keyOf(run, inference.files), inference)
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
      const { pieces, trial } = nextPieces(todo, settled.setAside, run.blockOf, crashes)
      const wanted = new Set(trial ? [] : settled.missing)
      const results: BlockResults = { landed: new Set(), stores: [] }
      if (!trial) run.process.onBlockBegun(pieces.filter((piece) => wanted.has(piece)).length, pieces.length)
      const failure = await evaluateBlock(run, inference, pieces, wanted, results).then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      if (signal.aborted) {
        if (!trial && (await run.files.areIn(inference.files))) await commit(run, results)
        throw signal.reason
      }
      if ((await look(run, results.landed.size)) !== inference.files) {
        // The same content, but what was there in between is not known: the process and what it gave are dropped.
        disturbed += 1
        if (disturbed >= disturbedInARow) throw tooDisturbed(run)
        await inference.process.close()
        inference = undefined
        continue
      }
      disturbed = 0
      if (!trial) {
        await commit(run, results)
        // A stored piece that lands again is no progress, or a piece that always crashes could be tried without end.
        crashes.finished([...results.landed].filter((piece) => wanted.has(piece)))
      }
      if (failure === undefined) {
        if (trial) for (const piece of pieces) crashes.passedAlone(piece)
        else run.process.onBlockEnded()
        continue
      }
      await inference.process.close()
      inference = undefined
      const unmeasured = (settled.unmeasured ?? []).filter((piece) => pieces.includes(piece))
      if (!trial && unmeasured.length > 0 && pieces.every((piece) => !wanted.has(piece))) {
        await noteCrashMeasuring(run, crashes, failure.error, unmeasured)
      } else {
        const suspects = trial ? pieces : pieces.filter((piece) => wanted.has(piece) && !results.landed.has(piece))
        await noteCrash(run, crashes, failure.error, suspects)
      }
      await delay(restartDelays[Math.min(crashes.inARow, restartDelays.length) - 1] ?? 0, undefined, { signal })
    }
  } finally {
    await inference?.process.close()
  }
}

/** What a loaded process depends on. */
function keyOf({ files, load, process: { precisionFallback } }: BlockRun, state: string): string {
  const settings = Object.entries(load).sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([files.path, state, settings, precisionFallback ?? null])
}

/**
 * A process with the model loaded, from files that hold what was added. One that is lost while it loads is started
 * again, and one that cannot load files which were written to meanwhile, and hold what was added again.
 */
async function startAndLoad(run: BlockRun): Promise<LoadedProcess> {
  const { signal, kept, restartDelays, precisionFallback } = run.process
  let lost = 0
  let disturbed = 0
  for (;;) {
    const files = await run.process.whenWritable(() => run.files.verified(signal))
    const left = await kept?.take(keyOf(run, files))
    if (left !== undefined) return left
    const process = await start(run.process)
    try {
      signal.throwIfAborted()
      const { environment } = await process.load(run.files.path, { ...run.load, agreed: run.agreements() }, { signal })
      return {
        process,
        environment: precisionFallback === undefined ? environment : { ...environment, precisionFallback },
        files,
      }
    } catch (error) {
      await process.close()
      signal.throwIfAborted()
      // A file that has changed explains what it did not load as.
      if ((await run.process.whenWritable(() => run.files.verified(signal))) !== files) {
        disturbed += 1
        if (disturbed > disturbedReloads) throw disturbedWhileLoading(run, disturbed, error)
        continue
      }
      if (!(error instanceof InferenceError) || !lostWhileLoading.has(error.failure)) throw jobFailure(error, 'load')
      lost += 1
      if (lost >= loadAttempts) throw new JobFailure(`${error.message}, ${String(lost)} times in a row`, error)
      await delay(restartDelays[Math.min(lost, restartDelays.length) - 1] ?? 0, undefined, { signal })
    }
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

/**
 * Evaluates pieces and gathers what is to be stored of them: of those that are wanted, and notes unless there is
 * nothing to store at all.
 */
async function evaluateBlock(
  run: BlockRun,
  inference: LoadedProcess,
  pieces: readonly number[],
  wanted: ReadonlySet<number>,
  { landed, stores }: BlockResults,
): Promise<void> {
  let before = performance.now()
  const { signal, silence } = run.process
  await run.evaluate(inference.process, pieces, {
    signal,
    ...(silence === undefined ? {} : { silence }),
    note: (store) => {
      stores.push(store)
    },
    land: (piece, store) => {
      landed.add(piece)
      if (!wanted.has(piece)) return false
      const now = performance.now()
      const milliseconds = now - before
      before = now
      stores.push(() => {
        store(inference.environment, milliseconds)
      })
      return true
    },
  })
  const unanswered = pieces.filter((piece) => !landed.has(piece))
  if (unanswered.length > 0) {
    throw new InferenceError(
      `The inference process ended a block without the results of ${String(unanswered.length)} of its ${String(pieces.length)} ${run.piece}s.`,
      {
        failure: 'protocol',
        stage: run.stage,
        genes: unanswered,
      },
    )
  }
}

/** Looks at the files after a block; where they have changed, says what is lost. */
async function look(run: BlockRun, landed: number): Promise<string> {
  try {
    return await run.process.whenWritable(() => run.files.verified(run.process.signal))
  } catch (error) {
    if (!(error instanceof JobFailure) || landed === 0) throw error
    const pieces = landed === 1 ? `The ${run.piece} that was` : `The ${String(landed)} ${run.piece}s that were`
    throw new JobFailure(
      `${error.message} ${pieces} evaluated since the last look at it ${landed === 1 ? 'is' : 'are'} not kept.`,
      error,
    )
  }
}

function tooDisturbed({ files, piece }: BlockRun): JobFailure {
  return new JobFailure(
    `The file ${files.path} is being written to all the time. Each time it was read it held what was added, but what it held in between is not ` +
      `known, so no ${piece} that was evaluated meanwhile is kept. Stop what writes to it, then start again.`,
    { failure: 'changed-file', stage: 'load' },
  )
}

function disturbedWhileLoading({ files }: BlockRun, times: number, error: unknown): JobFailure {
  const { message, stderr } = jobFailure(error, 'load')
  return new JobFailure(
    `The file ${files.path} was written to each of the ${String(times)} times that it was loaded, though it held what was added before and after. ` +
      `Stop what writes to it, then start again. The last time: ${message}`,
    { failure: 'changed-file', stage: 'load', stderr },
  )
}

/** Stores what a block has given, as soon as the database can be written to. */
async function commit(run: BlockRun, { stores }: BlockResults): Promise<void> {
  if (stores.length === 0) return
  try {
    await run.process.whenWritable(() => {
      run.inOneStep(() => {
        for (const store of stores) store()
      })
    })
  } catch (error) {
    run.process.signal.throwIfAborted()
    throw new JobFailure(`A result could not be stored: ${error instanceof Error ? error.message : String(error)}`, {
      failure: 'failed',
      stage: 'store',
    })
  }
}

/**
 * All results of the block are stored, and the process has died over what is measured with them. That must not cost the
 * results their use.
 */
async function noteCrashMeasuring(
  run: BlockRun,
  crashes: CrashRecord,
  error: unknown,
  unmeasured: readonly number[],
): Promise<void> {
  if (!(error instanceof InferenceError)) throw jobFailure(error, run.stage)
  if (crashes.crashedMeasuring()) await run.process.whenWritable(() => run.leaveUnmeasured?.(unmeasured))
}

async function noteCrash(
  run: BlockRun,
  crashes: CrashRecord,
  error: unknown,
  suspects: readonly number[],
): Promise<void> {
  if (!(error instanceof InferenceError)) throw jobFailure(error, run.stage)
  const named = error.genes.filter((piece) => suspects.includes(piece))
  const inFlight = named.length > 0 ? named : suspects
  const aside = crashes.crashed(inFlight, {
    certain: certainFailures.has(error.failure),
    outside: error.failure === 'killed',
  })
  if (aside !== undefined) await run.process.whenWritable(() => run.setAside(aside, error.failure, error.message))
  if (crashes.inARow < crashesInARow) return
  await run.process.whenWritable(() => run.takeBack(crashes.setAsideInARow))
  const times = `${String(crashes.inARow)} times in a row`
  const what = certainFailures.has(error.failure)
    ? `The model could not evaluate ${indefinite(run.piece)}, ${times}, and it would not another time`
    : `The inference process failed ${times} without finishing ${indefinite(run.piece)}`
  throw new JobFailure(`${what}. The last time: ${error.message}`, error)
}

/**
 * A job in which every piece was set aside says nothing about the model: the pieces are taken back and the job fails.
 */
async function requireAny(run: BlockRun, { setAside, asideReasons, done }: Settled): Promise<void> {
  if (done > 0) return
  await run.process.whenWritable(() => run.takeBack(setAside))
  const what =
    setAside.length === 1 ? `the only ${run.piece}` : `every one of the ${String(setAside.length)} ${run.piece}s`
  throw new JobFailure(`The inference process failed on ${what}: ${asideReasons.join('; ')}.`, {
    failure: 'failed',
    stage: run.stage,
  })
}

function indefinite(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}
