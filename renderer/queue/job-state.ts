import type { QueuedJob } from '../../engine/api/job-contract.ts'

export function isUnfinished({ state }: Pick<QueuedJob, 'state'>): boolean {
  return state === 'waiting' || state === 'loading' || state === 'running' || state === 'paused'
}

/** How the jobs of a queue ended, all of them having ended: `All finished`, or `20 finished, 3 failed`. */
export function endedText(jobs: readonly Pick<QueuedJob, 'state'>[]): string {
  const count = (wanted: QueuedJob['state']): number => jobs.filter(({ state }) => state === wanted).length
  const parts = [
    [count('done'), 'finished'],
    [count('failed'), 'failed'],
    [count('cancelled'), 'cancelled'],
  ] as const
  const ended = parts.filter(([jobsOfPart]) => jobsOfPart > 0)
  return ended.every(([, word]) => word === 'finished')
    ? 'All finished'
    : ended.map(([jobsOfPart, word]) => `${String(jobsOfPart)} ${word}`).join(', ')
}
