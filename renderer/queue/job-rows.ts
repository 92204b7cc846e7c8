import type { QueuedJob } from '../../engine/api/job-contract.ts'
import { isMovable } from '../../engine/api/job-order.ts'

/** Whether a job can be moved by one place up and down. */
export interface JobSteps {
  readonly up: boolean
  readonly down: boolean
}

/** What the list itself has to know of a job; how far the job is, is none of it. */
export interface JobRow {
  readonly id: string
  readonly name: string
  readonly isMovable: boolean
  readonly steps: JobSteps
}

/**
 * A row for each job, in order. Rows that are as before are the same objects, and so is the list where all of them are:
 * a list of hundreds of jobs is laid out anew only where their order has changed.
 */
export function jobRows<Job extends QueuedJob>(
  jobs: readonly Job[],
  nameOf: (job: Job) => string,
  before: readonly JobRow[],
): readonly JobRow[] {
  const first = jobs.findIndex(isMovable)
  const last = jobs.findLastIndex(isMovable)
  const kept = new Map(before.map((row) => [row.id, row]))
  const rows = jobs.map((job, index): JobRow => {
    const name = nameOf(job)
    const steps = { up: isMovable(job) && index !== first, down: isMovable(job) && index !== last }
    const row = kept.get(job.id)
    const isSame =
      row?.name === name &&
      row.isMovable === isMovable(job) &&
      row.steps.up === steps.up &&
      row.steps.down === steps.down
    return isSame ? row : { id: job.id, name, isMovable: isMovable(job), steps }
  })
  return rows.length === before.length && rows.every((row, index) => row === before[index]) ? before : rows
}
