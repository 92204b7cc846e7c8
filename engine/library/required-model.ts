import { ApiError } from '../api/api-error.ts'
import type { ModelStore, StoredModel } from '../store/model-store.ts'

/** The model with an id. Throws `unknownModel` where the library has none: it may have been removed meanwhile. */
export function requiredModel(models: Pick<ModelStore, 'get'>, id: string): StoredModel {
  const model = models.get(id)
  if (model === undefined) throw unknownModel(id)
  return model
}

export function unknownModel(id: string): ApiError {
  return new ApiError('not-found', `There is no model with the id ${id} in the library.`)
}
