import { useState } from 'react'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { plural } from '../../../core/format/quantity.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { ModelChoiceList } from '../../components/model-choice-list.tsx'
import textStyles from '../../components/text.module.css'
import layoutStyles from '../../components/layout.module.css'

interface ComparedModelsProps {
  /** Those that can be chosen, and what they are, in a sentence. */
  readonly models: readonly ModelSummary[]
  readonly note: string
  readonly compared: readonly string[]
  /** None: all models that can be compared, also those that will be. */
  readonly onChoose: (ids: readonly string[]) => void
  readonly onClose: () => void
}

/** Which models are compared. Nothing changes before the choice is confirmed. */
export function ComparedModels({ models, note, compared, onChoose, onClose }: ComparedModelsProps) {
  const [chosen, setChosen] = useState(compared)
  const confirm = () => {
    onChoose(chosen.length === models.length ? [] : chosen)
    onClose()
  }
  return (
    <Dialog
      title="Models compared"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button look="primary" isDisabled={chosen.length === 0} onPress={confirm}>
            {chosen.length === models.length ? 'Compare all' : `Compare ${plural(chosen.length, 'model')}`}
          </Button>
        </>
      }
    >
      <div className={layoutStyles['stack']}>
        <p className={textStyles['muted']}>{note} The choice holds in every view that compares.</p>
        <ModelChoiceList label="Models to compare" models={models} chosen={chosen} onChoose={setChosen} />
        <p className={textStyles['muted']} role="status">
          {chosen.length} of {models.length} chosen
        </p>
      </div>
    </Dialog>
  )
}
