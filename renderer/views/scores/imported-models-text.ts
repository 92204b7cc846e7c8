import { countText, plural } from '../../../core/format/quantity.ts'
import type { ImportPreview } from '../../../engine/api/scores-contract.ts'

/** Which models of a table are new, which are known, and which are models of the library; one sentence. */
export function importedModelsText(models: ImportPreview['models']): string {
  const all = models.length
  if (all === 0) return 'The table names no model yet.'
  const added = models.filter(({ scoredModelId }) => scoredModelId === null).length
  const matched = models.filter(({ reason }) => reason === 'matched').length
  const proposed = models.filter(({ modelId, reason }) => modelId !== null && reason !== 'matched').length
  const parts = [
    added === all
      ? all === 1
        ? 'new'
        : 'all new'
      : added === 0
        ? `${all === 1 ? '' : 'all '}known already`
        : `${countText(added)} new and ${countText(all - added)} known already`,
    ...(matched === 0 ? [] : [`${countText(matched)} matched with the library before`]),
    proposed > 0
      ? `${countText(proposed)} may be ${proposed === 1 ? 'a model' : 'models'} of the library (unmark what is not):`
      : `${matched === 0 ? 'none' : 'no other'} has the name of a model of the library.`,
  ]
  return `${plural(all, 'model')}: ${parts.join('; ')}`
}
