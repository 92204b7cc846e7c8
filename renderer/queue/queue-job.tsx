import type { ReactNode } from 'react'
import type { QueuedJob } from '../../engine/api/job-contract.ts'
import { durationText } from '../../core/format/quantity.ts'
import { IconButton } from '../components/button.tsx'
import { classes } from '../components/classes.ts'
import { Disclosure } from '../components/disclosure.tsx'
import { Progress } from '../components/progress.tsx'
import { isUnfinished } from './job-state.ts'
import textStyles from '../components/text.module.css'
import styles from './queue.module.css'

interface QueueJobProps {
  readonly job: QueuedJob
  /** What the model is probed with or scored on. */
  readonly subject: string
  /** Genes or items in all. */
  readonly total: number
  readonly onCancel: () => void
  /** Takes the place of the cancel button once the job has ended. */
  readonly afterwards?: ReactNode
}

/** A job of a queue, with progress, time, cancel, and why it failed. */
export function QueueJob({ job, subject, total, onCancel, afterwards }: QueueJobProps) {
  const name = `${job.modelName}, ${subject}`
  return (
    <li className={styles['job']}>
      <div className={styles['jobLine']}>
        <span className={styles['jobName']} title={name}>
          {job.modelName} <span className={classes(textStyles['muted'], styles['subject'])}>{subject}</span>
        </span>
        <Progress
          label={name}
          done={job.done}
          total={total}
          isIndeterminate={job.state === 'loading'}
          tone={
            job.state === 'failed'
              ? 'failed'
              : job.state === 'paused' || job.state === 'cancelled'
                ? 'paused'
                : 'normal'
          }
          thin
        />
        <span className={textStyles['figures']}>
          {job.done} / {total}
        </span>
        <span className={textStyles['figures']}>{timeText(job)}</span>
        <span className={classes(styles['state'], styles[job.state])}>{job.state}</span>
        <span>
          {isUnfinished(job) ? (
            <IconButton icon="close" label={`Cancel ${job.modelName}`} onPress={onCancel} />
          ) : (
            afterwards
          )}
        </span>
      </div>
      {job.waitsFor === undefined ? null : (
        <p role="status" className={textStyles['muted']}>
          Waiting to store what is evaluated: {job.waitsFor}.
        </p>
      )}
      {job.failure === null ? null : <Failure {...job.failure} />}
    </li>
  )
}

function Failure({ message, failure, stage, stderr }: NonNullable<QueuedJob['failure']>) {
  return (
    <div className={styles['failure']}>
      <p>{message}</p>
      <Disclosure title="What the inference process said">
        <dl className={styles['failureFacts']}>
          <dt>Kind</dt>
          <dd>{failure}</dd>
          <dt>Stage</dt>
          <dd>{stage}</dd>
        </dl>
        {stderr.length === 0 ? (
          <p className={textStyles['muted']}>It wrote nothing to its error output.</p>
        ) : (
          <pre className={styles['stderr']} tabIndex={0} aria-label="Last lines of the error output">
            {stderr.join('\n')}
          </pre>
        )}
      </Disclosure>
    </div>
  )
}

function timeText(job: QueuedJob): string {
  if (job.state === 'running') return job.remaining === null ? '' : `${durationText(job.remaining)} left`
  if (job.state === 'done') return durationText(job.elapsed)
  return ''
}
