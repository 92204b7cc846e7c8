import { InferenceError } from '../../native/process/inference.ts'
import type { InferenceFailure } from '../../native/schemas/failure.ts'
import { type CrashRecord, crashesInARow } from './crash-record.ts'
import { JobFailure, jobFailure } from './job-failure.ts'
import type { Pieces, Settled } from './pieces.ts'
import type { Sitting } from './sitting.ts'

// The process answered and would answer the same again; no second crash is needed to know.
const certainFailures: ReadonlySet<InferenceFailure> = new Set<InferenceFailure>([
  'text-too-long',
  'non-finite',
  'refused',
])

/**
 * Sets the piece aside that a process has died on, where it is clear which of the suspects it is. Throws JobFailure
 * where nothing works any more; then what was set aside since a piece was last stored is taken back.
 */
export async function setAsideAfterCrash(
  pieces: Pieces<never>,
  sitting: Sitting,
  crashes: CrashRecord,
  error: unknown,
  suspects: readonly number[],
): Promise<void> {
  if (!(error instanceof InferenceError)) throw jobFailure(error, pieces.stage)
  const named = error.genes.filter((piece) => suspects.includes(piece))
  const inFlight = named.length > 0 ? named : suspects
  const culprit = crashes.crashed(inFlight, {
    certain: certainFailures.has(error.failure),
    outside: error.failure === 'killed',
  })
  if (culprit !== undefined) {
    await sitting.whenWritable(() => pieces.setAside(culprit, error.failure, error.message))
    sitting.pieceSetAside()
  }
  if (crashes.inARow < crashesInARow) return
  await sitting.whenWritable(() => pieces.takeBack(crashes.setAsideInARow))
  const times = `${String(crashes.inARow)} times in a row`
  const what = certainFailures.has(error.failure)
    ? `The model could not evaluate ${indefinite(pieces.noun)}, ${times}, and it would not another time`
    : `The inference process failed ${times} without finishing ${indefinite(pieces.noun)}`
  throw new JobFailure(`${what}. The last time: ${error.message}`, error)
}

/**
 * All results of the block are stored, and the process has died over what is measured with them. That must not cost the
 * results their use: after some crashes they go without.
 */
export async function leaveUnmeasuredAfterCrash(
  pieces: Pieces<never>,
  sitting: Sitting,
  crashes: CrashRecord,
  error: unknown,
  unmeasured: readonly number[],
): Promise<void> {
  if (!(error instanceof InferenceError)) throw jobFailure(error, pieces.stage)
  if (crashes.crashedMeasuring()) await sitting.whenWritable(() => pieces.leaveUnmeasured?.(unmeasured))
}

/**
 * A job in which every piece was set aside says nothing about the model: the pieces are taken back and the job fails.
 */
export async function requireAnyDone(
  pieces: Pieces<never>,
  sitting: Sitting,
  { setAside, tooLong, asideReasons, done }: Settled,
): Promise<void> {
  if (done > 0) return
  await sitting.whenWritable(() => pieces.takeBack(setAside))
  const { noun, stage } = pieces
  if (tooLong === setAside.length) {
    const all = setAside.length === 1 ? `The only ${noun}` : `Every one of the ${String(setAside.length)} ${noun}s`
    const untold = setAside.length - asideReasons.length
    const more = untold > 0 ? ` (and ${String(untold)} more)` : ''
    throw new JobFailure(
      `${all} is longer than the model can read: ${asideReasons.join('; ')}${more}. Take shorter ${noun}s, or a model with a longer context.`,
      { failure: 'text-too-long', stage },
    )
  }
  const all = setAside.length === 1 ? `the only ${noun}` : `every one of the ${String(setAside.length)} ${noun}s`
  throw new JobFailure(`The inference process failed on ${all}: ${asideReasons.join('; ')}.`, {
    failure: 'failed',
    stage,
  })
}

function indefinite(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}
