import { useState } from 'react'
import type { Place } from '../../engine/api/contract.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import layoutStyles from '../components/layout.module.css'
import { MergeProject } from './merge-project.tsx'
import { OpeningNotices, useOpeningCommand } from './open-project.tsx'

/** What is to become of the file of a project that was opened with the app: opened, or merged into the open one. */
export function OpenedProject({ place, onClose }: { readonly place: Place; readonly onClose: () => void }) {
  const opening = useOpeningCommand('projects.open')
  const [isMerging, setMerging] = useState(false)
  if (isMerging) return <MergeProject place={place} onClose={onClose} />
  return (
    <Dialog
      title={place.name}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button onPress={() => setMerging(true)}>Merge into the open project</Button>
          <Button
            look="primary"
            isDisabled={opening.isBlocked}
            onPress={() => opening.run({ projectId: place.id }, onClose)}
          >
            Open
          </Button>
        </>
      }
    >
      <div className={layoutStyles['stack']}>
        <p>
          <bdi>{place.path}</bdi> can be opened in place of the open project, or what it holds can be brought into that.
        </p>
        <OpeningNotices {...opening} />
      </div>
    </Dialog>
  )
}
