import { QueryClient, keepPreviousData, useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useSyncExternalStore } from 'react'
import type { CallInput, CallName, CallOutput, EventName } from '../../engine/api/contract.ts'
import type { Connection, ConnectionState } from './connection.ts'

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
      // The engine is on this machine: the browser's idea of being online does not matter, and events say when data is stale.
      queries: { networkMode: 'always', retry: false, staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}

interface CallOptions {
  readonly enabled?: boolean
  /** Show the last answer, of whatever input, while the next one is computed. */
  readonly keep?: boolean
  /** Ask again whenever it is shown anew: for what no event tells of, such as folders. */
  readonly fresh?: boolean
}

/** The answer of a call, kept until an event makes it stale. */
export function useCall<N extends CallName>(name: N, input: CallInput<N>, options: CallOptions = {}): UseQueryResult<CallOutput<N>, Error> {
  const { api } = useConnection()
  return useQuery<CallOutput<N>, Error>({
    queryKey: [name, input],
    queryFn: () => api.call(name, input),
    enabled: options.enabled ?? true,
    ...(options.fresh === true ? { staleTime: 0, gcTime: 0 } : {}),
    ...(options.keep === true ? { placeholderData: keepPreviousData as never } : {}),
  })
}

/** A call that changes something. */
export function useCommand<N extends CallName>(name: N): UseMutationResult<CallOutput<N>, Error, CallInput<N>> {
  const { api } = useConnection()
  return useMutation({ mutationFn: (input: CallInput<N>) => api.call(name, input) })
}

/** What each event makes stale. */
const staleAfter: Readonly<Partial<Record<EventName, readonly CallName[]>>> = {
  'models.changed': ['models.list', 'models.get', 'scores.table', 'scores.proposeMatches', 'probes.list', 'analysis.distances', 'analysis.tree'],
  'benchmarks.changed': ['benchmarks.list', 'benchmarks.items'],
  'runs.changed': ['runs.list', 'runs.items'],
  'scores.changed': ['scores.table', 'scores.proposeMatches', 'scaling.space', 'scaling.select'],
  'emergence.changed': ['emergence.tables', 'emergence.table'],
  'genomes.changed': ['genomes.list', 'genomes.get'],
  'probes.changed': ['probes.list', 'models.list', 'models.get', 'populations.get', 'analysis.distances', 'analysis.tree'],
}

/** Events can come with every gene; answers are fetched again at most this often (milliseconds). */
const settleTime = 400

/** Keeps the answers fresh: the engine's events say what is stale; a connection that came back makes everything stale. */
export function useFreshAnswers(): void {
  const connection = useConnection()
  const client = useQueryClient()
  useEffect(() => {
    const stale = new Set<CallName>()
    let timer: number | undefined
    const refresh = () => {
      timer = undefined
      const names = [...stale]
      stale.clear()
      for (const name of names) void client.invalidateQueries({ queryKey: [name] })
    }
    const ends = (Object.keys(staleAfter) as EventName[]).map((event) =>
      connection.api.on(event, () => {
        for (const name of staleAfter[event] ?? []) stale.add(name)
        timer ??= window.setTimeout(refresh, settleTime)
      }),
    )
    ends.push(connection.api.on('queue', (queue) => client.setQueryData(['queue.get', {}], queue)))
    ends.push(connection.api.on('scoring', (scoring) => client.setQueryData(['scoring.get', {}], scoring)))
    let state = connection.state()
    ends.push(
      connection.onState(() => {
        const next = connection.state()
        if (next === 'open' && state === 'lost') void client.invalidateQueries()
        state = next
      }),
    )
    return () => {
      window.clearTimeout(timer)
      for (const end of ends) end()
    }
  }, [connection, client])
}
