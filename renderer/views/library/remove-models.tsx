import { useState } from 'react'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { useCommand } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Notice } from '../../components/states.tsx'
import { plural } from '../../../core/format/quantity.ts'

/** Asks before models leave the library; says what goes with them. Open while there are models. */
export function RemoveModels({
  models,
  onClose,
}: {
  readonly models: readonly ModelSummary[]
  readonly onClose: (removed: readonly string[]) => void
}) {
  const remove = useCommand('models.remove')
  const [failure, setFailure] = useState<string | null>(null)
  const first = models[0]
  if (first === undefined) return null
  const close = (removed: readonly string[]) => {
    setFailure(null)
    onClose(removed)
  }
  const removeAll = async () => {
    const removed: string[] = []
    try {
      for (const model of models) {
        await remove.mutateAsync({ modelId: model.id })
        removed.push(model.id)
      }
      close(removed)
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <Dialog
      title={models.length === 1 ? `Remove ${first.name}?` : `Remove ${plural(models.length, 'model')}?`}
      role="alertdialog"
      isOpen
      onClose={() => close([])}
      actions={
        <>
          <Button onPress={() => close([])} autoFocus>
            Cancel
          </Button>
          <Button look="danger" icon="remove" isDisabled={remove.isPending} onPress={() => void removeAll()}>
            Remove
          </Button>
        </>
      }
    >
      <p>
        The files stay where they are. The stored probes of {models.length === 1 ? 'this model' : 'these models'} are
        removed from the database with the library entry.
      </p>
      {failure === null ? null : <Notice tone="danger">{failure}</Notice>}
    </Dialog>
  )
}
