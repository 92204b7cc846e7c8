import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { backgroundOf, followTheme, themeChoice } from '../../../electron/window/theme.ts'

test("the window's background is that of the page, light and dark", () => {
  const tokens = readFileSync(new URL('../../../renderer/design/tokens.css', import.meta.url), 'utf8')
  const [, light, dark] = /--surface: light-dark\((#\w+), (#\w+)\)/.exec(tokens)!
  expect(backgroundOf({ shouldUseDarkColors: false })).toBe(light)
  expect(backgroundOf({ shouldUseDarkColors: true })).toBe(dark)
})

test('it changes with the theme in effect', () => {
  const theme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false })
  const setBackgroundColor = vi.fn()
  const windows: { setBackgroundColor: typeof setBackgroundColor }[] = []
  followTheme(theme as unknown as Parameters<typeof followTheme>[0], () => windows[0])
  theme.emit('updated')
  windows.push({ setBackgroundColor })
  theme.shouldUseDarkColors = true
  theme.emit('updated')
  expect(setBackgroundColor.mock.calls).toEqual([[backgroundOf(theme)]])
})

test('a page may choose one of three themes', () => {
  expect(['system', 'light', 'dark'].every((choice) => themeChoice.safeParse(choice).success)).toBe(true)
  expect(themeChoice.safeParse('sepia').success).toBe(false)
})
