import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { Api } from '../../engine/api/contract.ts'
import { LatestOperation, type OperationCalls, type OperationState } from './latest-operation.ts'
import { useConnection } from './queries.tsx'

/**
 * The state of a long computation whose input changes often; see `LatestOperation`. Null as input: nothing is asked.
 * `version` changes where the same input must be asked anew, because what it is about has changed. `stop` ends what is
 * under way.
 */
export function useLatestOperation<Input, Output>(
  calls: (api: Api) => OperationCalls<Input, Output>,
  input: Input | null,
  version: unknown,
): OperationState<Input, Output> & { readonly stop: () => void } {
  const { api } = useConnection()
  const [operation] = useState(() => new LatestOperation(api, calls(api)))
  const key = JSON.stringify(input)
  useEffect(() => {
    const wanted = JSON.parse(key) as Input | null
    if (wanted === null) operation.stop()
    else operation.ask(wanted)
  }, [operation, key, version])
  useEffect(() => () => operation.stop(), [operation])
  const state = useSyncExternalStore(operation.subscribe, operation.state)
  return { ...state, stop: useCallback(() => operation.stop(), [operation]) }
}
