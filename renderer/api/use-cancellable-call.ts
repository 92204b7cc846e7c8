import {
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
  type QueryKey,
} from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError, type CallInput, type CallName, type CallOutput } from '../../engine/api/contract.ts'
import { useConnection } from './queries.tsx'
import { isOfSameModels } from './same-models.ts'

/** Calls that take an operation name. */
type CancellableCall = {
  readonly [N in CallName]: CallInput<N> extends { operation?: string | undefined } ? N : never
}[CallName]

export interface OperationProgress {
  readonly item: string
  readonly done: number
  readonly total: number
  readonly unit: string
  /** Estimated milliseconds left; null while unknown. */
  readonly left: number | null
}

/** Shorter than this (milliseconds) says nothing about how long it will take. */
const firstEstimate = 500

/** How far an operation is; `follow` names the one that is listened to, null ends it. */
export function useOperationProgress(): {
  readonly progress: OperationProgress | null
  readonly follow: (operation: string | null) => void
} {
  const { api } = useConnection()
  const running = useRef<{
    readonly operation: string
    readonly unit: string | null
    readonly startedAt: number
  } | null>(null)
  const [progress, setProgress] = useState<OperationProgress | null>(null)
  useEffect(
    () =>
      api.on('operation', ({ operation, item, done, total, unit }) => {
        if (running.current?.operation !== operation) return
        // Another unit: another part of the work, whose pace says nothing of the one before.
        const isSamePart = (running.current.unit ?? unit) === unit
        running.current = { operation, unit, startedAt: isSamePart ? running.current.startedAt : performance.now() }
        const spent = performance.now() - running.current.startedAt
        setProgress({
          item,
          done,
          total,
          unit,
          left: done > 0 && spent > firstEstimate ? (spent / done) * (total - done) : null,
        })
      }),
    [api],
  )
  const [follow] = useState(() => (operation: string | null) => {
    running.current = operation === null ? null : { operation, unit: null, startedAt: performance.now() }
    setProgress(null)
  })
  return { progress, follow }
}

/**
 * The answer of a long call, as `useCall` gives it, with how far it is. It is cancelled by `cancel`, and when nothing
 * that is shown needs it any more. While another answer is computed, the one before stays where it is about the same
 * models and genome: under another name it would be a wrong one.
 */
export function useCancellableCall<N extends CancellableCall>(
  name: N,
  input: Omit<CallInput<N>, 'operation'>,
): UseQueryResult<CallOutput<N>, Error> & { readonly progress: OperationProgress | null; readonly cancel: () => void } {
  const { api } = useConnection()
  const client = useQueryClient()
  const { progress, follow } = useOperationProgress()
  const latest = useRef<string | null>(null)
  const queryKey = [name, input]
  const query = useQuery<CallOutput<N>, Error>({
    queryKey,
    queryFn: async ({ signal }) => {
      const operation = crypto.randomUUID()
      const cancel = () => void api.call('operations.cancel', { operation }).catch(() => undefined)
      signal.addEventListener('abort', cancel, { once: true })
      latest.current = operation
      follow(operation)
      try {
        return await api.call(name, { ...input, operation } as CallInput<N>)
      } finally {
        signal.removeEventListener('abort', cancel)
        if (latest.current === operation) follow(null)
      }
    },
    placeholderData: ((previous: CallOutput<N> | undefined, before: { readonly queryKey: QueryKey } | undefined) =>
      before !== undefined && isOfSameModels(before.queryKey[1], input) ? previous : undefined) as never,
  })
  return { ...query, progress, cancel: () => void client.cancelQueries({ queryKey }) }
}

/**
 * A call that changes something and can last, with how far it is. It is cancelled by `cancel`, and when what shows it
 * is closed; a cancel is no error.
 */
export function useCancellableCommand<N extends CancellableCall>(
  name: N,
): Pick<
  UseMutationResult<CallOutput<N>, Error, Omit<CallInput<N>, 'operation'>>,
  'mutate' | 'reset' | 'isPending' | 'error' | 'data'
> & { readonly progress: OperationProgress | null; readonly cancel: () => void } {
  const { api } = useConnection()
  const { progress, follow } = useOperationProgress()
  const running = useRef<string | null>(null)
  const { mutate, reset, isPending, error, data } = useMutation<CallOutput<N>, Error, Omit<CallInput<N>, 'operation'>>({
    mutationFn: async (input) => {
      const operation = crypto.randomUUID()
      running.current = operation
      follow(operation)
      try {
        return await api.call(name, { ...input, operation } as CallInput<N>)
      } finally {
        if (running.current === operation) {
          running.current = null
          follow(null)
        }
      }
    },
  })
  const [cancel] = useState(() => () => {
    const operation = running.current
    if (operation !== null) void api.call('operations.cancel', { operation }).catch(() => undefined)
  })
  useEffect(() => cancel, [cancel])
  const isCancelled = error instanceof ApiError && error.code === 'cancelled'
  return { mutate, reset, isPending, error: isCancelled ? null : error, data, progress, cancel }
}
