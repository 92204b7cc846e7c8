import type { QueuedJob } from '../../engine/api/job-contract.ts'

export function isUnfinished({ state }: Pick<QueuedJob, 'state'>): boolean {
  return state === 'waiting' || state === 'loading' || state === 'running' || state === 'paused'
}
