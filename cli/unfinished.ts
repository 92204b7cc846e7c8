import { plural } from '../core/format/quantity.ts'
import type { Job, ScoringJob } from '../engine/api/contract.ts'
import { adviceFor } from '../engine/api/failure-advice.ts'

/** How many jobs of a queue did not finish, why, and what to do; `piece` as in `unfinishedText`. */
export function unfinishedJobsText(failed: readonly (Job | ScoringJob)[], all: number, piece: string): string {
  const advice = adviceFor(failed.flatMap(({ failure }) => failure ?? []))
  const text = unfinishedText(failed.map(jobReason), all, piece)
  return advice.length === 0 ? text : [text.replace(/\.?$/, '.'), ...advice].join(' ')
}

/** Why a job did not finish, with what it is about. */
function jobReason(job: Job | ScoringJob): string {
  const about = 'benchmarkName' in job ? `${job.modelName} on ${job.benchmarkName}` : job.modelName
  return `${about}: ${job.failure?.message ?? job.state}`
}

/**
 * How many of some pieces of work did not finish, and why.
 *
 * @param all how many there were
 * @param piece what one of them is called, and several
 */
export function unfinishedText(reasons: readonly string[], all: number, piece: string, pieces = `${piece}s`): string {
  return `${reasons.length} of ${plural(all, piece, pieces)} did not finish: ${reasons.join('; ')}`
}
