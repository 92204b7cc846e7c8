import type { Context } from '../context.ts'
import { probeSummary } from '../probes/probe-summary.ts'
import type { StoredProbe } from '../store/probe-store.ts'
import type { Handlers } from './handlers.ts'

type ProbeCalls =
  | 'probes.list'
  | 'probes.start'
  | 'queue.get'
  | 'queue.pause'
  | 'queue.resume'
  | 'queue.cancel'
  | 'queue.hold'
  | 'queue.release'
  | 'queue.move'
  | 'queue.cancelAll'
  | 'queue.clear'

export function probeHandlers({ probes, queue, headerRemarks }: Context): Pick<Handlers, ProbeCalls> {
  const summary = (probe: StoredProbe) => probeSummary(probe, headerRemarks)
  return {
    'probes.list': () => probes.list().map(summary),
    'probes.start': ({ modelIds, genomeId, settings, load }) => {
      const { gpu, threads, precision = 'auto' } = load
      const { jobs, skipped } = queue.start(
        modelIds,
        genomeId,
        settings,
        { gpu, ...(threads === undefined ? {} : { threads }) },
        precision,
      )
      return { jobs, skipped: skipped.map(summary) }
    },
    'queue.get': () => queue.state(),
    'queue.pause': () => queue.pause(),
    'queue.resume': () => queue.resume(),
    'queue.cancel': ({ jobId }) => queue.cancel(jobId),
    'queue.hold': ({ jobId }) => queue.hold(jobId),
    'queue.release': ({ jobId }) => queue.release(jobId),
    'queue.move': ({ jobId, before }) => queue.move(jobId, before),
    'queue.cancelAll': () => queue.cancelAll(),
    'queue.clear': () => queue.clear(),
  }
}
