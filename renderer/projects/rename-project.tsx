import { useState } from 'react'
import type { Project } from '../../engine/api/projects-contract.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { TextField } from '../components/text-field.tsx'
import layoutStyles from '../components/layout.module.css'
import { OpeningNotices, useOpeningCommand } from './open-project.tsx'

/** Renames a project, and its file with it. */
export function RenameProject({ project, onClose }: { readonly project: Project; readonly onClose: () => void }) {
  const renaming = useOpeningCommand('projects.rename')
  const [name, setName] = useState(project.name)
  return (
    <Dialog
      title={`Rename ${project.name}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            look="primary"
            isDisabled={(project.isOpen ? renaming.isBlocked : renaming.isPending) || name.trim() === ''}
            onPress={() => renaming.run({ projectId: project.id, name }, onClose)}
          >
            Rename
          </Button>
        </>
      }
    >
      <div className={layoutStyles['stack']}>
        <TextField label="Name" value={name} onChange={setName} mostCharacters={100} />
        <OpeningNotices {...renaming} jobs={project.isOpen ? renaming.jobs : 0} />
      </div>
    </Dialog>
  )
}
