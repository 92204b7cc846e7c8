import { useEffect } from 'react'
import { printable } from '../../../core/format/printable.ts'
import { bytesText, plural } from '../../../core/format/quantity.ts'
import type { CallOutput } from '../../../engine/api/contract.ts'
import { useCancellableCommand } from '../../api/use-cancellable-call.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { LoadingState, Notice } from '../../components/states.tsx'
import styles from './library.module.css'

type Found = CallOutput<'models.rescan'>

/** Looks through the folders of the library again, and offers to add what is new and to take over what has moved. */
export function RescanModels({ onClose }: { readonly onClose: () => void }) {
  const { mutate, data, isPending, error, progress, cancel } = useCancellableCommand('models.rescan')
  useEffect(() => mutate({}), [mutate])
  const fresh = data?.report === null ? data.fresh.length : 0
  const moved = data?.report === null ? data.moved.length : 0
  return (
    <Dialog
      title="Look for new and moved models"
      isOpen
      onClose={onClose}
      actions={
        isPending ? (
          <Button onPress={cancel}>Cancel</Button>
        ) : (
          <>
            {moved === 0 ? null : (
              <Button onPress={() => mutate({ relocate: true })}>Relocate {plural(moved, 'model')}</Button>
            )}
            {fresh === 0 ? null : (
              <Button onPress={() => mutate({ add: true })}>Add {plural(fresh, 'new file')}</Button>
            )}
            {fresh === 0 || moved === 0 ? null : (
              <Button look="primary" onPress={() => mutate({ add: true, relocate: true })}>
                Both
              </Button>
            )}
            <Button onPress={onClose}>Close</Button>
          </>
        )
      }
    >
      {isPending || (data === undefined && error === null) ? (
        <LoadingState label="Looking through the folders of the library" progress={progress} />
      ) : null}
      {error === null ? null : <Notice tone="danger">{error.message}</Notice>}
      {data === undefined || isPending ? null : <FoundModels found={data} />}
    </Dialog>
  )
}

function FoundModels({ found: { fresh, moved, vanished, report } }: { readonly found: Found }) {
  const text =
    report === null
      ? `${plural(fresh.length, 'new file')}, ${plural(moved.length, 'model')} moved, ${plural(vanished.length, 'model')} gone.`
      : `${plural(report.added.length, 'model')} added, ${plural(report.moved.length, 'model')} relocated, ${plural(report.copies.length, 'copy', 'copies')} kept as places, ${plural(report.refused.length, 'file')} left out.`
  return (
    <>
      <p>{text}</p>
      <LiveRegion text={text} />
      {report !== null ? null : (
        <>
          <PathList
            title="New"
            lines={fresh.map(({ id, path, bytes }) => ({ id, name: path, note: bytesText(bytes) }))}
          />
          <PathList
            title="Moved"
            lines={moved.map(({ modelId, name, from, path }) => ({
              id: modelId,
              name,
              note: `${from} is now ${path}`,
            }))}
          />
        </>
      )}
      <PathList
        title="Gone"
        lines={vanished.map(({ modelId, name, path }) => ({ id: modelId, name, note: `was at ${path}` }))}
      />
    </>
  )
}

interface PathListProps {
  readonly title: string
  readonly lines: readonly { readonly id: string; readonly name: string; readonly note: string }[]
}

function PathList({ title, lines }: PathListProps) {
  if (lines.length === 0) return null
  return (
    <>
      <h3 className={styles['section']}>{title}</h3>
      <ul aria-label={title}>
        {lines.map(({ id, name, note }) => (
          <li key={id} className={styles['entry']}>
            <div>{printable(name)}</div>
            <div className={styles['muted']}>{printable(note)}</div>
          </li>
        ))}
      </ul>
    </>
  )
}
