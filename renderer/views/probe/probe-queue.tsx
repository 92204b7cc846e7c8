import type { Job } from '../../../engine/api/contract.ts'
import { useQueryClient } from '@tanstack/react-query'
import { useCall, useCommand } from '../../api/queries.tsx'
import { goTo } from '../../app/use-route.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { classes } from '../../components/classes.ts'
import { Disclosure } from '../../components/disclosure.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { Progress } from '../../components/progress.tsx'
import { ErrorState, LoadingState, Notice } from '../../components/states.tsx'
import { countText, durationText, plural } from '../../../core/format/quantity.ts'
import { jobStateText, isUnfinished } from './job-state.ts'
import styles from './probe.module.css'

/** The queue: progress per model and in all, with pause, resume and cancel. */
export function ProbeQueue() {
  const queue = useCall('queue.get', {})
  const client = useQueryClient()
  const pause = useCommand('queue.pause')
  const resume = useCommand('queue.resume')
  const cancel = useCommand('queue.cancel')
  const cancelAll = useCommand('queue.cancelAll')
  const clear = useCommand('queue.clear')
  const failure = [pause, resume, cancel, cancelAll, clear].map((command) => command.error).find((error) => error !== null)

  if (queue.isPending) return <LoadingState label="Reading the queue" />
  if (queue.data === undefined) {
    return <ErrorState title="The queue could not be read" error={queue.error ?? new Error('No answer.')} onRetry={() => void queue.refetch()} />
  }
  const { jobs, paused, genes, done, remaining } = queue.data
  const put = { onSuccess: (state: typeof queue.data) => client.setQueryData(['queue.get', {}], state) }
  const unfinished = jobs.filter(isUnfinished)
  const completed = jobs.filter((job) => job.state === 'done')
  const first = completed[0]
  return (
    <section className={styles['queue']} aria-labelledby="queue-title">
      <div className={styles['sectionHead']}>
        <h2 id="queue-title">Queue</h2>
        <div className={styles['buttons']}>
          {unfinished.length > 0 ? (
            <>
              {paused ? (
                <Button icon="play" onPress={() => resume.mutate({}, put)}>
                  Resume
                </Button>
              ) : (
                <Button icon="pause" onPress={() => pause.mutate({}, put)}>
                  Pause
                </Button>
              )}
              <Button icon="close" onPress={() => cancelAll.mutate({}, put)}>
                Cancel all
              </Button>
            </>
          ) : jobs.length > 0 ? (
            <>
              {first === undefined ? null : (
                <Button icon="tree" onPress={() => goTo('tree', { genome: first.genomeId })}>
                  Show the tree
                </Button>
              )}
              <Button look="quiet" onPress={() => clear.mutate({}, put)}>
                Clear the list
              </Button>
            </>
          ) : null}
        </div>
      </div>
      {failure === undefined || failure === null ? null : <Notice tone="danger">{failure.message}</Notice>}
      {jobs.length === 0 ? (
        <p className={styles['nothing']}>The queue is empty. Choose models and a genome, then start.</p>
      ) : (
        <>
          <div className={styles['overall']}>
            <div className={styles['line']}>
              <span>
                {unfinished.length === 0 ? 'All finished' : paused ? 'Paused' : `${plural(unfinished.length, 'model')} left`}
                <span className={styles['muted']}>
                  {' '}
                  · {countText(done)} of {plural(genes, 'gene')}
                </span>
              </span>
              <span className={styles['muted']}>{unfinished.length > 0 && !paused ? (remaining === null ? 'estimating the time left' : `about ${durationText(remaining)} left`) : ''}</span>
            </div>
            <Progress label="All models" done={done} total={genes} tone={paused ? 'paused' : 'normal'} />
          </div>
          <ul className={styles['jobs']} aria-label="Probes in the queue">
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} onCancel={() => cancel.mutate({ jobId: job.id }, put)} />
            ))}
          </ul>
          <LiveRegion text={`${completed.length} of ${jobs.length} done${paused ? ', paused' : ''}`} />
        </>
      )}
    </section>
  )
}

function JobRow({ job, onCancel }: { readonly job: Job; readonly onCancel: () => void }) {
  const active = isUnfinished(job)
  return (
    <li className={styles['job']}>
      <div className={styles['jobLine']}>
        <span className={styles['jobName']} title={`${job.modelName}, ${job.genomeName}`}>
          {job.modelName} <span className={styles['muted']}>{job.genomeName}</span>
        </span>
        <Progress
          label={`${job.modelName}, ${job.genomeName}`}
          done={job.done}
          total={job.genes}
          isIndeterminate={job.state === 'loading'}
          tone={job.state === 'failed' ? 'failed' : job.state === 'paused' || job.state === 'cancelled' ? 'paused' : 'normal'}
          thin
        />
        <span className={styles['jobFigures']}>
          {job.done} / {job.genes}
        </span>
        <span className={styles['jobFigures']}>{timeText(job)}</span>
        <span className={classes(styles['state'], styles[job.state])}>{jobStateText(job)}</span>
        <span>{active ? <IconButton icon="close" label={`Cancel ${job.modelName}`} onPress={onCancel} /> : null}</span>
      </div>
      {job.failure === null ? null : (
        <div className={styles['failure']}>
          <p>{job.failure.message}</p>
          <Disclosure title="What the inference process said">
            <dl className={styles['failureFacts']}>
              <dt>Kind</dt>
              <dd>{job.failure.failure}</dd>
              <dt>Stage</dt>
              <dd>{job.failure.stage}</dd>
            </dl>
            {job.failure.stderr.length === 0 ? (
              <p className={styles['muted']}>It wrote nothing to its error output.</p>
            ) : (
              <pre className={styles['stderr']} tabIndex={0} aria-label="Last lines of the error output">
                {job.failure.stderr.join('\n')}
              </pre>
            )}
          </Disclosure>
        </div>
      )}
    </li>
  )
}

function timeText(job: Job): string {
  if (job.state === 'running') return job.remaining === null ? '' : `${durationText(job.remaining)} left`
  if (job.state === 'done') return durationText(job.elapsed)
  return ''
}
