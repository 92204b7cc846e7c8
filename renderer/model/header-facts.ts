import { bytesText, countText, plural } from '../../core/format/quantity.ts'
import { familyText } from '../../core/model/family.ts'
import { markedArchitecture } from '../../core/model/model-purpose.ts'
import type { ModelSummary } from '../../engine/api/contract.ts'
import { momentText } from '../format/moment.ts'
import { declaredBaseText } from './declared-base.ts'

/** What a model's file says of it, and what family that makes it of: names and values, null where not declared. */
export function headerFacts(model: ModelSummary): readonly (readonly [name: string, value: string | null])[] {
  const { size, parts, tokenizer, vocabularySize, contextLength } = model
  return [
    ['Declared name', model.declaredName],
    ...(model.firstName === null ? [] : [['Added as', model.firstName] as const]),
    ...(model.tags.length === 0 ? [] : [['Tags', model.tags.join(', ')] as const]),
    ['Architecture', markedArchitecture(model)],
    ['Parameters', countText(model.parameters)],
    ['Quantization', model.quantization],
    ['Size', `${bytesText(size)}${parts > 1 ? ` in ${plural(parts, 'part')}` : ''}`],
    ['Tokenizer', `${tokenizer}, ${plural(vocabularySize, 'token')}`],
    ['Context', contextLength === null ? null : plural(contextLength, 'token')],
    ['Declared base', declaredBaseText(model)],
    ['Family', familyText(model)],
    ['License', model.license],
    ['Added', momentText(model.addedAt)],
  ]
}
