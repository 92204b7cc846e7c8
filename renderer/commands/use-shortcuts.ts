import { useEffect } from 'react'
import { KeyHandler, placeOf } from './key-handler.ts'
import { commandsNow } from './offered-commands.ts'
import { isMac } from './platform.ts'
import { singleKeys } from './single-keys.ts'

/** Runs the commands of the keys pressed, as long as nothing in the page has taken the key for itself. */
export function useShortcuts(): void {
  useEffect(() => {
    const handler = new KeyHandler(isMac)
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return
      const place = placeOf(event.target instanceof Element ? event.target : null)
      const command = handler.press(event, event.timeStamp, place, commandsNow(), singleKeys.now() === 'on')
      if (command === null) return
      event.preventDefault()
      if (command !== 'begun') command.run()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
