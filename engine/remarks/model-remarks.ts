import type { Remark } from '../api/remark-contract.ts'
import type { HeaderFacts } from '../library/gguf/header-facts.ts'
import { foldedRemarks } from './folded-remarks.ts'
import { type Header, headerRemarks } from './header-remarks.ts'
import { type NamedModel, namesOf, remarkOn } from './remark-on.ts'
import { beginningText, textBeginning } from './text-beginning.ts'

/** A model with what its header says. */
interface HeadedModel extends NamedModel {
  readonly header: Header & Pick<HeaderFacts, 'vocabularyDigest'>
}

/** What the headers of models that are shown together say that a reader must know: each finding once for all. */
export function modelRemarks(models: readonly HeadedModel[]): Remark[] {
  const ofHeaders = foldedRemarks(models.map((model) => ({ ...model, remarks: headerRemarks(model.header) })))
  return [...ofHeaders, ...differingBeginnings(models).filter((remark) => remark !== undefined)]
}

/**
 * Models with the same tokens whose texts begin in different ways, a remark for each vocabulary: the same weights then
 * give other numbers.
 */
function differingBeginnings(models: readonly HeadedModel[]): (Remark | undefined)[] {
  const byVocabulary = groups(models, ({ header }) => header.vocabularyDigest)
  return [...byVocabulary.values()].map((siblings) => {
    const byBeginning = groups(siblings, ({ header }) => beginningText(textBeginning(header)))
    if (byBeginning.size < 2) return undefined
    const parts = [...byBeginning]
      .sort(([, left], [, right]) => right.length - left.length)
      .map(([beginning, having]) => `${beginning}: ${namesOf(having)}`)
    return remarkOn(
      'beginnings',
      siblings,
      () => `The same tokens, but texts do not begin alike, which alone makes numbers differ: ${parts.join('; ')}.`,
    )
  })
}

/** By a key; what has none is left out. */
function groups<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
  const byKey = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === null) continue
    const group = byKey.get(key)
    if (group === undefined) byKey.set(key, [item])
    else group.push(item)
  }
  return byKey
}
