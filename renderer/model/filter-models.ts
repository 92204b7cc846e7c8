import type { ModelSummary } from '../../engine/api/contract.ts'
import { declaredBaseText } from './declared-base.ts'

/** Models in which every word of the filter occurs somewhere in what the table shows. */
export function filterModels(models: readonly ModelSummary[], filter: string): readonly ModelSummary[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return models
  return models.filter((model) => {
    const text = [
      model.name,
      model.architecture,
      model.quantization,
      model.tokenizer,
      model.declaredName ?? '',
      model.firstName ?? '',
      ...model.tags,
      declaredBaseText(model) ?? '',
      model.family,
      ...model.probedGenomes,
      ...model.places.map(({ file }) => file),
    ]
      .join('\n')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
