import type { CallInput, Tree } from '../../../engine/api/contract.ts'
import { useCancellableCall } from '../../api/use-cancellable-call.ts'
import type { OperationProgress } from '../../api/use-cancellable-call.ts'
import { sameNodes } from './same-nodes.ts'

export interface SupportedTree {
  /** Undefined until there is one; while another one is computed, the one before. */
  readonly tree: Tree | undefined
  readonly error: Error | null
  /** Whether another tree than the one shown is on its way; its supports alone are not another tree. */
  readonly isBusy: boolean
  /** Whether the tree shown is the one asked for, and whether its supports are, too. */
  readonly isDrawn: boolean
  readonly isSupported: boolean
  /** Whether what is missing is not on its way either. */
  readonly isCancelled: boolean
  readonly progress: OperationProgress | null
  readonly cancel: () => void
  readonly again: () => void
}

/** The tree of a comparison at once, and with its supports as soon as these are computed. */
export function useSupportedTree(request: Omit<CallInput<'analysis.tree'>, 'operation'>): SupportedTree {
  // Where no supports are asked for, both are one call.
  const plain = useCancellableCall('analysis.tree', { ...request, replicates: 0 })
  const whole = useCancellableCall('analysis.tree', request)
  const isSupported = whole.data !== undefined && !whole.isPlaceholderData
  const isDrawn = isSupported || (plain.data !== undefined && !plain.isPlaceholderData)
  // Supports from before stay where another number of replicates or seed leaves the tree as it is.
  const isWholeShown =
    whole.data !== undefined && (isSupported || plain.data === undefined || sameNodes(whole.data, plain.data))
  const error = whole.error ?? plain.error
  return {
    tree: isWholeShown ? whole.data : plain.data,
    error,
    isBusy: !isDrawn || plain.isFetching,
    isDrawn,
    isSupported,
    isCancelled:
      !isSupported && error === null && whole.fetchStatus === 'idle' && (isDrawn || plain.fetchStatus === 'idle'),
    progress: whole.progress ?? plain.progress,
    cancel: () => {
      plain.cancel()
      whole.cancel()
    },
    again: () => {
      if (!isDrawn) void plain.refetch()
      void whole.refetch()
    },
  }
}
