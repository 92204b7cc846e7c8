import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { Api, CallName } from '../../engine/api/contract.ts'
import { whenStale } from './fresh-answers.ts'
import { LatestOperation, type OperationCalls, type OperationState } from './latest-operation.ts'
import { useConnection } from './queries.tsx'
import { isOfSameModels } from './same-models.ts'

interface FollowedInput<Input, Output> extends OperationState<Input, Output> {
  /** Ends what is under way. */
  readonly stop: () => void
  /** Asks for the same again. */
  readonly again: () => void
}

/**
 * The state of a long computation whose input changes often; see `LatestOperation`. Null as input: nothing is asked. It
 * is asked anew when the answers of the call `name` have become stale. An answer about other models is not given: under
 * their names it would be a wrong one.
 */
export function useLatestOperation<Input, Output>(
  name: CallName,
  calls: (api: Api) => OperationCalls<Input, Output>,
  input: Input | null,
): FollowedInput<Input, Output> {
  const connection = useConnection()
  const [operation] = useState(() => new LatestOperation(connection.api, calls(connection.api)))
  const key = JSON.stringify(input)
  const ask = useCallback(() => {
    const wanted = JSON.parse(key) as Input | null
    if (wanted === null) operation.stop()
    else operation.ask(wanted)
  }, [operation, key])
  useEffect(ask, [ask])
  useEffect(() => whenStale(connection, name, () => operation.refresh()), [connection, name, operation])
  useEffect(() => () => operation.stop(), [operation])
  const state = useSyncExternalStore(operation.subscribe, operation.state)
  const { answer } = state
  return {
    ...state,
    answer: answer !== null && input !== null && isOfSameModels(answer.input, input) ? answer : null,
    stop: useCallback(() => operation.stop(), [operation]),
    again: ask,
  }
}
