import { useState } from 'react'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { Button } from '../../components/button.tsx'
import { Notice } from '../../components/states.tsx'
import { filesText, isProbeable } from '../../model/files-state.ts'
import { RelocateModels } from '../../projects/relocate-models.tsx'

/** What must be known of a model's file: that it is not as it was, and what its header lacks. */
export function ModelNotices({ model }: { readonly model: ModelSummary }) {
  const files = filesText(model)
  const [isLooking, setLooking] = useState(false)
  return (
    <>
      {files === null ? null : (
        <Notice
          tone={model.places.length === 0 ? 'info' : 'warning'}
          {...(model.filesState === 'missing'
            ? { action: <Button onPress={() => setLooking(true)}>Find moved models</Button> }
            : {})}
        >
          {files} Stored results stay usable
          {isProbeable(model) ? '' : '; probing needs the file as it was, or adding it again'}.
        </Notice>
      )}
      {isLooking ? <RelocateModels onClose={() => setLooking(false)} /> : null}
      {remarkTexts(model).map((text) => (
        <Notice key={text} tone="warning">
          {text}
        </Notice>
      ))}
    </>
  )
}
