import { InferenceError } from '../../native/process/inference.ts'
import { BlockResults } from './block-results.ts'
import { CrashRecord, nextPieces } from './crash-record.ts'
import { JobFailure } from './job-failure.ts'
import type { LoadedProcess } from './kept-process.ts'
import { ModelProcess } from './model-process.ts'
import type { Pieces } from './pieces.ts'
import { leaveUnmeasuredAfterCrash, requireAnyDone, setAsideAfterCrash } from './set-aside.ts'
import type { Sitting } from './sitting.ts'

/** Blocks in a row that were evaluated while their file was written to. */
const disturbedInARow = 5

/**
 * Evaluates the pieces that are missing, in the inference process of a sitting. Pieces that share a block with them
 * are evaluated again and not stored again, so the numbers are those of an undisturbed run. What has landed of a block
 * is stored together, after a look at the model's files: where they were written to since the process loaded them, it
 * is dropped. A piece that the process refuses is set aside, and the others of its block are evaluated without it. The
 * process is restarted after a crash; a piece it dies on again and again is set aside as well. Resolves `paused` where
 * the queue was paused before a block. Throws JobFailure, and the signal's reason on abort.
 */
export async function runBlocks<Result>(pieces: Pieces<Result>, sitting: Sitting): Promise<'done' | 'paused'> {
  const { signal, files } = sitting
  const crashes = new CrashRecord()
  const model = new ModelProcess(pieces, sitting)
  let disturbed = 0
  try {
    for (;;) {
      signal.throwIfAborted()
      const settled = pieces.settled()
      sitting.settled(settled.done + settled.setAside.length)
      const todo = [...settled.missing, ...(settled.unmeasured ?? [])].sort((left, right) => left - right)
      if (todo.length === 0) {
        await requireAnyDone(pieces, sitting, settled)
        await model.leaveForNextJob()
        return 'done'
      }
      // After the last block there is nothing left to pause.
      if (sitting.isPaused) return 'paused'
      const loaded = await model.loaded()
      const { pieces: block, trial } = nextPieces(todo, settled.setAside, (piece) => pieces.blockOf(piece), crashes)
      const missing: ReadonlySet<number> = new Set(settled.missing)
      const wanted = new Set(trial ? [] : block.filter((piece) => missing.has(piece)))
      if (!trial) sitting.blockBegun(wanted.size, block.length)
      const results = new BlockResults<Result>(wanted, sitting)
      const failure = await evaluateBlock(pieces, sitting, loaded, block, results).then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      if (signal.aborted) {
        if (!trial && (await files.areIn(loaded.files))) await storeBlock(pieces, sitting, loaded, results)
        throw signal.reason
      }
      if ((await stateOfFiles(pieces.noun, sitting, results.landed.size)) !== loaded.files) {
        // The same content, but what was there in between is not known: the process and what it gave are dropped.
        disturbed += 1
        if (disturbed >= disturbedInARow) throw tooDisturbed(files.path, pieces.noun)
        await model.close()
        continue
      }
      disturbed = 0
      for (const { piece, failure: why, message } of results.refused.filter(({ piece }) => missing.has(piece))) {
        await sitting.whenWritable(() => pieces.setAside(piece, why, message))
        sitting.pieceSetAside()
      }
      if (!trial) {
        await storeBlock(pieces, sitting, loaded, results)
        // A stored piece that lands again is no progress, or a piece that always crashes could be tried without end.
        crashes.finished(results.results.map(({ piece }) => piece))
      }
      if (failure === undefined) {
        if (trial) for (const piece of block) crashes.passedAlone(piece)
        else sitting.blockEnded()
        continue
      }
      await model.close()
      const unmeasured = (settled.unmeasured ?? []).filter((piece) => block.includes(piece))
      if (!trial && unmeasured.length > 0 && wanted.size === 0) {
        await leaveUnmeasuredAfterCrash(pieces, sitting, crashes, failure.error, unmeasured)
      } else {
        const suspects = trial ? block : results.outstanding(block)
        await setAsideAfterCrash(pieces, sitting, crashes, failure.error, suspects)
      }
      await sitting.delayBefore(crashes.inARow, failure.error)
    }
  } finally {
    await model.close()
  }
}

/** Evaluates a block; what it gives is gathered in `results`, also where it throws. */
async function evaluateBlock<Result>(
  pieces: Pieces<Result>,
  { limits }: Sitting,
  { process }: LoadedProcess,
  block: readonly number[],
  results: BlockResults<Result>,
): Promise<void> {
  await pieces.evaluate(process, block, results, limits)
  const unanswered = results.unanswered(block)
  if (unanswered.length === 0) return
  throw new InferenceError(
    `The inference process ended a block without the results of ${String(unanswered.length)} of its ${String(block.length)} ${pieces.noun}s.`,
    { failure: 'protocol', stage: pieces.stage, genes: unanswered },
  )
}

/** Stores what a block has given, as soon as the database can be written to. */
async function storeBlock<Result>(
  pieces: Pieces<Result>,
  sitting: Sitting,
  { environment }: LoadedProcess,
  results: BlockResults<Result>,
): Promise<void> {
  if (results.isEmpty) return
  try {
    await sitting.whenWritable(() => pieces.store(results, environment))
  } catch (error) {
    sitting.signal.throwIfAborted()
    throw new JobFailure(`A result could not be stored: ${error instanceof Error ? error.message : String(error)}`, {
      failure: 'failed',
      stage: 'store',
    })
  }
}

/** Looks at the files after a block; where they hold something else, says what is lost. */
async function stateOfFiles(noun: string, sitting: Sitting, landed: number): Promise<string> {
  try {
    return await sitting.whenWritable(() => sitting.files.verified(sitting.signal))
  } catch (error) {
    if (!(error instanceof JobFailure) || landed === 0) throw error
    const lost = landed === 1 ? `The ${noun} that was` : `The ${String(landed)} ${noun}s that were`
    throw new JobFailure(
      `${error.message} ${lost} evaluated since the last look at it ${landed === 1 ? 'is' : 'are'} not kept.`,
      error,
    )
  }
}

function tooDisturbed(path: string, noun: string): JobFailure {
  return new JobFailure(
    `The file ${path} is being written to all the time. Each time it was read it held what was added, but what it held in between is not ` +
      `known, so no ${noun} that was evaluated meanwhile is kept. Stop what writes to it, then start again.`,
    { failure: 'changed-file', stage: 'load' },
  )
}
