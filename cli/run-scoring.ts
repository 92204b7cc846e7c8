import type { CallInput, RunSummary, ScoringJob } from '../engine/api/contract.ts'
import { followJobs } from './follow-jobs.ts'
import type { Session } from './session.ts'

/** What became of a set of benchmark runs. */
export interface ScoringOutcome {
  /** Jobs of this command, in their final state. */
  readonly jobs: ScoringJob[]
  /** Runs that were complete before. */
  readonly skipped: RunSummary[]
}

/** Queues runs on a benchmark and follows them to their end; see followJobs. Resumes what an earlier command began. */
export function runScoring(session: Session, input: CallInput<'scores.measure'>): Promise<ScoringOutcome> {
  const { engine } = session
  return followJobs<ScoringJob, ScoringOutcome>(session, {
    on: (listener) => engine.on('scoring', listener),
    start: () => engine.call('scores.measure', input),
    get: () => engine.call('scoring.get', {}),
    cancelAll: () => engine.call('scoring.cancelAll', {}),
    unit: 'items',
    total: (job) => job.items,
  })
}
