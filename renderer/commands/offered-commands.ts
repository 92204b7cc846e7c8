import { useEffect, useSyncExternalStore } from 'react'
import type { Command } from './command.ts'

/** The commands of the parts that are shown now, in the order in which these came. */
let offered: readonly (readonly Command[])[] = []
let all: readonly Command[] = []
const listeners = new Set<() => void>()

function become(next: typeof offered): void {
  offered = next
  all = offered.flat()
  for (const listener of listeners) listener()
}

/** Offers commands as long as the component is shown. Their list is to stay the same object while they do. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    become([...offered, commands])
    return () => become(offered.filter((other) => other !== commands))
  }, [commands])
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function commandsNow(): readonly Command[] {
  return all
}

export function useOfferedCommands(): readonly Command[] {
  return useSyncExternalStore(subscribe, commandsNow)
}
