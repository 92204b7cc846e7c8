import type { CallInput, Job, ProbeSummary } from '../engine/api/contract.ts'
import { followJobs } from './follow-jobs.ts'
import type { Session } from './session.ts'

/** What became of a set of probes. */
export interface ProbeOutcome {
  /** Jobs of this run, in their final state. */
  readonly jobs: Job[]
  /** Probes that were complete before. */
  readonly skipped: ProbeSummary[]
}

/** Queues probes and follows them to their end; see followJobs. Resumes what an earlier run began. */
export function runProbes(session: Session, input: CallInput<'probes.start'>): Promise<ProbeOutcome> {
  const { engine } = session
  return followJobs<Job, ProbeOutcome>(session, {
    on: (listener) => engine.on('queue', listener),
    start: () => engine.call('probes.start', input),
    get: () => engine.call('queue.get', {}),
    cancelAll: () => engine.call('queue.cancelAll', {}),
    unit: 'genes',
    total: (job) => job.genes,
  })
}
