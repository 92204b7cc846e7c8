import { useState, type ReactNode } from 'react'
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import type { Place } from '../../engine/api/contract.ts'
import { useCall } from '../api/queries.tsx'
import { classes } from '../components/classes.ts'
import { Icon } from '../components/icon.tsx'
import fieldStyles from '../components/field.module.css'
import { ChooseProject } from '../projects/choose-project.tsx'
import { ExportProfile } from '../projects/export-profile.tsx'
import { MergeProject } from '../projects/merge-project.tsx'
import { ProjectsDialog } from '../projects/projects-dialog.tsx'
import { RelocateModels } from '../projects/relocate-models.tsx'
import { RemovalsDialog } from '../projects/removals-dialog.tsx'
import { SaveCopy } from '../projects/save-copy.tsx'
import styles from './project-menu.module.css'

type Shown = 'projects' | 'copy' | 'choose' | 'export' | 'relocate' | 'removals' | { readonly merge: Place }

/** The name of the open project, and what can be done with projects. */
export function ProjectMenu() {
  const { data } = useCall('projects.state', {})
  const [shown, setShown] = useState<Shown | null>(null)
  const close = (): void => setShown(null)
  if (data === undefined) return null
  const name = data.open?.name ?? 'No file'
  const usable = data.fault === null
  const entries: readonly { readonly id: Shown & string; readonly name: string; readonly isOffered: boolean }[] = [
    { id: 'projects', name: 'Projects…', isOffered: data.canSwitch },
    { id: 'copy', name: 'Save a copy…', isOffered: usable && data.open !== null },
    { id: 'choose', name: 'Merge another project…', isOffered: usable },
    { id: 'export', name: 'Export a profile…', isOffered: usable },
    { id: 'relocate', name: 'Find moved models…', isOffered: usable },
    { id: 'removals', name: 'Removed lately…', isOffered: usable },
  ]
  return (
    <div className={styles['project']}>
      <MenuTrigger>
        <Button className={styles['button'] ?? ''} aria-label={`Project: ${name}`}>
          <Icon name="folder" />
          <span className={classes(styles['name'])} title={data.open?.path}>
            {name}
          </span>
          <Icon name="down" size={12} />
        </Button>
        <Popover className={fieldStyles['popover'] ?? ''} offset={4} placement="bottom start">
          <Menu
            className={fieldStyles['list'] ?? ''}
            aria-label="Project"
            items={entries.filter(({ isOffered }) => isOffered)}
          >
            {(entry) => (
              <MenuItem
                id={entry.id}
                textValue={entry.name}
                onAction={() => setShown(entry.id)}
                className={fieldStyles['option'] ?? ''}
              >
                <span />
                <span>{entry.name}</span>
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      {dialogOf(shown, setShown, close)}
    </div>
  )
}

function dialogOf(shown: Shown | null, show: (shown: Shown) => void, close: () => void): ReactNode {
  if (shown === null) return null
  if (shown === 'projects') return <ProjectsDialog onClose={close} />
  if (shown === 'copy') return <SaveCopy onClose={close} />
  if (shown === 'export') return <ExportProfile onClose={close} />
  if (shown === 'relocate') return <RelocateModels onClose={close} />
  if (shown === 'removals') return <RemovalsDialog onClose={close} />
  if (shown === 'choose')
    return (
      <ChooseProject
        title="Merge another project"
        action="Look at it"
        onChoose={(merge) => show({ merge })}
        onClose={close}
      />
    )
  return <MergeProject place={shown.merge} onClose={close} />
}
