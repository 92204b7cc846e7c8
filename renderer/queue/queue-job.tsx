import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import type { QueuedJob } from '../../engine/api/job-contract.ts'
import { adviceFor } from '../../engine/api/failure-advice.ts'
import { durationText } from '../../core/format/quantity.ts'
import { IconButton } from '../components/button.tsx'
import { classes } from '../components/classes.ts'
import { Disclosure } from '../components/disclosure.tsx'
import { Icon } from '../components/icon.tsx'
import { Progress } from '../components/progress.tsx'
import { capitalized } from '../format/capitalized.ts'
import { ModelName } from '../views/model/model-name.tsx'
import { isMovable } from '../../engine/api/job-order.ts'
import type { JobSteps } from './job-rows.ts'
import { isUnfinished } from './job-state.ts'
import type { QueueCommands } from './use-queue-commands.ts'
import textStyles from '../components/text.module.css'
import styles from './queue.module.css'

interface QueueJobProps {
  readonly job: QueuedJob
  /** What the model is probed with or scored on. */
  readonly subject: string
  /** Genes or items in all. */
  readonly total: number
  readonly steps: JobSteps
  readonly commands: QueueCommands
  /** Takes the place of the cancel button once the job has ended. */
  readonly afterwards?: ReactNode
}

/** What stands in a job's row: the job with progress, time, its commands, and why it failed. */
export function QueueJob({ job, subject, total, steps, commands, afterwards }: QueueJobProps) {
  const name = `${job.modelName}, ${subject}`
  return (
    <>
      <div className={styles['jobLine']}>
        <span className={styles['jobName']} title={name}>
          <AriaButton
            slot="drag"
            className={styles['grip'] ?? ''}
            aria-label={`Move ${name}`}
            isDisabled={!isMovable(job)}
          >
            <Icon name="grip" size={12} />
          </AriaButton>
          <ModelName id={job.modelId} name={job.modelName} />{' '}
          <span className={classes(textStyles['muted'], styles['subject'])}>{subject}</span>
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
        <span className={classes(styles['state'], styles[job.state])}>{stateText(job)}</span>
        <span className={styles['actions']}>
          {isMovable(job) ? (
            <>
              <IconButton
                icon="up"
                label={`Move ${job.modelName} up`}
                isDisabled={!steps.up}
                onPress={() => commands.move({ jobId: job.id, step: 'up' })}
              />
              <IconButton
                icon="down"
                label={`Move ${job.modelName} down`}
                isDisabled={!steps.down}
                onPress={() => commands.move({ jobId: job.id, step: 'down' })}
              />
            </>
          ) : null}
          {isUnfinished(job) ? (
            <>
              {job.held ? (
                <IconButton icon="play" label={`Resume ${job.modelName}`} onPress={() => commands.release(job.id)} />
              ) : (
                <IconButton icon="pause" label={`Pause ${job.modelName}`} onPress={() => commands.hold(job.id)} />
              )}
              <IconButton icon="close" label={`Cancel ${job.modelName}`} onPress={() => commands.cancel(job.id)} />
            </>
          ) : (
            afterwards
          )}
        </span>
      </div>
      {job.waitsFor === undefined ? null : (
        <p role="status" className={textStyles['muted']}>
          Waiting {job.waitsFor}.
        </p>
      )}
      {job.failure === null ? null : <Failure {...job.failure} />}
    </>
  )
}

function Failure({ message, failure, stage, stderr }: NonNullable<QueuedJob['failure']>) {
  return (
    <div className={styles['failure']}>
      <p>{capitalized(message)}</p>
      {adviceFor([{ failure }]).map((advice) => (
        <p key={advice}>{advice}</p>
      ))}
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

function stateText({ state, held }: QueuedJob): string {
  return held && state !== 'paused' && isUnfinished({ state }) ? 'pausing' : state
}

function timeText(job: QueuedJob): string {
  if (job.state === 'running') return job.remaining === null ? '' : `${durationText(job.remaining)} left`
  if (job.state === 'done') return durationText(job.elapsed)
  return ''
}
