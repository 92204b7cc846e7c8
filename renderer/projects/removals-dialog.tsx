import { useCall, useCommand } from '../api/queries.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { RecordTable } from '../components/record-table.tsx'
import { Notice, UnansweredState } from '../components/states.tsx'
import layoutStyles from '../components/layout.module.css'
import { momentText } from '../format/moment.ts'
import { restoredText } from '../format/restored-text.ts'

/** What was removed lately, each with a button that puts it back. */
export function RemovalsDialog({ onClose }: { readonly onClose: () => void }) {
  const removals = useCall('removals.list', {})
  const undo = useCommand('removals.undo')
  const forget = useCommand('removals.forget')
  const error = undo.error ?? forget.error
  return (
    <Dialog
      title="Removed lately"
      isOpen
      onClose={onClose}
      size="large"
      actions={
        <>
          <Button isDisabled={(removals.data ?? []).length === 0 || forget.isPending} onPress={() => forget.mutate({})}>
            Forget all
          </Button>
          <Button look="primary" onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      <div className={layoutStyles['stack']}>
        <p>The last 20 removals of the last 7 days are kept in the database and can be undone.</p>
        {error === null ? null : <Notice tone="danger">{error.message}</Notice>}
        {undo.data === undefined ? null : <p role="status">{restoredText(undo.data)}</p>}
        {removals.data === undefined ? (
          removals.isPending ? null : (
            <UnansweredState title="The removals could not be listed" call={removals} />
          )
        ) : removals.data.length === 0 ? (
          <p>Nothing was removed that can be undone.</p>
        ) : (
          <RecordTable
            label="Removals"
            items={removals.data.map((removal) => ({ ...removal, removalId: removal.id, id: String(removal.id) }))}
            nameOf={({ what }) => what}
            nameHead="What went"
            columns={[{ name: 'Removed', cell: ({ removedAt }) => momentText(removedAt) }]}
            action={({ removalId, what }) => (
              <Button isDisabled={undo.isPending} onPress={() => undo.mutate({ removalId })}>
                Undo<span className="visually-hidden"> the removal of {what}</span>
              </Button>
            )}
          />
        )}
      </div>
    </Dialog>
  )
}
