import { firstNames } from '../../core/format/first-names.ts'
import type { ModelRemark, Remark } from '../api/remark-contract.ts'
import { type NamedModel } from './remark-on.ts'

/** A model, or a probe, run or score of it, with what must be known of it. */
interface RemarkedModel extends NamedModel {
  readonly remarks: readonly ModelRemark[]
}

/** The remarks of many in one line each: what several have in common is said once, with their names. */
export function foldedRemarks(remarked: readonly RemarkedModel[]): Remark[] {
  const folds = new Map<string, { remark: ModelRemark; names: Set<string>; modelIds: Set<string> }>()
  for (const { modelId, modelName, remarks } of remarked) {
    for (const remark of remarks) {
      const key = `${remark.kind} ${remark.text}`
      const fold = folds.get(key) ?? { remark, names: new Set(), modelIds: new Set() }
      folds.set(key, fold)
      fold.names.add(remark.about === undefined ? modelName : `${modelName} (${remark.about})`)
      fold.modelIds.add(modelId)
    }
  }
  return [...folds.values()].map(({ remark: { kind, text }, names, modelIds }) => ({
    kind,
    text: `${firstNames([...names])}: ${text}`,
    modelIds: [...modelIds],
  }))
}
