import { useCallback, useState } from 'react'
import type { Place } from '../../engine/api/contract.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { PlaceBrowser, type PlaceChoice } from '../views/library/place-browser.tsx'

/** Chooses the file of a project on the engine's machine. */
export function ChooseProject({
  title,
  action,
  onChoose,
  onClose,
}: {
  readonly title: string
  /** What the button does with it. */
  readonly action: string
  readonly onChoose: (place: Place) => void
  readonly onClose: () => void
}) {
  const [chosen, setChosen] = useState<Place | null>(null)
  const choose = useCallback(
    ({ places, isFolderShown }: PlaceChoice) => setChosen(isFolderShown ? null : (places[0] ?? null)),
    [],
  )
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      size="large"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button look="primary" isDisabled={chosen === null} onPress={() => chosen !== null && onChoose(chosen)}>
            {action}
          </Button>
        </>
      }
    >
      <PlaceBrowser kind="projects" onChoose={choose} />
    </Dialog>
  )
}
