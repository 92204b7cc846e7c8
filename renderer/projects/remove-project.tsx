import { projectContentsText } from '../../core/format/project-contents.ts'
import type { Project } from '../../engine/api/projects-contract.ts'
import { useCall, useCommand } from '../api/queries.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { LoadingState, Notice } from '../components/states.tsx'

/** Says what goes with a project, and asks before its file is deleted. */
export function RemoveProject({ project, onClose }: { readonly project: Project; readonly onClose: () => void }) {
  const contents = useCall('projects.contents', { projectId: project.id }, { fresh: true })
  const remove = useCommand('projects.remove')
  return (
    <Dialog
      title={`Remove ${project.name}?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose} autoFocus>
            Keep
          </Button>
          <Button
            look="danger"
            icon="remove"
            isDisabled={contents.isPending || remove.isPending}
            onPress={() => remove.mutate({ projectId: project.id }, { onSuccess: onClose })}
          >
            Delete the file
          </Button>
        </>
      }
    >
      {contents.isPending ? (
        <LoadingState label="Looking at what it holds" />
      ) : (
        <p>
          {contents.data === undefined ? contents.error?.message : `It holds ${projectContentsText(contents.data)}.`}{' '}
          The file <bdi>{project.path}</bdi> is deleted, which cannot be undone. Files of models stay where they are.
        </p>
      )}
      {remove.error === null ? null : <Notice tone="danger">{remove.error.message}</Notice>}
    </Dialog>
  )
}
