import { commandHint } from '../../engine/command-hint.ts'
import type { Command } from 'commander'
import type { Job, QueueState, ScoringJob, ScoringState } from '../../engine/api/contract.ts'
import { interruptedText, jobLine } from '../../core/format/absent-jobs.ts'
import { CommandFailure } from '../failure.ts'
import { followJobs } from '../follow-jobs.ts'
import type { RunCommand } from '../run-command.ts'
import type { Session } from '../session.ts'
import { unfinishedJobsText } from '../unfinished.ts'

/** Both queues. */
interface Queues {
  readonly probes: QueueState
  readonly runs: ScoringState
}

export function addJobsCommand(program: Command, run: RunCommand): void {
  const jobs = program
    .command('jobs')
    .description('probes and benchmark runs that were interrupted, and those of other processes on the database')
    .action((_: unknown, self: Command) => run(self, list))
  jobs
    .command('resume')
    .description('go on with what was interrupted')
    .action((_: unknown, self: Command) => run(self, resume))
  jobs
    .command('forget')
    .description('forget what was interrupted; what is stored of it stays')
    .action((_: unknown, self: Command) => run(self, forget))
}

async function queuesOf({ engine }: Session): Promise<Queues> {
  return { probes: await engine.call('queue.get', {}), runs: await engine.call('scoring.get', {}) }
}

async function list(session: Session): Promise<void> {
  const { probes, runs } = await queuesOf(session)
  const interrupted = [...probes.interrupted, ...runs.interrupted]
  await session.output.result(
    () => ({
      interrupted: { probes: probes.interrupted, runs: runs.interrupted },
      elsewhere: { probes: probes.elsewhere, runs: runs.elsewhere },
    }),
    () => {
      const lines = [
        ...(interrupted.length === 0 ? [] : [interruptedText(interrupted)]),
        ...probes.interrupted.map((job) => `  ${jobLine(job, 'gene')}`),
        ...runs.interrupted.map((job) => `  ${jobLine(job, 'item')}`),
        ...probes.elsewhere.map((job) => `${jobLine(job, 'gene')}, in ${job.process}`),
        ...runs.elsewhere.map((job) => `${jobLine(job, 'item')}, in ${job.process}`),
      ]
      return lines.length === 0 ? 'no jobs\n' : `${lines.join('\n')}\n`
    },
  )
  if (interrupted.length > 0) session.output.note(`go on with: ${commandHint('jobs resume')}`)
}

/** Says that jobs were interrupted, where some were, to whoever starts others. */
export async function noteInterrupted(session: Session): Promise<void> {
  const { probes, runs } = await queuesOf(session)
  const interrupted = [...probes.interrupted, ...runs.interrupted]
  if (interrupted.length > 0)
    session.output.note(`note: ${interruptedText(interrupted)} Go on with: ${commandHint('jobs resume')}`)
}

async function resume(session: Session): Promise<void> {
  const { engine, output } = session
  // One queue after the other: only one model is loaded at a time.
  const probes = await followJobs<Job, { readonly jobs: Job[] }>(session, {
    on: (listener) => engine.on('queue', listener),
    start: () => engine.call('queue.resumeInterrupted', {}),
    get: () => engine.call('queue.get', {}),
    cancelAll: () => engine.call('queue.cancelAll', {}),
    unit: 'genes',
    total: (job) => job.genes,
  })
  const runs = await followJobs<ScoringJob, { readonly jobs: ScoringJob[] }>(session, {
    on: (listener) => engine.on('scoring', listener),
    start: () => engine.call('scoring.resumeInterrupted', {}),
    get: () => engine.call('scoring.get', {}),
    cancelAll: () => engine.call('scoring.cancelAll', {}),
    unit: 'items',
    total: (job) => job.items,
  })
  const resumed = [...probes.jobs, ...runs.jobs]
  await output.result(
    () => ({
      jobs: resumed.map(({ modelId, modelName, state, failure }) => ({ modelId, modelName, state, failure })),
    }),
    () =>
      resumed.length === 0
        ? 'nothing was left to do\n'
        : `${resumed.map(({ modelName, state }) => `${modelName}: ${state}`).join('\n')}\n`,
  )
  const failed = resumed.filter(({ state }) => state !== 'done')
  if (failed.length > 0) throw new CommandFailure(unfinishedJobsText(failed, resumed.length, 'job'))
}

async function forget(session: Session): Promise<void> {
  const { engine, output } = session
  const { probes, runs } = await queuesOf(session)
  const interrupted = [...probes.interrupted, ...runs.interrupted]
  await engine.call('queue.forgetInterrupted', {})
  await engine.call('scoring.forgetInterrupted', {})
  await output.result(
    () => ({ forgotten: interrupted.length }),
    () => (interrupted.length === 0 ? 'no jobs were interrupted\n' : `forgotten: ${String(interrupted.length)}\n`),
  )
}
