import type { BrowserWindow, NativeTheme } from 'electron'
import { z } from 'zod'

/** What the page's switch says; the system's menus, dialogs and title bars follow it. */
export const themeChoice = z.enum(['system', 'light', 'dark'])
export type ThemeChoice = z.output<typeof themeChoice>

/** The page's own background before it has been drawn, so that a dark window does not flash white. */
const backgrounds = { light: '#ffffff', dark: '#171b1e' } as const

export function backgroundOf(theme: Pick<NativeTheme, 'shouldUseDarkColors'>): string {
  return theme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light
}

/** Lets the window's background follow the theme in effect, of the system or chosen. */
export function followTheme(
  theme: Pick<NativeTheme, 'on' | 'shouldUseDarkColors'>,
  window: () => Pick<BrowserWindow, 'setBackgroundColor'> | undefined,
): void {
  theme.on('updated', () => window()?.setBackgroundColor(backgroundOf(theme)))
}
