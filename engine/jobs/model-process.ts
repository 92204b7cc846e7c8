import { type Inference, InferenceError } from '../../native/process/inference.ts'
import type { InferenceFailure } from '../../native/schemas/failure.ts'
import { JobFailure, jobFailure } from './job-failure.ts'
import type { LoadedProcess } from './kept-process.ts'
import type { Pieces } from './pieces.ts'
import type { Sitting } from './sitting.ts'

const startAttempts = 3
const loadAttempts = 3
/** Loads after the first one, where each failed while the file was written to. */
const disturbedReloads = 3
// The process is gone, and what it was loading is not known to be at fault.
const lostWhileLoading: ReadonlySet<InferenceFailure> = new Set<InferenceFailure>(['killed', 'crashed'])

/** The inference process of a sitting: it is started and loads the model when it is needed, and again after its end. */
export class ModelProcess {
  private readonly pieces: Pieces<never>
  private readonly sitting: Sitting
  private current: LoadedProcess | undefined

  constructor(pieces: Pieces<never>, sitting: Sitting) {
    this.pieces = pieces
    this.sitting = sitting
  }

  /** Throws JobFailure where there is none to be had, and the signal's reason on abort. */
  async loaded(): Promise<LoadedProcess> {
    if (this.current === undefined) {
      this.sitting.loadingBegun()
      this.current = await startAndLoad(this.pieces, this.sitting)
      this.sitting.loadingEnded()
    }
    return this.current
  }

  /** Leaves the process for the next job, where there is somewhere to leave it; else `close` ends it. */
  async leaveForNextJob(): Promise<void> {
    const { current } = this
    const { kept } = this.sitting
    if (current === undefined || kept === undefined) return
    await kept.keep(keyOf(this.pieces, this.sitting, current.files), current)
    this.current = undefined
  }

  async close(): Promise<void> {
    await this.current?.process.close()
    this.current = undefined
  }
}

/** What a loaded process depends on. */
function keyOf({ load }: Pieces<never>, sitting: Sitting, state: string): string {
  const { files, precisionFallback } = sitting
  const settings = Object.entries(sitting.within(load)).sort(([left], [right]) => (left < right ? -1 : 1))
  return JSON.stringify([files.path, state, settings, precisionFallback ?? null])
}

/**
 * A process with the model loaded, from files that hold what was added. One that is lost while it loads is started
 * again, and one that cannot load files which were written to meanwhile, and hold what was added again.
 */
async function startAndLoad(pieces: Pieces<never>, sitting: Sitting): Promise<LoadedProcess> {
  const { signal, kept, precisionFallback } = sitting
  const verified = (): Promise<string> => sitting.whenWritable(() => sitting.files.verified(signal))
  let lost = 0
  let disturbed = 0
  for (;;) {
    const files = await verified()
    const left = await kept?.take(keyOf(pieces, sitting, files))
    if (left !== undefined) return left
    const process = await start(sitting)
    try {
      signal.throwIfAborted()
      const load = { ...sitting.within(pieces.load), agreed: pieces.agreements() }
      const { environment } = await process.load(sitting.files.path, load, { signal })
      return {
        process,
        environment: precisionFallback === undefined ? environment : { ...environment, precisionFallback },
        files,
      }
    } catch (error) {
      await process.close()
      signal.throwIfAborted()
      // A file that has changed explains what it did not load as.
      if ((await verified()) !== files) {
        disturbed += 1
        if (disturbed > disturbedReloads) throw disturbedWhileLoading(sitting.files.path, disturbed, error)
        continue
      }
      if (!(error instanceof InferenceError) || !lostWhileLoading.has(error.failure)) throw jobFailure(error, 'load')
      lost += 1
      if (lost >= loadAttempts) throw new JobFailure(`${error.message}, ${String(lost)} times in a row`, error)
      await sitting.delayBefore(lost, error)
    }
  }
}

async function start(sitting: Sitting): Promise<Inference> {
  for (let attempt = 1; ; attempt += 1) {
    sitting.signal.throwIfAborted()
    try {
      return await sitting.startInference()
    } catch (error) {
      if (attempt >= startAttempts) throw jobFailure(error, 'start')
      await sitting.delayBefore(attempt, error)
    }
  }
}

function disturbedWhileLoading(path: string, times: number, error: unknown): JobFailure {
  const { message, stderr } = jobFailure(error, 'load')
  return new JobFailure(
    `The file ${path} was written to each of the ${String(times)} times that it was loaded, though it held what was added before and after. ` +
      `Stop what writes to it, then start again. The last time: ${message}`,
    { failure: 'changed-file', stage: 'load', stderr },
  )
}
