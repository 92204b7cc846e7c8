import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { parseRoute, routeText, type Route } from './route.ts'

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('hashchange', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('hashchange', listener)
  }
}

export function useRoute(): Route {
  const fragment = useSyncExternalStore(subscribe, () => window.location.hash)
  return useMemo(() => parseRoute(fragment), [fragment])
}

/** Goes to a view; the step can be undone with the browser's back. */
export function goTo(view: string, settings: Readonly<Record<string, string | undefined>> = {}): void {
  window.location.hash = routeText(view, settings)
}

/**
 * The settings of the view shown, kept in the address so that a link or a reload brings them back. `change` replaces
 * settings in place, without a new step in the history.
 */
export function useViewSettings(): [
  Route['settings'],
  (changes: Readonly<Record<string, string | undefined>>) => void,
] {
  const { settings } = useRoute()
  const change = useCallback((changes: Readonly<Record<string, string | undefined>>) => {
    const current = parseRoute(window.location.hash)
    const next = routeText(current.view, { ...current.settings, ...changes })
    if (next === window.location.hash) return
    window.history.replaceState(null, '', next)
    for (const listener of listeners) listener()
  }, [])
  return [settings, change]
}
