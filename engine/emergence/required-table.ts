import { ApiError } from '../api/contract.ts'
import type { CheckpointTable } from '../api/emergence-contract.ts'
import type { CheckpointStore } from '../store/checkpoint-store.ts'

/** A stored table of checkpoints; throws ApiError where there is none. */
export function requiredTable(checkpoints: CheckpointStore, id: string): CheckpointTable {
  const table = checkpoints.get(id)
  if (table === undefined) throw new ApiError('not-found', `There is no table of checkpoints with the id ${id}.`)
  return table
}
