import { useState } from 'react'
import { useCall } from '../api/queries.tsx'
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import stateStyles from '../components/states.module.css'
import { OpeningNotices, useOpeningCommand } from './open-project.tsx'
import { ProjectsDialog } from './projects-dialog.tsx'

/** In place of every view where the database cannot be used: what was found, and what can be done. */
export function FaultyProject() {
  const state = useCall('projects.state', {}).data
  const opening = useOpeningCommand('projects.open')
  const [isChoosing, setChoosing] = useState(false)
  const open = state?.open ?? null
  return (
    <div className={stateStyles['state']} role="alert">
      <span className={`${stateStyles['icon']} ${stateStyles['bad']}`}>
        <Icon name="warning" size={28} />
      </span>
      <h1 className={stateStyles['title']}>{open === null ? 'No project is open' : `${open.name} cannot be used`}</h1>
      <p className={stateStyles['text']}>{state?.fault}</p>
      <p className={stateStyles['text']}>
        The file was left as it is. Another project can be opened meanwhile, or a new one made.
      </p>
      <div className={stateStyles['action']}>
        {open === null || open.isMissing ? null : (
          <Button isDisabled={opening.isPending} onPress={() => opening.run({ projectId: open.id }, () => undefined)}>
            Try again
          </Button>
        )}
        <Button look="primary" onPress={() => setChoosing(true)}>
          Open or make another project
        </Button>
      </div>
      <OpeningNotices {...opening} />
      {isChoosing ? <ProjectsDialog onClose={() => setChoosing(false)} /> : null}
    </div>
  )
}
