import type { CallInput } from '../../../engine/api/contract.ts'
import { useCancellableCall, type LongCall } from '../../api/use-cancellable-call.ts'
import { isSameTree } from './same-tree.ts'

type TreeCall = LongCall<'analysis.tree'>

interface SupportedTree extends Pick<TreeCall, 'answer' | 'error' | 'isCancelled' | 'progress' | 'cancel' | 'again'> {
  /** Whether the tree shown is the one asked for, and whether its supports are, too. */
  readonly isDrawn: boolean
  readonly isSupported: boolean
  /** Whether another tree than the one shown is on its way; its supports alone are not another tree. */
  readonly isTreeBusy: boolean
  /** Whether its supports are on their way. */
  readonly isSupportBusy: boolean
  /** Why the tree that was asked for is shown without the supports that were. */
  readonly supportError: Error | null
}

/** The tree of a comparison at once, and with its supports as soon as these are computed. */
export function useSupportedTree(request: Omit<CallInput<'analysis.tree'>, 'operation'>): SupportedTree {
  // Where no supports are asked for, both are one call.
  const plain = useCancellableCall('analysis.tree', { ...request, replicates: 0 })
  const whole = useCancellableCall('analysis.tree', request)
  return supportedTree(plain, whole)
}

/** One tree of two calls: that without supports, and that with them. */
export function supportedTree(plain: TreeCall, whole: TreeCall): SupportedTree {
  const isSupported = whole.isCurrent
  const isDrawn = isSupported || plain.isCurrent
  const error = plain.error ?? (isDrawn ? null : whole.error)
  const supportError = error === null ? whole.error : null
  return {
    answer: isWholeShown(plain, whole) ? whole.answer : plain.answer,
    error,
    isDrawn,
    isSupported,
    isTreeBusy: plain.isBusy || (!isDrawn && whole.isBusy),
    isSupportBusy: !isSupported && whole.isBusy,
    supportError,
    isCancelled: !isSupported && error === null && supportError === null && !whole.isBusy && (isDrawn || !plain.isBusy),
    progress: whole.progress ?? plain.progress,
    cancel: () => {
      plain.cancel()
      whole.cancel()
    },
    again: () => {
      if (!isDrawn) plain.again()
      whole.again()
    },
  }
}

/** Supports from before stay where another number of replicates or seed leaves the tree as it is. */
function isWholeShown(plain: TreeCall, whole: TreeCall): boolean {
  if (whole.answer === undefined) return false
  return whole.isCurrent || plain.answer === undefined || isSameTree(whole.answer.output, plain.answer.output)
}
