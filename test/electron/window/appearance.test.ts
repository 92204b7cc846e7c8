import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { createAppearance } from '../../../electron/window/appearance.ts'
import { type Appearance, appearance } from '../../../engine/api/appearance.ts'

const system: Appearance = { scheme: 'system', contrast: 'system' }

function setUp(kept: Appearance = system) {
  const theme = Object.assign(new EventEmitter(), {
    shouldUseDarkColors: false,
    shouldUseHighContrastColors: false,
    themeSource: 'system' as 'system' | 'light' | 'dark',
  })
  const [write, tellPage, onChange, setBackgroundColor] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()]
  const windows: { setBackgroundColor: typeof setBackgroundColor }[] = [{ setBackgroundColor }]
  const shown = createAppearance({
    theme: theme as never,
    kept: { read: () => kept, write },
    window: () => windows[0],
    tellPage,
    onChange,
  })
  return { shown, theme, write, tellPage, onChange, setBackgroundColor, windows }
}

test("the window's background is that of the page, light and dark, with more contrast too", () => {
  const tokens = readFileSync(new URL('../../../renderer/design/tokens.css', import.meta.url), 'utf8')
  const [usual, high] = [...tokens.matchAll(/--surface: light-dark\((#\w+), (#\w+)\)/g)]
  const backgroundOf = (isDark: boolean, contrast: Appearance['contrast'], isSystemHigh = false): string => {
    const { shown, theme } = setUp({ scheme: 'system', contrast })
    theme.shouldUseDarkColors = isDark
    theme.shouldUseHighContrastColors = isSystemHigh
    return shown.background()
  }
  expect([backgroundOf(false, 'normal'), backgroundOf(true, 'normal')]).toEqual(usual!.slice(1))
  expect([backgroundOf(false, 'high'), backgroundOf(true, 'high')]).toEqual(high!.slice(1))
  expect(backgroundOf(true, 'system', true)).toBe(high![2])
  expect(backgroundOf(true, 'normal', true)).toBe(usual![2])
})

test('what was kept is there at once; the background follows the system', () => {
  const { theme, shown, setBackgroundColor, windows } = setUp({ scheme: 'dark', contrast: 'high' })
  expect(theme.themeSource).toBe('dark')
  expect(shown.now()).toEqual({ scheme: 'dark', contrast: 'high' })
  theme.shouldUseDarkColors = true
  theme.emit('updated')
  expect(setBackgroundColor.mock.calls).toEqual([['#000000']])
  windows.length = 0
  theme.emit('updated')
  expect(setBackgroundColor).toHaveBeenCalledOnce()
})

test('what the page tells is taken over and kept, once', () => {
  const { shown, theme, write, tellPage, onChange } = setUp()
  shown.told({ scheme: 'light', contrast: 'high' })
  shown.told({ scheme: 'light', contrast: 'high' })
  expect(theme.themeSource).toBe('light')
  expect(write.mock.calls).toEqual([[{ scheme: 'light', contrast: 'high' }]])
  expect(onChange).toHaveBeenCalledOnce()
  expect(tellPage).not.toHaveBeenCalled()
})

test('what is picked in the menu holds at once and goes to the page, each part by itself', () => {
  const { shown, theme, write, tellPage } = setUp()
  shown.told(system)
  shown.pick({ scheme: 'dark' })
  shown.pick({ contrast: 'high' })
  expect(theme.themeSource).toBe('dark')
  expect(tellPage.mock.calls).toEqual([
    [{ scheme: 'dark', contrast: 'system' }],
    [{ scheme: 'dark', contrast: 'high' }],
  ])
  expect(write).toHaveBeenLastCalledWith({ scheme: 'dark', contrast: 'high' })
})

test('without a page it waits for the next one, and what that had before does not undo it', () => {
  const { shown, tellPage } = setUp()
  shown.told(system)
  shown.pageGone()
  shown.pick({ scheme: 'dark' })
  expect(tellPage).not.toHaveBeenCalled()
  shown.told({ scheme: 'light', contrast: 'normal' })
  expect(tellPage.mock.calls).toEqual([[{ scheme: 'dark', contrast: 'system' }]])
  expect(shown.now().scheme).toBe('dark')
  shown.told({ scheme: 'dark', contrast: 'system' })
  shown.told({ scheme: 'light', contrast: 'system' })
  expect(shown.now().scheme).toBe('light')
})

test('what else a page or a file says is refused', () => {
  for (const value of ['dark', { scheme: 'sepia', contrast: 'high' }, { scheme: 'dark' }, null])
    expect(appearance.safeParse(value).success).toBe(false)
})
