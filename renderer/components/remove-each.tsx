import { useState, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Notice } from './states.tsx'
import layoutStyles from './layout.module.css'

interface RemoveEachProps {
  /** Of what is still to be removed. */
  readonly titleOf: (left: readonly { readonly name: string }[]) => string
  /** What is removed, one after the other. */
  readonly items: readonly { readonly id: string; readonly name: string }[]
  /** Removes one of them; what is removed under the same group is undone together. */
  readonly remove: (id: string, group: string) => Promise<unknown>
  /** What goes with them, and what stays. */
  readonly children: ReactNode
  /** Told what is gone, be it that the others could not be removed. */
  readonly onClose: (removed: readonly string[]) => void
}

/** Asks before several go, naming them; where one cannot be removed, says why, and which are left. */
export function RemoveEach({ titleOf, items, remove, children, onClose }: RemoveEachProps) {
  // What is removed leaves the list behind the dialog; here it is known by what was asked.
  const [asked] = useState(items)
  const [group] = useState(() => crypto.randomUUID())
  const [removed, setRemoved] = useState<readonly string[]>([])
  const [failure, setFailure] = useState<string | null>(null)
  const [isRunning, setRunning] = useState(false)
  const left = asked.filter(({ id }) => !removed.includes(id))
  const removeAll = async () => {
    setFailure(null)
    setRunning(true)
    const gone = [...removed]
    try {
      for (const { id } of left) {
        await remove(id, group)
        gone.push(id)
      }
      onClose(gone)
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
      setRemoved(gone)
      setRunning(false)
    }
  }
  return (
    <Dialog
      title={titleOf(left)}
      role="alertdialog"
      isOpen
      onClose={() => onClose(removed)}
      actions={
        <>
          <Button onPress={() => onClose(removed)} autoFocus>
            Keep
          </Button>
          <Button look="danger" icon="remove" isDisabled={isRunning} onPress={() => void removeAll()}>
            Remove
          </Button>
        </>
      }
    >
      <div className={layoutStyles['stack']}>
        <ul className={layoutStyles['list']} aria-label="To be removed">
          {left.map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
        </ul>
        <p>{children}</p>
        {failure === null ? null : (
          <Notice tone="danger">
            {removed.length === 0 ? '' : `${removed.length} of ${asked.length} removed. `}
            {failure}
          </Notice>
        )}
      </div>
    </Dialog>
  )
}
