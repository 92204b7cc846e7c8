import type { KeyboardEvent, ReactElement } from 'react'
import { GridList, useDragAndDrop } from 'react-aria-components'
import type { MovedJob, QueuedJob } from '../../engine/api/job-contract.ts'
import { isMovable, placeAfterDrop } from '../../engine/api/job-order.ts'
import styles from './queue.module.css'

interface QueueJobsProps<Job extends QueuedJob> {
  readonly label: string
  readonly jobs: readonly Job[]
  readonly onMove: (move: MovedJob) => void
  /** A QueueJob. */
  readonly children: (job: Job) => ReactElement
}

/** The jobs of a queue in order. Those whose turn is still to come are moved by dragging, or by Alt with an arrow. */
export function QueueJobs<Job extends QueuedJob>({ label, jobs, onMove, children }: QueueJobsProps<Job>) {
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) =>
      [...keys].map((key) => ({ 'text/plain': jobs.find(({ id }) => id === key)?.modelName ?? String(key) })),
    onReorder: ({ keys, target }) => {
      const position = target.dropPosition
      if (position === 'on') return
      const before = placeAfterDrop(jobs, { id: String(target.key), position })
      for (const key of keys) {
        const job = jobs.find(({ id }) => id === key)
        if (job !== undefined && isMovable(job) && before !== job.id) onMove({ jobId: job.id, before })
      }
    },
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? 'up' : event.key === 'ArrowDown' ? 'down' : undefined
    if (step === undefined || !event.altKey) return
    const row = (event.target as HTMLElement).closest('[data-job]')
    const jobId = row?.getAttribute('data-job') ?? ''
    event.preventDefault()
    event.stopPropagation()
    if (jobId !== '') onMove({ jobId, step })
  }
  return (
    <div onKeyDownCapture={onKeyDown}>
      <GridList
        aria-label={label}
        className={styles['jobs'] ?? ''}
        selectionMode="none"
        keyboardNavigationBehavior="tab"
        dragAndDropHooks={dragAndDropHooks}
      >
        {jobs.map((job) => children(job))}
      </GridList>
    </div>
  )
}
