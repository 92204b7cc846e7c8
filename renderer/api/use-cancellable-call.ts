import { hashKey, useMutation, type UseMutationResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { ApiError, type CallInput, type CallName, type CallOutput } from '../../engine/api/contract.ts'
import type { Answered } from './answered.ts'
import { FollowedOperation, type OperationProgress } from './followed-operation.ts'
import { useConnection } from './queries.tsx'
import { RunningCalls } from './running-calls.ts'
import { isOfSameModels } from './same-models.ts'

/** Calls that take an operation name. */
type CancellableCall = {
  readonly [N in CallName]: CallInput<N> extends { operation?: string | undefined } ? N : never
}[CallName]

/** How far an operation is; `follow` names the one that is listened to, null ends it. */
function useOperationProgress(): {
  readonly progress: OperationProgress | null
  readonly follow: (operation: string | null) => void
} {
  const { api } = useConnection()
  const running = useRef<FollowedOperation | null>(null)
  const [progress, setProgress] = useState<OperationProgress | null>(null)
  useEffect(
    () =>
      api.on('operation', (event) => {
        const next = running.current?.progressOf(event) ?? null
        if (next !== null) setProgress(next)
      }),
    [api],
  )
  const [follow] = useState(() => (operation: string | null) => {
    running.current = operation === null ? null : new FollowedOperation(operation)
    setProgress(null)
  })
  return { progress, follow }
}

/** The calls of this page that are under way, by the hash of their query. */
const runningCalls = new RunningCalls()

type AnsweredCall<N extends CancellableCall> = Answered<Omit<CallInput<N>, 'operation'>, CallOutput<N>>

/** A long call: its answer with the input that it belongs to, how far the next one is, and what ends and begins it. */
export interface LongCall<N extends CancellableCall> {
  /** Undefined where there is none; of an input before, while that of the input asked for is not there. */
  readonly answer: AnsweredCall<N> | undefined
  /** Whether `answer` is that of the input asked for. */
  readonly isCurrent: boolean
  readonly error: Error | null
  readonly isBusy: boolean
  /** Whether what was asked for is neither here nor on its way, and has not failed. */
  readonly isCancelled: boolean
  readonly progress: OperationProgress | null
  readonly cancel: () => void
  readonly again: () => void
}

/**
 * The answer of a long call. It is cancelled by `cancel`, and when nothing that is shown needs it any more. While
 * another answer is computed, the one before stays where it is about the same models and genome: under another name it
 * would be a wrong one.
 */
export function useCancellableCall<N extends CancellableCall>(
  name: N,
  input: Omit<CallInput<N>, 'operation'>,
  { enabled = true }: { readonly enabled?: boolean } = {},
): LongCall<N> {
  const { api } = useConnection()
  const client = useQueryClient()
  const queryKey = [name, input]
  const call = hashKey(queryKey)
  const progress = useSyncExternalStore(runningCalls.subscribe, () => runningCalls.progressOf(call))
  const { data, isPlaceholderData, error, fetchStatus, refetch } = useQuery<AnsweredCall<N>, Error>({
    queryKey,
    queryFn: async ({ signal }) => {
      const operation = crypto.randomUUID()
      const cancel = () => void api.call('operations.cancel', { operation }).catch(() => undefined)
      signal.addEventListener('abort', cancel, { once: true })
      const followed = new FollowedOperation(operation)
      runningCalls.begin(call, operation)
      const unfollow = api.on('operation', (event) => {
        const next = followed.progressOf(event)
        if (next !== null) runningCalls.advance(call, operation, next)
      })
      try {
        return { input, output: await api.call(name, { ...input, operation } as CallInput<N>) }
      } finally {
        signal.removeEventListener('abort', cancel)
        unfollow()
        runningCalls.end(call, operation)
      }
    },
    enabled,
    placeholderData: ((previous: AnsweredCall<N> | undefined) =>
      previous !== undefined && isOfSameModels(previous.input, input) ? previous : undefined) as never,
  })
  const isCurrent = data !== undefined && !isPlaceholderData
  const isBusy = fetchStatus !== 'idle'
  return {
    answer: data,
    isCurrent,
    error,
    isBusy,
    isCancelled: enabled && !isCurrent && error === null && !isBusy,
    progress,
    cancel: () => void client.cancelQueries({ queryKey }),
    again: () => void refetch(),
  }
}

/**
 * A call that changes something and can last, with how far it is. It is cancelled by `cancel`, and when what shows it
 * is closed; a cancel is no error.
 */
export function useCancellableCommand<N extends CancellableCall>(
  name: N,
): Pick<
  UseMutationResult<CallOutput<N>, Error, Omit<CallInput<N>, 'operation'>>,
  'mutate' | 'reset' | 'isPending' | 'error' | 'data' | 'variables'
> & { readonly progress: OperationProgress | null; readonly cancel: () => void } {
  const { api } = useConnection()
  const { progress, follow } = useOperationProgress()
  const running = useRef<string | null>(null)
  const { mutate, reset, isPending, error, data, variables } = useMutation<
    CallOutput<N>,
    Error,
    Omit<CallInput<N>, 'operation'>
  >({
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
  return { mutate, reset, isPending, error: isCancelled ? null : error, data, variables, progress, cancel }
}
