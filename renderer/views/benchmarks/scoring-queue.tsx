import { useQueryClient } from '@tanstack/react-query'
import type { ScoringJob, ScoringState } from '../../../engine/api/contract.ts'
import { useCall, useCommand } from '../../api/queries.tsx'
import { goTo } from '../../app/use-route.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { Progress } from '../../components/progress.tsx'
import { Notice } from '../../components/states.tsx'
import { countText, durationText, plural } from '../../../core/format/quantity.ts'
import { isUnfinished, jobStateText } from '../probe/job-state.ts'
import styles from './benchmarks.module.css'

/** The runs that are under way or were in this session, with progress, time left and cancel. */
export function ScoringQueue() {
  const queue = useCall('scoring.get', {})
  const client = useQueryClient()
  const cancel = useCommand('scoring.cancel')
  const cancelAll = useCommand('scoring.cancelAll')
  const clear = useCommand('scoring.clear')
  const failure = [queue, cancel, cancelAll, clear].map(({ error }) => error).find((error) => error !== null)
  if (failure !== undefined && failure !== null) return <Notice tone="danger">{failure.message}</Notice>
  if (queue.data === undefined || queue.data.jobs.length === 0) return null
  const { jobs, items, done, remaining } = queue.data
  const put = { onSuccess: (state: ScoringState) => client.setQueryData(['scoring.get', {}], state) }
  const unfinished = jobs.filter(isUnfinished)
  return (
    <section aria-labelledby="scoring-title">
      <div className={styles['sectionHead']}>
        <h3 id="scoring-title">Queue</h3>
        {unfinished.length > 0 ? (
          <Button icon="close" onPress={() => cancelAll.mutate({}, put)}>
            Cancel all
          </Button>
        ) : (
          <Button look="quiet" onPress={() => clear.mutate({}, put)}>
            Clear the list
          </Button>
        )}
      </div>
      <div className={styles['line']}>
        <span>
          {unfinished.length === 0 ? 'All finished' : `${plural(unfinished.length, 'model')} left`}
          <span className={styles['muted']}>
            {' '}
            · {countText(done)} of {plural(items, 'item')}
          </span>
        </span>
        <span className={styles['muted']}>{unfinished.length === 0 ? '' : remaining === null ? 'estimating the time left' : `about ${durationText(remaining)} left`}</span>
      </div>
      <Progress label="All runs" done={done} total={items} />
      <ul className={styles['jobs']} aria-label="Runs in the queue">
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} onCancel={() => cancel.mutate({ jobId: job.id }, put)} />
        ))}
      </ul>
      <LiveRegion text={`${jobs.length - unfinished.length} of ${jobs.length} runs over`} />
    </section>
  )
}

function JobRow({ job, onCancel }: { readonly job: ScoringJob; readonly onCancel: () => void }) {
  const name = `${job.modelName}, ${job.benchmarkName}`
  return (
    <li>
      <div className={styles['job']}>
        <span className={styles['ellipsis']} title={name}>
          {job.modelName} <span className={styles['muted']}>{job.benchmarkName}</span>
        </span>
        <Progress
          label={name}
          done={job.done}
          total={job.items}
          isIndeterminate={job.state === 'loading'}
          tone={job.state === 'failed' ? 'failed' : job.state === 'cancelled' ? 'paused' : 'normal'}
          thin
        />
        <span className={styles['figures']}>
          {job.done} / {job.items}
        </span>
        <span className={styles['figures']}>{job.state === 'running' && job.remaining !== null ? `${durationText(job.remaining)} left` : job.state === 'done' ? durationText(job.elapsed) : ''}</span>
        <span className={styles['figures']}>{jobStateText(job)}</span>
        {isUnfinished(job) ? (
          <IconButton icon="close" label={`Cancel ${job.modelName}`} onPress={onCancel} />
        ) : job.runId !== null && job.done > 0 ? (
          <IconButton icon="right" label={`Items of ${job.modelName}`} onPress={() => goTo('benchmarks', { run: job.runId ?? undefined })} />
        ) : (
          <span />
        )}
      </div>
      {job.failure === null ? null : <Notice tone="danger">{job.failure.message}</Notice>}
    </li>
  )
}
