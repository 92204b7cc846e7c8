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
export function bestFirst(one: RankedProbe, another: RankedProbe): number {
  return (
    Number(isComplete(another)) - Number(isComplete(one)) ||
    precisionOrder.indexOf(one.precision) - precisionOrder.indexOf(another.precision) ||
    one.meanBound - another.meanBound ||
    one.settings.tolerance - another.settings.tolerance ||
    one.capped - another.capped ||
    another.id - one.id
  )
}
