import { useQueryClient } from '@tanstack/react-query'
import type { MovedJob } from '../../engine/api/job-contract.ts'
import { putAnswer } from '../api/fresh-answers.ts'
import { useCommand } from '../api/queries.tsx'

export interface QueueCommands {
  readonly pause: () => void
  readonly resume: () => void
  readonly cancel: (jobId: string) => void
  /** Pauses one job; the queue goes on with the others. */
  readonly hold: (jobId: string) => void
  readonly release: (jobId: string) => void
  readonly move: (move: MovedJob) => void
  readonly resumeInterrupted: () => void
  readonly forgetInterrupted: () => void
  readonly cancelAll: () => void
  readonly clear: () => void
  /** Why the last command was refused. */
  readonly failure: Error | null
}

/** What can be done with the queue of probes (`queue`) or of runs (`scoring`). */
export function useQueueCommands(queue: 'queue' | 'scoring'): QueueCommands {
  const client = useQueryClient()
  const pause = useCommand<'queue.pause' | 'scoring.pause'>(`${queue}.pause`)
  const resume = useCommand<'queue.resume' | 'scoring.resume'>(`${queue}.resume`)
  const cancel = useCommand<'queue.cancel' | 'scoring.cancel'>(`${queue}.cancel`)
  const hold = useCommand<'queue.hold' | 'scoring.hold'>(`${queue}.hold`)
  const release = useCommand<'queue.release' | 'scoring.release'>(`${queue}.release`)
  const move = useCommand<'queue.move' | 'scoring.move'>(`${queue}.move`)
  const resumeInterrupted = useCommand<'queue.resumeInterrupted' | 'scoring.resumeInterrupted'>(
    `${queue}.resumeInterrupted`,
  )
  const forgetInterrupted = useCommand<'queue.forgetInterrupted' | 'scoring.forgetInterrupted'>(
    `${queue}.forgetInterrupted`,
  )
  const cancelAll = useCommand<'queue.cancelAll' | 'scoring.cancelAll'>(`${queue}.cancelAll`)
  const clear = useCommand<'queue.clear' | 'scoring.clear'>(`${queue}.clear`)
  const put = { onSuccess: (state: unknown) => putAnswer(client, `${queue}.get`, state) }
  return {
    pause: () => pause.mutate({}, put),
    resume: () => resume.mutate({}, put),
    cancel: (jobId) => cancel.mutate({ jobId }, put),
    hold: (jobId) => hold.mutate({ jobId }, put),
    release: (jobId) => release.mutate({ jobId }, put),
    move: (moved) => move.mutate(moved, put),
    resumeInterrupted: () => resumeInterrupted.mutate({}, put),
    forgetInterrupted: () => forgetInterrupted.mutate({}, put),
    cancelAll: () => cancelAll.mutate({}, put),
    clear: () => clear.mutate({}, put),
    failure: [
      pause,
      resume,
      cancel,
      hold,
      release,
      move,
      resumeInterrupted,
      forgetInterrupted,
      cancelAll,
      clear,
    ].reduce((latest, command) => (command.submittedAt > latest.submittedAt ? command : latest)).error,
  }
}
