import type { InterruptedJob } from '../../engine/api/job-contract.ts'
import { interruptedText, jobLine } from '../../core/format/absent-jobs.ts'
import { Button } from '../components/button.tsx'
import { Disclosure } from '../components/disclosure.tsx'
import { Notice } from '../components/states.tsx'
import type { QueueCommands } from './use-queue-commands.ts'
import styles from './queue.module.css'

interface InterruptedJobsProps {
  readonly jobs: readonly InterruptedJob[]
  /** What a job counts. */
  readonly unit: string
  readonly commands: Pick<QueueCommands, 'resumeInterrupted' | 'forgetInterrupted'>
}

/** What was in the queue when the program ended, to be gone on with or forgotten. */
export function InterruptedJobs({ jobs, unit, commands }: InterruptedJobsProps) {
  return (
    <Notice tone="info">
      <p>{interruptedText(jobs)} What they have stored is kept.</p>
      <div className={styles['buttons']}>
        <Button icon="play" onPress={commands.resumeInterrupted}>
          Resume them
        </Button>
        <Button look="quiet" onPress={commands.forgetInterrupted}>
          Forget them
        </Button>
      </div>
      <Disclosure title="Which">
        <ul className={styles['absent']} aria-label="Interrupted jobs">
          {jobs.map((job) => (
            <li key={job.id}>{jobLine(job, unit)}</li>
          ))}
        </ul>
      </Disclosure>
    </Notice>
  )
}
