import type { ModelSummary } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { Notice } from '../../components/states.tsx'
import { filesText, isProbeable } from '../../model/files-state.ts'

/** What must be known of a model's file: that it is not as it was, and what its header lacks. */
export function ModelNotices({ model }: { readonly model: ModelSummary }) {
  const files = filesText(model)
  return (
    <>
      {files === null ? null : (
        <Notice tone={model.places.length === 0 ? 'info' : 'warning'}>
          {files} Stored results stay usable
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
