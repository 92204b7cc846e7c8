import { useSyncExternalStore } from 'react'
import type { Theme } from '../../core/color/palette.ts'
import {
  appearance,
  type ContrastChoice,
  contrastChoices,
  type SchemeChoice,
  schemeChoices,
} from '../../engine/api/appearance.ts'
import { keptChoice } from '../settings/kept-choice.ts'

/** Light or dark. */
export const chosenScheme = keptChoice<SchemeChoice>('cladescope.theme', schemeChoices, 'system')
/** How strongly text, rules and controls stand out. */
export const chosenContrast = keptChoice<ContrastChoice>('cladescope.contrast', contrastChoices, 'system')

const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
// Colours that the system forces come with the wish for contrast; figures then take the palette that suits it.
const systemContrast = window.matchMedia('(prefers-contrast: more), (forced-colors: active)')

/** The theme in effect. */
function themeNow(): Theme {
  const scheme = chosenScheme.now()
  const contrast = chosenContrast.now()
  const isDark = scheme === 'system' ? systemDark.matches : scheme === 'dark'
  const isHigh = contrast === 'system' ? systemContrast.matches : contrast === 'high'
  return isHigh ? (isDark ? 'high-contrast-dark' : 'high-contrast-light') : isDark ? 'dark' : 'light'
}

function subscribe(listener: () => void): () => void {
  const stops = [chosenScheme.subscribe(listener), chosenContrast.subscribe(listener)]
  for (const media of [systemDark, systemContrast]) media.addEventListener('change', listener)
  return () => {
    for (const stop of stops) stop()
    for (const media of [systemDark, systemContrast]) media.removeEventListener('change', listener)
  }
}

/** The stylesheet follows from these attributes; see tokens.css. */
function apply(): void {
  const theme = themeNow()
  document.documentElement.dataset['theme'] = theme.endsWith('dark') ? 'dark' : 'light'
  document.documentElement.dataset['contrast'] = theme.startsWith('high-contrast') ? 'high' : 'normal'
}

subscribe(apply)
apply()

/** Menus and dialogs of the system follow; where main does not answer any more it is ending. */
function tellShell(): void {
  const chosen = { scheme: chosenScheme.now(), contrast: chosenContrast.now() }
  window.cladescope?.tellAppearance(chosen).catch(() => undefined)
}

window.cladescope?.onAppearancePicked((told) => {
  const { success, data } = appearance.safeParse(told)
  if (!success) return
  if (data.scheme !== chosenScheme.now()) chosenScheme.choose(data.scheme)
  if (data.contrast !== chosenContrast.now()) chosenContrast.choose(data.contrast)
})
chosenScheme.subscribe(tellShell)
chosenContrast.subscribe(tellShell)
tellShell()

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, themeNow)
}
