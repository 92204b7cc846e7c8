import { ApiError } from '../api/api-error.ts'
import type { Remark } from '../api/remark-contract.ts'

/** A remark on models whose weights are not read; none where there are no such models. */
export function unreadRemarks(models: readonly { readonly modelId: string; readonly name: string }[]): Remark[] {
  if (models.length === 0) return []
  const names = models.map(({ name }) => name).join(', ')
  const text = `The weights of ${names} are not read, so that their lineage is not known.`
  return [{ kind: 'weights not read', text, modelIds: models.map(({ modelId }) => modelId) }]
}

/** What is wrong where the weights of none of so many models are read. */
export function noneRead(asked: number): ApiError {
  return new ApiError(
    'not-found',
    `A lineage needs models whose weights are read; found none among ${String(asked)}. Read the weights first, with sketch.`,
  )
}
