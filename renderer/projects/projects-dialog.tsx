import { useState } from 'react'
import { bytesText } from '../../core/format/quantity.ts'
import type { Project } from '../../engine/api/projects-contract.ts'
import { useCall, useCommand } from '../api/queries.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { RecordTable } from '../components/record-table.tsx'
import { Notice } from '../components/states.tsx'
import { TextField } from '../components/text-field.tsx'
import layoutStyles from '../components/layout.module.css'
import { momentText } from '../format/moment.ts'
import textStyles from '../components/text.module.css'
import styles from './projects.module.css'
import { OpeningNotices, useOpeningCommand } from './open-project.tsx'
import { ChooseProject } from './choose-project.tsx'
import { RemoveProject } from './remove-project.tsx'
import { RenameProject } from './rename-project.tsx'

/** Projects that are known, to open, rename, remove or forget; a new one; one that lies elsewhere. */
export function ProjectsDialog({ onClose }: { readonly onClose: () => void }) {
  const { data } = useCall('projects.state', {}, { fresh: true })
  const opening = useOpeningCommand('projects.open')
  const making = useOpeningCommand('projects.new')
  const forget = useCommand('projects.forget')
  const [name, setName] = useState('')
  const [renamed, setRenamed] = useState<Project | null>(null)
  const [removed, setRemoved] = useState<Project | null>(null)
  const [isChoosing, setChoosing] = useState(false)
  const projects = data?.projects ?? []
  const setStopsJobs = (stops: boolean): void => {
    opening.setStopsJobs(stops)
    making.setStopsJobs(stops)
  }
  if (renamed !== null) return <RenameProject project={renamed} onClose={() => setRenamed(null)} />
  if (removed !== null) return <RemoveProject project={removed} onClose={() => setRemoved(null)} />
  if (isChoosing)
    return (
      <ChooseProject
        title="Open a project"
        action="Open"
        onChoose={({ id }) => {
          setChoosing(false)
          opening.run({ projectId: id }, onClose)
        }}
        onClose={() => setChoosing(false)}
      />
    )
  return (
    <Dialog
      title="Projects"
      isOpen
      onClose={onClose}
      size="large"
      actions={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button icon="folder" isDisabled={opening.isBlocked} onPress={() => setChoosing(true)}>
            Open another file
          </Button>
        </>
      }
    >
      <div className={layoutStyles['stack']}>
        <OpeningNotices
          {...opening}
          setStopsJobs={setStopsJobs}
          error={opening.error ?? making.error ?? forget.error}
        />
        {projects.length === 0 ? (
          <p>No project was opened yet.</p>
        ) : (
          <RecordTable
            label="Projects"
            items={projects}
            nameOf={(project) => project.name}
            nameCell={({ name: shown, path }) => (
              <span title={path}>
                {shown} <bdi className={textStyles['muted']}>{path}</bdi>
              </span>
            )}
            nameHead="Project"
            columns={[
              {
                name: 'Size',
                align: 'end',
                cell: ({ bytes }) => (bytes === null ? 'file is gone' : bytesText(bytes)),
              },
              {
                name: 'Opened',
                isSecondary: true,
                cell: ({ openedAt }) => (openedAt === null ? 'never' : momentText(openedAt)),
              },
            ]}
            action={(project) =>
              project.isMissing ? (
                <Button look="quiet" onPress={() => forget.mutate({ projectId: project.id })}>
                  Forget<span className="visually-hidden"> {project.name}</span>
                </Button>
              ) : (
                <span className={styles['actions']}>
                  {project.isOpen ? (
                    'open'
                  ) : (
                    <Button
                      isDisabled={opening.isBlocked}
                      onPress={() => opening.run({ projectId: project.id }, onClose)}
                    >
                      Open<span className="visually-hidden"> {project.name}</span>
                    </Button>
                  )}
                  <Button look="quiet" isDisabled={project.isDefault} onPress={() => setRenamed(project)}>
                    Rename<span className="visually-hidden"> {project.name}</span>
                  </Button>
                  <Button look="quiet" isDisabled={project.isOpen} onPress={() => setRemoved(project)}>
                    Remove<span className="visually-hidden"> {project.name}</span>
                  </Button>
                </span>
              )
            }
          />
        )}
        <form
          className={styles['new']}
          onSubmit={(event) => {
            event.preventDefault()
            making.run({ name }, onClose)
          }}
        >
          <TextField
            label="New project"
            value={name}
            onChange={setName}
            placeholder="Name"
            mostCharacters={100}
            description={data === undefined ? '' : `Made in ${data.folder}`}
          />
          <Button type="submit" look="primary" isDisabled={making.isBlocked || name.trim() === ''}>
            Make and open
          </Button>
        </form>
        {data?.canSwitch === false ? (
          <Notice tone="info">This engine keeps the database that it was started with.</Notice>
        ) : null}
      </div>
    </Dialog>
  )
}
