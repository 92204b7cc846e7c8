import type { QueuedJob, JobStep } from './job-contract.ts'

type OrderedJob = Pick<QueuedJob, 'id' | 'state'>

/** Whether a job's turn is still to come, so that its place in the queue matters. */
export function isMovable({ state }: Pick<QueuedJob, 'state'>): boolean {
  return state === 'waiting' || state === 'paused'
}

/**
 * Where a job goes that is moved one place up or down among those whose turn is still to come: the id of the job in
 * front of which it comes, null behind all of them; undefined where it is first or last already.
 */
export function placeAfterStep(jobs: readonly OrderedJob[], jobId: string, step: JobStep): string | null | undefined {
  const ids = jobs.filter(isMovable).map(({ id }) => id)
  const index = ids.indexOf(jobId)
  if (index < 0) return undefined
  if (step === 'up') return index === 0 ? undefined : ids[index - 1]!
  return index === ids.length - 1 ? undefined : (ids[index + 2] ?? null)
}

/** The jobs after one was moved in front of another, or behind all (null); as they are where it stays in its place. */
export function withMoved<Job extends { readonly id: string }>(
  jobs: readonly Job[],
  jobId: string,
  before: string | null,
): Job[] {
  const moved = jobs.filter(({ id }) => id === jobId)
  if (jobId === before) return [...jobs]
  const rest = jobs.filter(({ id }) => id !== jobId)
  const index = before === null ? rest.length : rest.findIndex(({ id }) => id === before)
  return rest.toSpliced(index, 0, ...moved)
}

/** Where a job goes that is dropped before or after another one of the list; as `placeAfterStep`. */
export function placeAfterDrop(
  jobs: readonly { readonly id: string }[],
  target: { readonly id: string; readonly position: 'before' | 'after' },
): string | null {
  const index = jobs.findIndex(({ id }) => id === target.id)
  return jobs[target.position === 'before' ? index : index + 1]?.id ?? null
}
