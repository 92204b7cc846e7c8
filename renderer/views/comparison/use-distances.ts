import { useCancellableCall, type LongCall } from '../../api/use-cancellable-call.ts'
import type { Comparison } from './use-comparison.ts'

/** Nothing is asked with it. */
const noRequest = { genomeId: '', rule: { chars: 1, strip: 'none', temperature: 1 }, measure: 'nei' } as const

/** The distances of the comparison that is held, as every view has them; none are asked for before it is known. */
export function useDistances(comparison: Comparison): LongCall<'analysis.distances'> {
  const isReady = comparison.state === 'ready' && comparison.scope.modelIds.length > 1
  return useCancellableCall('analysis.distances', isReady ? comparison.request : noRequest, { enabled: isReady })
}
