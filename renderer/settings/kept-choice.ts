import { useSyncExternalStore } from 'react'

/** A choice of the person, of all views and kept for the next time. */
export interface KeptChoice<T extends string> {
  now(): T
  choose(next: T): void
  subscribe(listener: () => void): () => void
}

/** The choice that the browser keeps under this key; the usual value where it keeps none, or another text. */
export function keptChoice<T extends string>(key: string, values: readonly T[], usual: T): KeptChoice<T> {
  const listeners = new Set<() => void>()
  let current = stored()
  function stored(): T {
    try {
      const text = window.localStorage.getItem(key)
      return values.find((value) => value === text) ?? usual
    } catch {
      return usual
    }
  }
  return {
    now: () => current,
    choose: (next) => {
      current = next
      try {
        window.localStorage.setItem(key, next)
      } catch {
        // Storage may be blocked; the choice then lasts until the page is closed.
      }
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function useKeptChoice<T extends string>(choice: KeptChoice<T>): T {
  return useSyncExternalStore(choice.subscribe, choice.now)
}
