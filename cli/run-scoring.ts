import type { CallInput, RunSummary, ScoringJob } from '../engine/api/contract.ts'
import { followJobs } from './follow-jobs.ts'
import { runOperation } from './run-operation.ts'
import type { Session } from './session.ts'

/** What became of a set of benchmark runs. */
interface ScoringOutcome {
  /** Jobs of this command, in their final state. */
  readonly jobs: ScoringJob[]
  /** Runs that were complete before. */
  readonly skipped: RunSummary[]
}

/**
 * Queues runs on some benchmarks and follows them to their end; see followJobs. Resumes what an earlier command began.
 */
export function runScoring(session: Session, inputs: readonly CallInput<'scores.measure'>[]): Promise<ScoringOutcome> {
  const { engine } = session
  return followJobs<ScoringJob, ScoringOutcome>(session, {
    on: (listener) => engine.on('scoring', listener),
    start: async () => {
      const parts: ScoringOutcome[] = []
      for (const input of inputs)
        parts.push(await runOperation(session, (operation) => engine.call('scores.measure', { ...input, operation })))
      return { jobs: parts.flatMap(({ jobs }) => jobs), skipped: parts.flatMap(({ skipped }) => skipped) }
    },
    get: () => engine.call('scoring.get', {}),
    cancelAll: () => engine.call('scoring.cancelAll', {}),
    unit: 'items',
    total: (job) => job.items,
  })
}
