import { useState } from 'react'
import { plural } from '../../core/format/quantity.ts'
import type { CallInput } from '../../engine/api/contract.ts'
import { useCall, useCommand } from '../api/queries.tsx'
import { Checkbox } from '../components/checkbox.tsx'
import { Notice } from '../components/states.tsx'

/** Commands that change which project is open. */
type OpeningCommand = 'projects.open' | 'projects.new' | 'projects.rename'

/** A command that changes the open project, with what must be known of the jobs that it stops. */
export function useOpeningCommand<N extends OpeningCommand>(name: N) {
  const jobs = useCall('projects.state', {}).data?.jobs ?? 0
  const command = useCommand(name)
  const [stopsJobs, setStopsJobs] = useState(false)
  return {
    jobs,
    stopsJobs,
    setStopsJobs,
    isPending: command.isPending,
    error: command.error,
    run: (input: Omit<CallInput<N>, 'stopJobs'>, onSuccess: () => void) =>
      command.mutate({ ...input, stopJobs: stopsJobs } as CallInput<N>, { onSuccess }),
    isBlocked: command.isPending || (jobs > 0 && !stopsJobs),
  }
}

/** What a change of the project does to jobs under way, and why it failed. */
export function OpeningNotices({
  jobs,
  stopsJobs,
  setStopsJobs,
  error,
}: {
  readonly jobs: number
  readonly stopsJobs: boolean
  readonly setStopsJobs: (stops: boolean) => void
  readonly error: Error | null
}) {
  return (
    <>
      {jobs === 0 ? null : (
        <Notice tone="warning">
          {plural(jobs, 'job is', 'jobs are')} waiting or running in the open project.{' '}
          {jobs === 1 ? 'It stops' : 'They stop'} when another one is opened; what is stored stays.
          <Checkbox isSelected={stopsJobs} onChange={setStopsJobs}>
            Stop {jobs === 1 ? 'it' : 'them'}
          </Checkbox>
        </Notice>
      )}
      {error === null ? null : <Notice tone="danger">{error.message}</Notice>}
    </>
  )
}
