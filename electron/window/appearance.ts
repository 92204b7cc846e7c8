import type { BrowserWindow, NativeTheme } from 'electron'
import type { Appearance } from '../../engine/api/appearance.ts'
import type { KeptJson } from '../kept-json.ts'

interface AppearanceParts {
  readonly theme: Pick<NativeTheme, 'on' | 'shouldUseDarkColors' | 'shouldUseHighContrastColors' | 'themeSource'>
  readonly kept: KeptJson<Appearance>
  readonly window: () => Pick<BrowserWindow, 'setBackgroundColor'> | undefined
  /** Tells the page what was picked in the menu; the page then tells what it has. */
  readonly tellPage: (appearance: Appearance) => void
  readonly onChange: () => void
}

/**
 * How page, menus, dialogs and title bars look. The page keeps what is chosen, as it does in a browser; main keeps a
 * copy of it for its own part, and hands the page what is picked in the menu.
 */
export interface DesktopAppearance {
  now(): Appearance
  /** Of a window before its page has been drawn, so that a dark one does not flash white. */
  background(): string
  /** From the menu. Without a page it waits for the next one. */
  pick(part: Partial<Appearance>): void
  /** The page tells what it has: at its start, and after every change. */
  told(appearance: Appearance): void
  /** The page has gone, or is loaded anew. */
  pageGone(): void
}

/** The surfaces of the page's stylesheet. */
const backgrounds = {
  light: '#ffffff',
  dark: '#171b1e',
  'high-contrast-light': '#ffffff',
  'high-contrast-dark': '#000000',
}

export function createAppearance({ theme, kept, window, tellPage, onChange }: AppearanceParts): DesktopAppearance {
  let now = kept.read()
  let hasPage = false
  let isWaiting = false

  const background = (): string => {
    const isHigh = now.contrast === 'system' ? theme.shouldUseHighContrastColors : now.contrast === 'high'
    return backgrounds[`${isHigh ? 'high-contrast-' : ''}${theme.shouldUseDarkColors ? 'dark' : 'light'}`]
  }
  const paint = (): void => window()?.setBackgroundColor(background())
  /** Returns whether anything changed. */
  const apply = (next: Appearance): boolean => {
    if (next.scheme === now.scheme && next.contrast === now.contrast) return false
    now = next
    kept.write(next)
    theme.themeSource = next.scheme
    paint()
    return true
  }

  theme.themeSource = now.scheme
  theme.on('updated', paint)
  return {
    now: () => now,
    background,
    pick: (part) => {
      apply({ ...now, ...part })
      if (hasPage) tellPage(now)
      else isWaiting = true
      // The menu ticks by itself what was clicked, also where it was chosen before.
      onChange()
    },
    told: (appearance) => {
      hasPage = true
      if (isWaiting) tellPage(now)
      else if (apply(appearance)) onChange()
      isWaiting = false
    },
    pageGone: () => {
      hasPage = false
    },
  }
}
