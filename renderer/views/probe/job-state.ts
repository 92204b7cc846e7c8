import type { Job } from '../../../engine/api/contract.ts'

const texts: Readonly<Record<Job['state'], string>> = {
  waiting: 'waiting',
  loading: 'loading',
  running: 'running',
  paused: 'paused',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
}

export function jobStateText(job: Pick<Job, 'state'>): string {
  return texts[job.state]
}

export function isUnfinished(job: Pick<Job, 'state'>): boolean {
  return job.state === 'waiting' || job.state === 'loading' || job.state === 'running' || job.state === 'paused'
}
