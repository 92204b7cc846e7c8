import type { ReactElement, ReactNode } from 'react'
import type { InterruptedJob, JobElsewhere, QueuedJob } from '../../engine/api/job-contract.ts'
import { countText, plural, timeLeftText } from '../../core/format/quantity.ts'
import { Button } from '../components/button.tsx'
import { Progress } from '../components/progress.tsx'
import { Notice } from '../components/states.tsx'
import { endedText, isUnfinished } from './job-state.ts'
import { InterruptedJobs } from './interrupted-jobs.tsx'
import { JobsElsewhere } from './jobs-elsewhere.tsx'
import { QueueJobs } from './queue-jobs.tsx'
import type { JobSteps } from './job-rows.ts'
import type { QueueCommands } from './use-queue-commands.ts'
import textStyles from '../components/text.module.css'
import layoutStyles from '../components/layout.module.css'
import styles from './queue.module.css'

interface QueuePanelProps<Job extends QueuedJob> {
  readonly heading: 'h2' | 'h3'
  readonly state: {
    readonly jobs: readonly Job[]
    readonly paused: boolean
    readonly done: number
    readonly remaining: number | null
    readonly interrupted: readonly InterruptedJob[]
    readonly elsewhere: readonly JobElsewhere[]
  }
  /** What is counted, and how many of them there are in all. */
  readonly unit: string
  readonly total: number
  /** What the list of jobs is called. */
  readonly label: string
  /** What a job's row is called. */
  readonly nameOf: (job: Job) => string
  readonly commands: QueueCommands
  /** What is said while there are no jobs. */
  readonly empty: string
  /** What can be done with the results once all jobs have ended. */
  readonly afterwards?: ReactNode
  /** A job, as a QueueJob. */
  readonly children: (job: Job, steps: JobSteps) => ReactElement
}

/** A queue: its jobs, progress in all, and pause, resume, cancel and clear. */
export function QueuePanel<Job extends QueuedJob>({
  heading: Heading,
  state,
  unit,
  total,
  label,
  nameOf,
  commands,
  empty,
  afterwards,
  children,
}: QueuePanelProps<Job>) {
  const { jobs, paused, done, remaining } = state
  const left = jobs.filter(isUnfinished).length
  const isHeld = paused || jobs.every((job) => job.held || !isUnfinished(job))
  const time = left === 0 || isHeld ? '' : remaining === null ? 'estimating the time left' : timeLeftText(remaining)
  return (
    <section className={styles['queue']} aria-labelledby="queue-title">
      <div className={layoutStyles['ends']}>
        <Heading id="queue-title">Queue</Heading>
        <div className={styles['buttons']}>
          {/* A paused queue takes jobs and starts none, so it can be resumed while it is empty too. */}
          {paused ? (
            <Button icon="play" onPress={commands.resume}>
              Resume
            </Button>
          ) : left > 0 ? (
            <Button icon="pause" onPress={commands.pause}>
              Pause
            </Button>
          ) : null}
          {left > 0 ? (
            <Button icon="close" onPress={commands.cancelAll}>
              Cancel all
            </Button>
          ) : jobs.length > 0 ? (
            <>
              {afterwards}
              <Button look="quiet" onPress={commands.clear}>
                Clear the list
              </Button>
            </>
          ) : null}
        </div>
      </div>
      {commands.failure === null ? null : <Notice tone="danger">{commands.failure.message}</Notice>}
      {state.interrupted.length === 0 ? null : (
        <InterruptedJobs jobs={state.interrupted} unit={unit} commands={commands} />
      )}
      {jobs.length === 0 ? (
        <p className={styles['nothing']}>
          {paused ? 'Paused. ' : ''}
          {empty}
        </p>
      ) : (
        <>
          <div className={styles['overall']}>
            <div className={styles['line']}>
              <span>
                <span className={styles['left']}>
                  {left === 0 ? endedText(jobs) : isHeld ? 'Paused' : `${plural(left, 'model')} left`}
                </span>
                {total === 0 ? null : (
                  <span className={textStyles['muted']}>
                    {' '}
                    · {countText(done)} of {plural(total, unit)}
                  </span>
                )}
              </span>
              <span className={textStyles['muted']}>{time}</span>
            </div>
            <Progress label="All models" done={done} total={total} tone={isHeld ? 'paused' : 'normal'} />
          </div>
          <QueueJobs label={label} jobs={jobs} nameOf={nameOf} onMove={commands.move}>
            {children}
          </QueueJobs>
        </>
      )}
      {state.elsewhere.length === 0 ? null : <JobsElsewhere jobs={state.elsewhere} unit={unit} />}
    </section>
  )
}
