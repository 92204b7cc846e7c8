import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, test, vi } from 'vitest'
import { type MenuActions, menuTemplate } from '../../../electron/menu/menu-template.ts'

const platforms = ['linux', 'win32', 'darwin'] as const

function setUp(platform: NodeJS.Platform, { isPackaged = true, recent = [] as string[] } = {}) {
  const actions: MenuActions = {
    openFiles: vi.fn(),
    openFolder: vi.fn(),
    openRecent: vi.fn(),
    clearRecent: vi.fn(),
    pickAppearance: vi.fn(),
    showLogs: vi.fn(),
  }
  const appearance = { scheme: 'dark', contrast: 'system' } as const
  const template = menuTemplate({ platform, isPackaged, recent, appearance }, actions)
  const all = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])])
  const items = all(template)
  return { actions, template, items, roles: items.flatMap(({ role }) => (role === undefined ? [] : [role])) }
}

const click = (item: MenuItemConstructorOptions | undefined): void => (item!.click as () => void)()

describe.each(platforms)('on %s', (platform) => {
  test('the menus stand in the order that is usual there', () => {
    const { template } = setUp(platform)
    const names = template.map(({ label, role }) => label?.replace('&', '') ?? role)
    expect(names).toEqual(
      platform === 'darwin'
        ? ['appMenu', 'File', 'Edit', 'View', 'windowMenu', 'help']
        : ['File', 'Edit', 'View', 'Window', 'help'],
    )
  })

  test('the program is left where it is usual there, and text can be edited', () => {
    const { roles } = setUp(platform)
    // On macOS the app's own menu has it.
    expect(roles.includes('quit')).toBe(platform !== 'darwin')
    for (const role of ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'zoomIn', 'togglefullscreen', 'close'])
      expect(roles).toContain(role)
  })

  test('a packaged app has no developer tools', () => {
    expect(setUp(platform).roles).not.toContain('toggleDevTools')
    expect(setUp(platform).roles).not.toContain('reload')
    expect(setUp(platform, { isPackaged: false }).roles).toContain('toggleDevTools')
  })

  test('no two entries share their keys', () => {
    const keys = setUp(platform).items.flatMap(({ accelerator }) =>
      accelerator === undefined || accelerator === null ? [] : [accelerator],
    )
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toContain('CmdOrCtrl+O')
  })
})

test('every entry without a role does what it says', () => {
  const { items, actions } = setUp('linux', { recent: ['/models/a&b.gguf', '/tables/x.csv'] })
  click(items.find(({ label }) => label === 'Open…'))
  click(items.find(({ label }) => label?.startsWith('Add a Folder')))
  click(items.find(({ label }) => label === 'a&&b.gguf'))
  click(items.find(({ label }) => label === 'Clear the List'))
  click(items.find(({ label }) => label === 'Show Logs'))
  expect(actions.openFiles).toHaveBeenCalledOnce()
  expect(actions.openFolder).toHaveBeenCalledOnce()
  expect(actions.openRecent).toHaveBeenCalledWith('/models/a&b.gguf')
  expect(actions.clearRecent).toHaveBeenCalledOnce()
  expect(actions.showLogs).toHaveBeenCalledOnce()
})

test('the theme and the contrast are two groups of choices, with one of each ticked', () => {
  const { items, actions } = setUp('linux')
  const choices = items.find(({ label }) => label === 'Theme')!.submenu as MenuItemConstructorOptions[]
  const line = choices.findIndex(({ type }) => type === 'separator')
  const groups = [choices.slice(0, line), choices.slice(line + 1)]
  expect(groups.map((group) => group.map(({ label }) => label))).toEqual([
    ['As the System', 'Light', 'Dark'],
    ['Contrast of the System', 'Normal Contrast', 'High Contrast'],
  ])
  expect(groups.map((group) => group.filter(({ checked }) => checked).map(({ label }) => label))).toEqual([
    ['Dark'],
    ['Contrast of the System'],
  ])
  for (const choice of groups.flat()) click(choice)
  expect(actions.pickAppearance).toHaveBeenCalledTimes(6)
  expect(actions.pickAppearance).toHaveBeenLastCalledWith({ contrast: 'high' })
})

test('macOS keeps the recent files itself; elsewhere an empty list is off', () => {
  const mac = setUp('darwin', { recent: ['/a.gguf'] })
  expect(mac.roles).toContain('recentDocuments')
  expect(mac.roles).toContain('clearRecentDocuments')
  expect(mac.items.some(({ label }) => label === 'a.gguf')).toBe(false)
  const recent = (files: string[]) =>
    setUp('win32', { recent: files }).items.find(({ label }) => label === 'Open Recent')!
  expect(recent([]).enabled).toBe(false)
  expect(recent(['/a.gguf']).enabled).toBe(true)
})
