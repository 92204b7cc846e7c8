import type { CallInput, Job, ProbeSummary, QueueState } from '../engine/api/contract.ts'
import type { Session } from './session.ts'

/** What became of a set of probes. */
export interface ProbeOutcome {
  /** Jobs of this run, in their final state. */
  readonly jobs: Job[]
  /** Probes that were complete before. */
  readonly skipped: ProbeSummary[]
}

const finalStates: ReadonlySet<Job['state']> = new Set(['done', 'failed', 'cancelled'])

/**
 * Queues probes and follows them to their end, with progress on stderr. Resumes what an earlier run began. An
 * interruption cancels the jobs; the genes done by then are kept.
 */
export async function runProbes({ engine, output, interruption }: Session, input: CallInput<'probes.start'>): Promise<ProbeOutcome> {
  const latest = new Map<string, Job>()
  let started: Set<string> | undefined
  let settle = (): void => undefined
  const settled = new Promise<void>((resolve) => (settle = resolve))

  const follow = (state: QueueState): void => {
    for (const job of state.jobs) latest.set(job.id, job)
    if (started === undefined) return
    const own = [...started].map((id) => latest.get(id)).filter((job) => job !== undefined)
    showProgress(own, state)
    if (own.length === started.size && own.every((job) => finalStates.has(job.state))) settle()
  }
  const showProgress = (own: readonly Job[], state: QueueState): void => {
    const active = own.find((job) => job.state === 'running' || job.state === 'loading')
    const label = active === undefined ? '' : `${active.modelName}${active.state === 'loading' ? ' (loading)' : ''}`
    const done = own.reduce((sum, job) => sum + (finalStates.has(job.state) ? job.genes : job.done), 0)
    const total = own.reduce((sum, job) => sum + job.genes, 0)
    output.progress.update({ label, done, total, unit: 'genes', remaining: state.remaining })
  }

  const end = engine.on('queue', follow)
  try {
    const { jobs, skipped } = await engine.call('probes.start', input)
    started = new Set(jobs.map((job) => job.id))
    if (jobs.length === 0) return { jobs: [], skipped }
    for (const job of jobs) if (!latest.has(job.id)) latest.set(job.id, job)
    follow(await engine.call('queue.get', {}))
    await interruption.guard(settled, async () => {
      await engine.call('queue.cancelAll', {})
      await settled
    })
    return { jobs: [...started].map((id) => latest.get(id)!), skipped }
  } finally {
    end()
    output.progress.end()
  }
}
