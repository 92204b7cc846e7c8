import {
  QueryClient,
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'
import { createContext, useContext, useEffect, useSyncExternalStore } from 'react'
import type { CallInput, CallName, CallOutput } from '../../engine/api/contract.ts'
import type { ConnectionState } from '../../engine/api/wire.ts'
import { outputOf, type Answered } from './answered.ts'
import type { Connection } from './connection.ts'
import { keepAnswersFresh } from './fresh-answers.ts'

const ConnectionContext = createContext<Connection | null>(null)
export const ConnectionProvider = ConnectionContext.Provider

export function useConnection(): Connection {
  const connection = useContext(ConnectionContext)
  if (connection === null) throw new Error('useConnection needs a ConnectionProvider above it.')
  return connection
}

export function useConnectionState(): ConnectionState {
  const connection = useConnection()
  return useSyncExternalStore(connection.onState, connection.state)
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The engine is on this machine: the browser's idea of being online does not matter, and events say when data is
      // stale.
      queries: {
        networkMode: 'always',
        retry: false,
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}

interface CallOptions {
  readonly enabled?: boolean
  /** Ask again whenever it is shown anew: for what no event tells of, such as folders. */
  readonly fresh?: boolean
}

/** The answer of a call, kept until an event makes it stale. */
export function useCall<N extends CallName>(
  name: N,
  input: CallInput<N>,
  options: CallOptions = {},
): UseQueryResult<CallOutput<N>, Error> {
  const { api } = useConnection()
  return useQuery<Answered<CallInput<N>, CallOutput<N>>, Error, CallOutput<N>>({
    queryKey: [name, input],
    queryFn: async () => ({ input, output: await api.call(name, input) }),
    enabled: options.enabled ?? true,
    ...(options.fresh === true ? { staleTime: 0, gcTime: 0 } : {}),
    select: outputOf,
  })
}

/** The last answer of a call, of whatever input, while the next one is computed; it comes with its input. */
export function useKeptCall<N extends CallName>(
  name: N,
  input: CallInput<N>,
): UseQueryResult<Answered<CallInput<N>, CallOutput<N>>, Error> {
  const { api } = useConnection()
  return useQuery<Answered<CallInput<N>, CallOutput<N>>, Error>({
    queryKey: [name, input],
    queryFn: async () => ({ input, output: await api.call(name, input) }),
    placeholderData: keepPreviousData as never,
  })
}

/** A call that changes something. */
export function useCommand<N extends CallName>(name: N): UseMutationResult<CallOutput<N>, Error, CallInput<N>> {
  const { api } = useConnection()
  return useMutation({ mutationFn: (input: CallInput<N>) => api.call(name, input) })
}

/** Keeps the answers that are shown fresh; see `keepAnswersFresh`. */
export function useFreshAnswers(): void {
  const connection = useConnection()
  const client = useQueryClient()
  useEffect(() => keepAnswersFresh(connection, client), [connection, client])
}
