import type { Precision } from '../../native/schemas/load-settings.ts'
import { fileFailure } from '../api/job-contract.ts'
import type { JobRecord } from './job.ts'
import { JobFailure } from './job-failure.ts'

/** Failures that the stored weights would end with as well: see WatchedFiles. */
const fileFailures: ReadonlySet<string> = new Set(fileFailure.options)

/**
 * Works on a job; where dequantized weights were chosen for it and cannot be made or loaded (no disk, no cache folder,
 * a file that llama.cpp does not rewrite, a process that dies over it), works on it with the weights as stored. The job
 * then says why, and so do its results. Weights that were asked for are not replaced, nor those that some pieces were
 * done with.
 */
export async function orStoredWeights<Key extends { readonly precision: Precision }, Facts>(
  job: JobRecord<Key, Facts>,
  isBegun: () => boolean,
  work: () => Promise<'done' | 'paused'>,
): Promise<'done' | 'paused'> {
  try {
    return await work()
  } catch (error) {
    const isChosen = job.precisionReason !== null && job.key.precision !== 'file'
    const isOfWeights = error instanceof JobFailure && error.stage === 'load' && !fileFailures.has(error.failure)
    if (!isOfWeights || !isChosen || job.abort.signal.aborted || isBegun()) throw error
    job.key = { ...job.key, precision: 'file' }
    job.load = { ...job.load, precision: 'file' }
    job.precisionReason = `its dequantized weights could not be used: ${error.message}`
    job.precisionFallback = error.message
    return work()
  }
}
