import { Progress } from '../components/progress.tsx'
import { LiveRegion } from '../components/live-region.tsx'
import { durationText } from '../../core/format/quantity.ts'
import { useCall } from '../api/queries.tsx'
import { routeText } from './route.ts'
import styles from './queue-status.module.css'

const unfinished = new Set(['waiting', 'loading', 'running', 'paused'])

/** What the probe queue is doing, in two lines, from every view. Absent while it is empty. */
export function QueueStatus() {
  const queue = useCall('queue.get', {})
  const state = queue.data
  const left = state?.jobs.filter((job) => unfinished.has(job.state)).length ?? 0
  if (state === undefined || left === 0) return null
  const done = state.jobs.filter((job) => job.state === 'done').length
  const text = state.paused ? 'Probing paused' : `Probing, ${left} left`
  const time = state.remaining === null || state.paused ? '' : durationText(state.remaining)
  return (
    <a className={styles['status']} href={routeText('probe')} title={`${text}${time === '' ? '' : `, about ${time}`}`}>
      <span className={styles['line']}>
        <span>{text}</span>
        <span className={styles['time']}>{time}</span>
      </span>
      <Progress label="Probing, all models" done={state.done} total={state.genes} tone={state.paused ? 'paused' : 'normal'} thin />
      <LiveRegion text={`${text}. ${done} done.`} />
    </a>
  )
}
