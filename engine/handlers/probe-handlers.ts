import { ApiError } from '../api/contract.ts'
import type { Context } from '../context.ts'
import { probeSummary } from '../probes/probe-summary.ts'
import { removeKeeping } from '../removals/remove.ts'
import type { ProbeKey, StoredProbe } from '../store/probe-store.ts'
import { requireWithinLimits } from '../limits/within-limits.ts'
import type { Handlers } from './handlers.ts'

type ProbeCalls =
  | 'probes.list'
  | 'probes.start'
  | 'probes.estimate'
  | 'probes.remove'
  | 'queue.get'
  | 'queue.pause'
  | 'queue.resume'
  | 'queue.cancel'
  | 'queue.hold'
  | 'queue.release'
  | 'queue.move'
  | 'queue.resumeInterrupted'
  | 'queue.forgetInterrupted'
  | 'queue.cancelAll'
  | 'queue.clear'

export function probeHandlers(context: Context): Pick<Handlers, ProbeCalls> {
  const { probes, queue, limits, headerRemarks, events } = context
  const summary = (probe: StoredProbe) => probeSummary(probe, headerRemarks)
  return {
    'probes.list': () => probes.list().map(summary),
    'probes.start': ({ modelIds, genomeId, settings, load }) => {
      const { gpu, threads, precision = 'auto' } = load
      requireWithinLimits(load, limits.get())
      const { jobs, skipped } = queue.start(
        modelIds,
        genomeId,
        settings,
        { gpu, ...(threads === undefined ? {} : { threads }) },
        precision,
      )
      return { jobs, skipped: skipped.map(summary) }
    },
    'probes.remove': async ({ probeId, group }) => {
      const probe = probes.get(Number(probeId))
      if (probe === undefined) throw new ApiError('not-found', `There is no probe with the id ${probeId}.`)
      const isOfProbe = (key: ProbeKey): boolean => probes.idOf(key) === probe.id
      await queue.cancelWhere(isOfProbe)
      const answer = await removeKeeping(context, { kind: 'probe', id: probeId, group })
      events.emit('probes.changed', {})
      return answer
    },
    'probes.estimate': ({ modelIds, genomeId, settings }) => queue.estimate(modelIds, genomeId, settings),
    'queue.get': () => queue.state(),
    'queue.pause': () => queue.pause(),
    'queue.resume': () => queue.resume(),
    'queue.cancel': ({ jobId }) => queue.cancel(jobId),
    'queue.hold': ({ jobId }) => queue.hold(jobId),
    'queue.release': ({ jobId }) => queue.release(jobId),
    'queue.move': (move) => queue.move(move),
    'queue.resumeInterrupted': () => queue.resumeInterrupted(),
    'queue.forgetInterrupted': () => queue.forgetInterrupted(),
    'queue.cancelAll': () => queue.cancelAll(),
    'queue.clear': () => queue.clear(),
  }
}
