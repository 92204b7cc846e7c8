import type { QueuedJob } from '../../engine/api/job-contract.ts'
import { Progress } from '../components/progress.tsx'
import { LiveRegion } from '../components/live-region.tsx'
import { durationText, timeLeftText } from '../../core/format/quantity.ts'
import { useCall } from '../api/queries.tsx'
import { endedText, isUnfinished } from '../queue/job-state.ts'
import { benchmarksView } from '../views/benchmarks/benchmarks-settings.ts'
import { probeView } from '../views/probe/probe-view-settings.ts'
import type { ViewSettings } from '../settings/view-settings.ts'
import { addressOf } from './use-route.ts'
import styles from './queue-status.module.css'

/** What the queues of probes and of runs on benchmarks are doing, from every view. Nothing of a queue that is empty. */
export function QueueStatus() {
  const probes = useCall('queue.get', {}).data
  const runs = useCall('scoring.get', {}).data
  return (
    <>
      {probes === undefined ? null : <Queue view={probeView} doing="Probing" state={probes} total={probes.genes} />}
      {runs === undefined ? null : <Queue view={benchmarksView} doing="Scoring" state={runs} total={runs.items} />}
    </>
  )
}

interface QueueProps {
  /** The view where the queue is. */
  readonly view: ViewSettings
  readonly doing: string
  readonly state: {
    readonly jobs: readonly Pick<QueuedJob, 'state' | 'held'>[]
    readonly paused: boolean
    readonly done: number
    readonly remaining: number | null
  }
  /** Genes or items in all. */
  readonly total: number
}

function Queue({ view, doing, state, total }: QueueProps) {
  const left = state.jobs.filter(isUnfinished).length
  const done = state.jobs.filter((job) => job.state === 'done').length
  // One model is loaded at a time: a queue may wait while the other one works.
  const isHeld = state.paused || (left > 0 && state.jobs.every((job) => job.held || !isUnfinished(job)))
  const waits = !isHeld && state.jobs.every((job) => !isUnfinished(job) || job.state === 'waiting')
  const text = isHeld ? `${doing} paused` : waits ? `${doing}, ${left} waiting` : `${doing}, ${left} left`
  const isTimed = state.remaining !== null && !isHeld
  return (
    <>
      {/* Stays when the queue has ended: else its end would not be said. */}
      <LiveRegion
        text={left > 0 ? `${text}. ${done} done.` : state.jobs.length === 0 ? '' : `${doing}: ${endedText(state.jobs)}`}
      />
      {left === 0 ? null : (
        <a
          className={styles['status']}
          href={addressOf(view)}
          title={`${text}${isTimed ? `, ${timeLeftText(state.remaining)}` : ''}`}
        >
          <span className={styles['line']}>
            <span>{text}</span>
            <span className={styles['time']}>{isTimed ? durationText(state.remaining) : ''}</span>
          </span>
          <Progress
            label={`${doing}, all models`}
            done={state.done}
            total={total}
            tone={isHeld ? 'paused' : 'normal'}
            thin
          />
        </a>
      )}
    </>
  )
}
