import { useEffect } from 'react'
import { projectContentsText } from '../../core/format/project-contents.ts'
import { plural } from '../../core/format/quantity.ts'
import type { Place } from '../../engine/api/contract.ts'
import type { Merged } from '../../engine/api/projects-contract.ts'
import { useCancellableCommand } from '../api/use-cancellable-call.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { OperationProgress } from '../components/operation-progress.tsx'
import { Notice } from '../components/states.tsx'
import layoutStyles from '../components/layout.module.css'

/** Says what another project would bring, and brings it. */
export function MergeProject({ place, onClose }: { readonly place: Place; readonly onClose: () => void }) {
  const look = useCancellableCommand('projects.merge')
  const merge = useCancellableCommand('projects.merge')
  const { mutate } = look
  useEffect(() => mutate({ projectId: place.id, dryRun: true }), [mutate, place.id])
  const running = merge.isPending ? merge : look.isPending ? look : null
  const error = merge.error ?? look.error
  const told = merge.data ?? look.data
  return (
    <Dialog
      title={`Merge ${place.name}`}
      isOpen
      onClose={onClose}
      actions={
        merge.data === undefined ? (
          <>
            <Button onPress={onClose}>Cancel</Button>
            <Button
              look="primary"
              isDisabled={look.data === undefined || merge.isPending}
              onPress={() => merge.mutate({ projectId: place.id })}
            >
              Merge
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
        {running === null ? null : (
          <OperationProgress
            label={merge.isPending ? 'Merging' : 'Looking at what would come'}
            progress={running.progress}
            onCancel={running.cancel}
          />
        )}
        {error === null ? null : <Notice tone="danger">{error.message}</Notice>}
        {told === undefined ? null : <MergedText merged={told} isDone={merge.data !== undefined} />}
      </div>
    </Dialog>
  )
}

/** Disagreements that are listed; more are counted. */
const listed = 20

function MergedText({ merged, isDone }: { readonly merged: Merged; readonly isDone: boolean }) {
  const { added, disagreements, renamed } = merged
  return (
    <>
      <p role="status">
        {isDone ? 'Brought' : 'Would bring'} {projectContentsText(added)}.
      </p>
      {renamed.length === 0 ? null : (
        <p>
          Names that are taken get a number:{' '}
          {renamed
            .slice(0, listed)
            .map(({ from, to }) => `${from} as ${to}`)
            .join(', ')}
          {renamed.length > listed ? ` and ${String(renamed.length - listed)} more` : ''}.
        </p>
      )}
      {disagreements.length === 0 ? null : (
        <>
          <p>
            {plural(disagreements.length, 'fact', 'facts')} that both projects state differently{' '}
            {disagreements.length === 1 ? 'stays' : 'stay'} as in the open one:
          </p>
          <ul className={layoutStyles['list']}>
            {disagreements.slice(0, listed).map(({ of, fact, kept, other }) => (
              <li key={`${of} ${fact}`}>
                {of}: {fact} {kept}; the other says {other}
              </li>
            ))}
            {disagreements.length > listed ? <li>and {disagreements.length - listed} more</li> : null}
          </ul>
        </>
      )}
    </>
  )
}
