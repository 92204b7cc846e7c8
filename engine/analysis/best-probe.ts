import { precisionOrder } from '../../native/precision/choose-precision.ts'
import { isComplete, type StoredProbe } from '../store/probe-store.ts'

/** What decides between the probes of one model. */
export type RankedProbe = Pick<
  StoredProbe,
  'id' | 'genes' | 'done' | 'setAside' | 'precision' | 'meanBound' | 'capped'
> & {
  readonly settings: Pick<StoredProbe['settings'], 'tolerance'>
}

/**
 * The best probe of one model under one genome and allele rule comes first: complete before incomplete, then the
 * highest precision, then the narrowest bounds (their mean over the genes), the finest tolerance, the fewest capped
 * genes, the latest. Each step compares the same number of all probes, and no two ids are equal, so this is a total
 * order. For `sort`.
 */
export function bestFirst(left: RankedProbe, right: RankedProbe): number {
  return (
    Number(isComplete(right)) - Number(isComplete(left)) ||
    precisionOrder.indexOf(left.precision) - precisionOrder.indexOf(right.precision) ||
    left.meanBound - right.meanBound ||
    left.settings.tolerance - right.settings.tolerance ||
    left.capped - right.capped ||
    right.id - left.id
  )
}
