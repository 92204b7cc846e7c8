import { useQueryClient } from '@tanstack/react-query'
import { putQueue } from '../api/fresh-answers.ts'
import { useCommand } from '../api/queries.tsx'

export interface QueueCommands {
  readonly pause: () => void
  readonly resume: () => void
  readonly cancel: (jobId: string) => void
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
  const cancelAll = useCommand<'queue.cancelAll' | 'scoring.cancelAll'>(`${queue}.cancelAll`)
  const clear = useCommand<'queue.clear' | 'scoring.clear'>(`${queue}.clear`)
  const put = { onSuccess: (state: unknown) => putQueue(client, `${queue}.get`, state) }
  return {
    pause: () => pause.mutate({}, put),
    resume: () => resume.mutate({}, put),
    cancel: (jobId) => cancel.mutate({ jobId }, put),
    cancelAll: () => cancelAll.mutate({}, put),
    clear: () => clear.mutate({}, put),
    failure: [pause, resume, cancel, cancelAll, clear].reduce((latest, command) =>
      command.submittedAt > latest.submittedAt ? command : latest,
    ).error,
  }
}
