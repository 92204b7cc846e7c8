import { useState } from 'react'
import { firstNames } from '../../../core/format/first-names.ts'
import { plural } from '../../../core/format/quantity.ts'
import { familyText } from '../../../core/model/family.ts'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { useCommand } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Notice } from '../../components/states.tsx'
import { TextField } from '../../components/text-field.tsx'

/** States the family of models, or takes back what was stated. */
export function SetFamily({
  models,
  onClose,
}: {
  readonly models: readonly ModelSummary[]
  readonly onClose: () => void
}) {
  const set = useCommand('models.setFamily')
  const families = [...new Set(models.map(({ family }) => family))]
  const [name, setName] = useState(families.length === 1 ? families[0]! : '')
  const store = (family: string | null) =>
    set.mutate({ modelIds: models.map(({ id }) => id), family }, { onSuccess: onClose })
  return (
    <Dialog
      title={models.length === 1 ? `Family of ${models[0]!.name}` : `Family of ${plural(models.length, 'model')}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            isDisabled={set.isPending || models.every(({ familySource }) => familySource !== 'stated')}
            onPress={() => store(null)}
          >
            Take back what was stated
          </Button>
          <Button look="primary" isDisabled={set.isPending || name.trim() === ''} onPress={() => store(name)}>
            State this family
          </Button>
        </>
      }
    >
      <TextField label="Family" value={name} onChange={setName} mostCharacters={200} />
      <p>
        Now:{' '}
        {firstNames(
          models.map((model) => `${model.name} ${familyText(model)}`),
          { most: 5 },
        )}
        .
      </p>
      <p>
        A stated family counts before what tables of scores, files and measurements say. Colours, forecasts, scores and
        scaling laws take it. What is measured to be near a model is held out with it in forecasts all the same.
      </p>
      {set.error === null ? null : <Notice tone="danger">{set.error.message}</Notice>}
    </Dialog>
  )
}
