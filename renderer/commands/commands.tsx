import { useEffect, useRef } from 'react'
import type { Command } from './command.ts'
import { CommandPalette } from './command-palette.tsx'
import { lastingCommands } from './lasting-commands.ts'
import { useCommands } from './offered-commands.ts'
import { openDialog, useOpenDialog } from './open-dialog.ts'
import { ShortcutsList } from './shortcuts-list.tsx'
import { useShortcuts } from './use-shortcuts.ts'

/** The commands of every view, their keys, and the dialogs that list them. */
export function Commands() {
  useCommands(lastingCommands)
  useShortcuts()
  const open = useOpenDialog()
  const chosen = useRef<Command | null>(null)

  useEffect(() => {
    const command = chosen.current
    if (open !== null || command === null) return
    chosen.current = null
    // The dialog gives the focus back in the next frame; only then may the command move it.
    requestAnimationFrame(() => requestAnimationFrame(() => command.run()))
  }, [open])

  if (open === 'shortcuts') return <ShortcutsList onClose={() => openDialog(null)} />
  if (open !== 'palette') return null
  return (
    <CommandPalette
      onClose={(command) => {
        chosen.current = command
        openDialog(null)
      }}
    />
  )
}
