import { useState } from 'react'
import type { ScoredModel } from '../../../engine/api/scores-contract.ts'
import { useConnection } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Notice } from '../../components/states.tsx'
import { plural } from '../../../core/format/quantity.ts'

/** Asks before scored models go with their scores. */
export function RemoveScoredModels({
  models,
  onClose,
}: {
  readonly models: readonly ScoredModel[]
  readonly onClose: () => void
}) {
  const { api } = useConnection()
  const [failure, setFailure] = useState<string | null>(null)
  const remove = async () => {
    try {
      for (const { id } of models) await api.call('scores.removeModel', { scoredModelId: id })
      onClose()
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <Dialog
      title={`Remove ${plural(models.length, 'model')} from the scores?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose} autoFocus>
            Keep
          </Button>
          <Button look="danger" onPress={() => void remove()}>
            Remove
          </Button>
        </>
      }
    >
      <p>Their typed and imported scores go. Models of the library stay, and so do their benchmark runs.</p>
      {failure === null ? null : <Notice tone="danger">{failure}</Notice>}
    </Dialog>
  )
}
