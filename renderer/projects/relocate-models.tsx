import { useCallback, useState } from 'react'
import { firstNames } from '../../core/format/first-names.ts'
import { plural } from '../../core/format/quantity.ts'
import type { Place } from '../../engine/api/contract.ts'
import { useCancellableCommand } from '../api/use-cancellable-call.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { OperationProgress } from '../components/operation-progress.tsx'
import { Notice } from '../components/states.tsx'
import layoutStyles from '../components/layout.module.css'
import { PlaceBrowser, type PlaceChoice } from '../views/library/place-browser.tsx'

/** Looks in a folder for models whose files are gone, says what was found, and keeps it on request. */
export function RelocateModels({ onClose }: { readonly onClose: () => void }) {
  const [places, setPlaces] = useState<readonly Place[]>([])
  const choose = useCallback((choice: PlaceChoice) => setPlaces(choice.places), [])
  const look = useCancellableCommand('models.relocate')
  const keep = useCancellableCommand('models.relocate')
  const placeIds = places.map(({ id }) => id)
  const told = keep.data ?? look.data
  const running = keep.isPending ? keep : look.isPending ? look : null
  const error = keep.error ?? look.error
  return (
    <Dialog
      title="Find moved models"
      isOpen
      onClose={onClose}
      size="large"
      actions={
        <>
          <Button onPress={onClose}>{keep.data === undefined ? 'Cancel' : 'Close'}</Button>
          {told === undefined ? (
            <Button
              look="primary"
              isDisabled={running !== null || places.length === 0}
              onPress={() => look.mutate({ placeIds, dryRun: true })}
            >
              Look here
            </Button>
          ) : keep.data === undefined && told.found.length === 0 ? (
            <Button look="primary" onPress={look.reset}>
              Look elsewhere
            </Button>
          ) : keep.data === undefined ? (
            <Button look="primary" isDisabled={running !== null} onPress={() => keep.mutate({ placeIds })}>
              Keep these paths
            </Button>
          ) : null}
        </>
      }
    >
      <div className={layoutStyles['stack']}>
        {running === null ? null : (
          <OperationProgress
            label="Reading files of fitting sizes"
            progress={running.progress}
            onCancel={running.cancel}
          />
        )}
        {error === null ? null : <Notice tone="danger">{error.message}</Notice>}
        {told === undefined ? (
          <PlaceBrowser onChoose={choose} />
        ) : (
          <>
            <p role="status">
              {told.found.length === 0
                ? `None of the models whose files are gone is among ${plural(told.files, 'file')}.`
                : `${plural(told.found.length, 'model')} ${keep.data === undefined ? 'found' : 'kept at their new paths'}, by content.`}
            </p>
            <ul className={layoutStyles['list']}>
              {told.found.map(({ modelId, name, to }) => (
                <li key={modelId}>
                  {name}: <bdi>{to}</bdi>
                </li>
              ))}
            </ul>
            {told.missing.length === 0 ? null : <p>Not found: {firstNames(told.missing.map(({ name }) => name))}.</p>}
          </>
        )}
      </div>
    </Dialog>
  )
}
