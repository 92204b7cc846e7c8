import { useSyncExternalStore } from 'react'

const key = 'cladescope.explanations'
const listeners = new Set<() => void>()

/** In a low window the view itself needs the height: there the explanation waits to be asked for. */
const tallWindow = 700

function stored(): boolean {
  try {
    const value = window.localStorage.getItem(key)
    if (value !== null) return value === 'shown'
  } catch {
    // Storage may be blocked; the choice then lasts until the page is closed.
  }
  return window.innerHeight >= tallWindow
}

let isShown: boolean | undefined

/** Shows or hides what views say of themselves: in all views, and for good. */
export function showExplanations(shown: boolean): void {
  isShown = shown
  try {
    window.localStorage.setItem(key, shown ? 'shown' : 'hidden')
  } catch {
    // See above.
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether views say what they show and are for. */
export function useExplanationsShown(): boolean {
  return useSyncExternalStore(subscribe, () => (isShown ??= stored()))
}
