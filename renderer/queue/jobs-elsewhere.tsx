import type { JobElsewhere } from '../../engine/api/job-contract.ts'
import { jobLine } from '../../core/format/absent-jobs.ts'
import textStyles from '../components/text.module.css'
import styles from './queue.module.css'

/** The jobs of other processes that have the database open; they are worked on there. */
export function JobsElsewhere({ jobs, unit }: { readonly jobs: readonly JobElsewhere[]; readonly unit: string }) {
  return (
    <section aria-labelledby="jobs-elsewhere">
      <h4 id="jobs-elsewhere" className={textStyles['muted']}>
        In other processes
      </h4>
      <ul className={styles['absent']} aria-label="Jobs of other processes">
        {jobs.map((job) => (
          <li key={job.id}>
            {jobLine(job, unit)} <span className={textStyles['muted']}>{job.process}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
