import type { ModelSummary } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { Notice } from '../../components/states.tsx'
import { filesStateText, isProbeable } from '../../model/files-state.ts'

/** What must be known of a model's file: that it is not as it was, and what its header lacks. */
export function ModelNotices({ model }: { readonly model: ModelSummary }) {
  return (
    <>
      {model.filesState === 'present' ? null : (
        <Notice tone="warning">
          {filesStateText[model.filesState]} Stored results stay usable
          {isProbeable(model) ? '' : '; probing needs the file as it was, or adding it again'}.
        </Notice>
      )}
      {remarkTexts(model).map((text) => (
        <Notice key={text} tone="warning">
          {text}
        </Notice>
      ))}
    </>
  )
}
