import type { ModelRemark } from '../api/remark-contract.ts'
import type { ModelStore } from '../store/model-store.ts'
import { headerRemarks } from './header-remarks.ts'

/** What the headers of the library's models say that a reader must know. A header cannot change under its id. */
export class KeptHeaderRemarks {
  private readonly models: Pick<ModelStore, 'get'>
  private readonly kept = new Map<string, readonly ModelRemark[]>()

  constructor(models: Pick<ModelStore, 'get'>) {
    this.models = models
  }

  /** None where the model has been removed. */
  of(modelId: string): readonly ModelRemark[] {
    const known = this.kept.get(modelId)
    if (known !== undefined) return known
    const model = this.models.get(modelId)
    if (model === undefined) return []
    const remarks = headerRemarks(model)
    this.kept.set(modelId, remarks)
    return remarks
  }
}
