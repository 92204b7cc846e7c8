import { useState } from 'react'
import { bytesText } from '../../core/format/quantity.ts'
import { useCall } from '../api/queries.tsx'
import { useCancellableCommand } from '../api/use-cancellable-call.ts'
import { Button } from '../components/button.tsx'
import { Checkbox } from '../components/checkbox.tsx'
import { Dialog } from '../components/dialog.tsx'
import { ModelChoiceList } from '../components/model-choice-list.tsx'
import { OperationProgress } from '../components/operation-progress.tsx'
import { Notice } from '../components/states.tsx'
import { TextField } from '../components/text-field.tsx'
import layoutStyles from '../components/layout.module.css'

/** Writes what was measured of chosen models into a profile that others can merge. */
export function ExportProfile({ onClose }: { readonly onClose: () => void }) {
  const models = useCall('models.list', {}).data ?? []
  const folder = useCall('projects.state', {}).data?.folder
  const write = useCancellableCommand('projects.export')
  const [name, setName] = useState('profile')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [overwrite, setOverwrite] = useState(false)
  const written = write.data
  return (
    <Dialog
      title="Export a profile"
      isOpen
      onClose={onClose}
      size="large"
      actions={
        written === undefined ? (
          <>
            <Button onPress={onClose}>Cancel</Button>
            <Button
              look="primary"
              isDisabled={write.isPending || chosen.length === 0 || name.trim() === ''}
              onPress={() => write.mutate({ name, modelIds: [...chosen], overwrite })}
            >
              Export
            </Button>
          </>
        ) : (
          <Button look="primary" onPress={onClose} autoFocus>
            Close
          </Button>
        )
      }
    >
      <div className={layoutStyles['stack']}>
        {written === undefined ? (
          <>
            <p>
              Probes, runs and scores of the chosen models go into one small file, without weights and paths. Whoever
              merges it can compare with these models without having them.
            </p>
            <ModelChoiceList label="Models to export" models={models} chosen={chosen} onChoose={setChosen} />
            <TextField
              label="Name"
              value={name}
              onChange={setName}
              mostCharacters={100}
              description={folder === undefined ? '' : `Written to ${folder}`}
            />
            <Checkbox isSelected={overwrite} onChange={setOverwrite}>
              Write over a file of that name
            </Checkbox>
            {write.isPending ? (
              <OperationProgress label="Exporting" progress={write.progress} onCancel={write.cancel} />
            ) : null}
            {write.error === null ? null : <Notice tone="danger">{write.error.message}</Notice>}
          </>
        ) : (
          <p role="status">
            Wrote {bytesText(written.bytes)} to <bdi>{written.path}</bdi>.
          </p>
        )}
      </div>
    </Dialog>
  )
}
