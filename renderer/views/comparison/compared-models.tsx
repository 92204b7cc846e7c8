import { useState } from 'react'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { plural } from '../../../core/format/quantity.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { ModelChoiceList } from '../../components/model-choice-list.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { filterModels } from '../library/filter-models.ts'
import { ruleText, type ComparisonScope } from './comparison-scope.ts'
import textStyles from '../../components/text.module.css'
import layoutStyles from '../../components/layout.module.css'

interface ComparedModelsProps {
  readonly scope: ComparisonScope
  readonly models: readonly ModelSummary[]
  /** None: all models that are probed, also those that will be. */
  readonly onChoose: (ids: readonly string[]) => void
  readonly onClose: () => void
}

/** Which of the probed models are compared. Nothing changes before the choice is confirmed. */
export function ComparedModels({ scope, models, onChoose, onClose }: ComparedModelsProps) {
  const [chosen, setChosen] = useState(scope.modelIds)
  const [filter, setFilter] = useState('')
  const probed = models.filter(({ id }) => scope.chosen.modelIds.includes(id))
  const shown = filterModels(probed, filter)
  const confirm = () => {
    onChoose(chosen.length === probed.length ? [] : chosen)
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
            {chosen.length === probed.length ? 'Compare all' : `Compare ${plural(chosen.length, 'model')}`}
          </Button>
        </>
      }
    >
      <div className={layoutStyles['stack']}>
        <p className={textStyles['muted']}>
          Models with a complete probe of {scope.genome.name}, {ruleText(scope.chosen.rule)}. The choice holds in every
          view that compares.
        </p>
        <SearchField label="Filter models" value={filter} onChange={setFilter} />
        <ModelChoiceList
          label="Models to compare"
          models={shown}
          chosen={chosen}
          onChoose={setChosen}
          chooseAllText={`Choose all${filter === '' ? '' : ' shown'}`}
          empty={filter === '' ? 'No model is probed so.' : `No model matches “${filter}”.`}
        />
        <p className={textStyles['muted']} role="status">
          {chosen.length} of {probed.length} chosen
        </p>
      </div>
    </Dialog>
  )
}
