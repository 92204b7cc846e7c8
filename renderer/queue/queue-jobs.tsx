import { createContext, type KeyboardEvent, memo, type ReactElement, use, useState } from 'react'
import { GridList, GridListItem, useDragAndDrop } from 'react-aria-components'
import type { MovedJob, QueuedJob } from '../../engine/api/job-contract.ts'
import { placeAfterDrop } from '../../engine/api/job-order.ts'
import { type JobRow, jobRows, type JobSteps } from './job-rows.ts'
import styles from './queue.module.css'

interface QueueJobsProps<Job extends QueuedJob> {
  readonly label: string
  readonly jobs: readonly Job[]
  /** What a job's row is called. */
  readonly nameOf: (job: Job) => string
  readonly onMove: (move: MovedJob) => void
  /** A QueueJob; what it shows depends on the job and its steps alone. */
  readonly children: (job: Job, steps: JobSteps) => ReactElement
}

/** The jobs of the list by their ids, and how one is drawn. */
interface ShownJobs {
  readonly jobs: ReadonlyMap<string, QueuedJob>
  readonly draw: (job: never, steps: JobSteps) => ReactElement
}

const ShownJobsContext = createContext<ShownJobs>({ jobs: new Map(), draw: () => <></> })

/**
 * The jobs of a queue in order. Those whose turn is still to come are moved by dragging, or by Alt with an arrow. The
 * list holds the rows; a job that has got on is drawn anew within its row, for a new row would have all of them laid
 * out again.
 */
export function QueueJobs<Job extends QueuedJob>({ label, jobs, nameOf, onMove, children }: QueueJobsProps<Job>) {
  const [kept, keep] = useState<readonly JobRow[]>([])
  const rows = jobRows(jobs, nameOf, kept)
  if (rows !== kept) keep(rows)
  const shown = { jobs: new Map(jobs.map((job) => [job.id, job])), draw: children }
  return (
    <ShownJobsContext value={shown}>
      <JobGrid label={label} rows={rows} onMove={onMove} />
    </ShownJobsContext>
  )
}

interface JobGridProps {
  readonly label: string
  readonly rows: readonly JobRow[]
  readonly onMove: (move: MovedJob) => void
}

const JobGrid = memo(
  ({ label, rows, onMove }: JobGridProps) => {
    const { dragAndDropHooks } = useDragAndDrop({
      getItems: (keys) =>
        [...keys].map((key) => ({ 'text/plain': rows.find(({ id }) => id === key)?.name ?? String(key) })),
      onReorder: ({ keys, target }) => {
        const position = target.dropPosition
        if (position === 'on') return
        const before = placeAfterDrop(rows, { id: String(target.key), position })
        for (const key of keys) {
          const row = rows.find(({ id }) => id === key)
          if (row?.isMovable === true && before !== row.id) onMove({ jobId: row.id, before })
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
          items={rows}
        >
          {({ id, name, steps }) => (
            <GridListItem id={id} textValue={name} data-job={id} className={styles['job'] ?? ''}>
              <ShownJob id={id} steps={steps} />
            </GridListItem>
          )}
        </GridList>
      </div>
    )
  },
  // What moves a job does the same however often it is made.
  (before, after) => before.label === after.label && before.rows === after.rows,
)

function ShownJob({ id, steps }: { readonly id: string; readonly steps: JobSteps }) {
  const { jobs, draw } = use(ShownJobsContext)
  const job = jobs.get(id)
  return job === undefined ? null : <DrawnJob job={job} steps={steps} draw={draw} />
}

const DrawnJob = memo(
  ({ job, steps, draw }: { readonly job: QueuedJob; readonly steps: JobSteps; readonly draw: ShownJobs['draw'] }) =>
    draw(job as never, steps),
  (before, after) => before.job === after.job && before.steps === after.steps,
)
