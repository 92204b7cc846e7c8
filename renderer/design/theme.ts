import { useSyncExternalStore } from 'react'
import type { Theme } from '../../core/color/palette.ts'

export type ThemeChoice = 'system' | Theme

const key = 'cladescope.theme'
const listeners = new Set<() => void>()
const systemDark = window.matchMedia('(prefers-color-scheme: dark)')

function stored(): ThemeChoice {
  try {
    const value = window.localStorage.getItem(key)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system'
  }
}

let choice = stored()

function apply(): void {
  if (choice === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = choice
  // Menus and dialogs of the system follow; where main does not answer any more it is ending.
  window.cladescope?.chooseTheme(choice).catch(() => undefined)
  for (const listener of listeners) listener()
}

systemDark.addEventListener('change', apply)
apply()

export function chooseTheme(next: ThemeChoice): void {
  choice = next
  try {
    window.localStorage.setItem(key, next)
  } catch {
    // Storage may be blocked; the choice then lasts until the page is closed.
  }
  apply()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, () => choice)
}

/** The theme in effect. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => (choice === 'system' ? (systemDark.matches ? 'dark' : 'light') : choice))
}
