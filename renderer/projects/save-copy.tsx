import { useState } from 'react'
import { bytesText } from '../../core/format/quantity.ts'
import { useCall } from '../api/queries.tsx'
import { useCancellableCommand } from '../api/use-cancellable-call.ts'
import { Button } from '../components/button.tsx'
import { Checkbox } from '../components/checkbox.tsx'
import { Dialog } from '../components/dialog.tsx'
import { OperationProgress } from '../components/operation-progress.tsx'
import { Notice } from '../components/states.tsx'
import { TextField } from '../components/text-field.tsx'
import layoutStyles from '../components/layout.module.css'
import { OpeningNotices, useOpeningCommand } from './open-project.tsx'

/** Saves the open project under another name, and opens the copy on request. */
export function SaveCopy({ onClose }: { readonly onClose: () => void }) {
  const { data } = useCall('projects.state', {})
  const save = useCancellableCommand('projects.saveAs')
  const opening = useOpeningCommand('projects.open')
  const [name, setName] = useState(data?.open === null || data === undefined ? '' : `${data.open.name} copy`)
  const [overwrite, setOverwrite] = useState(false)
  const saved = save.data
  return (
    <Dialog
      title="Save a copy"
      isOpen
      onClose={onClose}
      actions={
        saved === undefined ? (
          <>
            <Button onPress={onClose}>Cancel</Button>
            <Button
              look="primary"
              isDisabled={save.isPending || name.trim() === ''}
              onPress={() => save.mutate({ name, overwrite })}
            >
              Save
            </Button>
          </>
        ) : (
          <>
            <Button isDisabled={opening.isBlocked} onPress={() => opening.run({ projectId: saved.id }, onClose)}>
              Open the copy
            </Button>
            <Button look="primary" onPress={onClose} autoFocus>
              Stay here
            </Button>
          </>
        )
      }
    >
      <div className={layoutStyles['stack']}>
        {saved === undefined ? (
          <>
            <TextField
              label="Name"
              value={name}
              onChange={setName}
              mostCharacters={100}
              description={data === undefined ? '' : `Saved in ${data.folder}`}
            />
            <Checkbox isSelected={overwrite} onChange={setOverwrite}>
              Write over a file of that name
            </Checkbox>
            {save.isPending ? (
              <OperationProgress label="Copying" progress={save.progress} onCancel={save.cancel} />
            ) : null}
            {save.error === null ? null : <Notice tone="danger">{save.error.message}</Notice>}
          </>
        ) : (
          <>
            <p>
              Saved {bytesText(saved.bytes)} as <bdi>{saved.path}</bdi>.
            </p>
            <OpeningNotices {...opening} />
          </>
        )}
      </div>
    </Dialog>
  )
}
