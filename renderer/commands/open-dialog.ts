import { useSyncExternalStore } from 'react'

/** The dialogs that a shortcut opens from every view. */
export type CommandDialog = 'palette' | 'shortcuts'

let open: CommandDialog | null = null
const listeners = new Set<() => void>()

export function openDialog(next: CommandDialog | null): void {
  open = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useOpenDialog(): CommandDialog | null {
  return useSyncExternalStore(subscribe, () => open)
}
