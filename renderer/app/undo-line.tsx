import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { latestRemoval } from '../api/noted-removals.ts'
import { useConnection } from '../api/queries.tsx'
import type { Command } from '../commands/command.ts'
import { useCommands } from '../commands/offered-commands.ts'
import { Button, IconButton } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { restoredText } from '../format/restored-text.ts'
import { isTyping } from './is-typing.ts'
import styles from './undo-line.module.css'

/** Milliseconds for which the line stays; the list of removals has it longer. */
const shownFor = { removal: 60_000, restored: 8_000 }

type Undoing = { readonly state: 'idle' | 'running' } | { readonly state: 'restored' | 'failed'; readonly text: string }

/** What was removed last, with a button that puts it back, as Ctrl+Z does where no field is being typed in. */
export function UndoLine() {
  const { api } = useConnection()
  const removal = useSyncExternalStore(latestRemoval.onChange, latestRemoval.get)
  const [undoing, setUndoing] = useState<Undoing>({ state: 'idle' })
  const isRunning = useRef(false)

  const undo = useCallback(
    async (removalId: number | undefined) => {
      if (isRunning.current) return
      isRunning.current = true
      setUndoing({ state: 'running' })
      try {
        const restored = await api.call('removals.undo', removalId === undefined ? {} : { removalId })
        setUndoing({ state: 'restored', text: restoredText(restored) })
      } catch (error) {
        setUndoing({ state: 'failed', text: error instanceof Error ? error.message : String(error) })
      }
      isRunning.current = false
      // What was removed while the undo ran is offered next.
      if (latestRemoval.get()?.id === removalId) latestRemoval.become(null)
    },
    [api],
  )

  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: 'undo-removal',
        title: 'Undo the last removal',
        group: 'Keyboard',
        keys: ['Mod+Z'],
        // A field that is typed in has its own undo.
        isAvailable: () => !isTyping(document.activeElement),
        run: () => void undo(latestRemoval.get()?.id),
      },
    ],
    [undo],
  )
  useCommands(commands)

  const isOver = undoing.state === 'restored' || undoing.state === 'failed'
  const close = useCallback(() => {
    latestRemoval.become(null)
    setUndoing({ state: 'idle' })
  }, [])
  useEffect(() => {
    if (undoing.state === 'running' || (removal === null && !isOver)) return
    const timer = setTimeout(close, removal === null ? shownFor.restored : shownFor.removal)
    return () => clearTimeout(timer)
  }, [removal, undoing, isOver, close])

  // A newer removal takes the place of what came of the last undo.
  const text = removal === null ? (isOver ? undoing.text : '') : `Removed ${removal.what}.`
  return (
    <div role="status" className={text === '' ? undefined : styles['line']}>
      {text === '' ? null : (
        <>
          <Icon name={undoing.state === 'failed' && removal === null ? 'warning' : 'info'} />
          <span className={styles['text']}>{text}</span>
          {removal === null ? null : (
            <Button isDisabled={undoing.state === 'running'} onPress={() => void undo(removal.id)}>
              Undo
            </Button>
          )}
          <IconButton icon="close" label="Close" onPress={close} />
        </>
      )}
    </div>
  )
}
