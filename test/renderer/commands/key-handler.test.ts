import { describe, expect, test } from 'vitest'
import type { Command } from '../../../renderer/commands/command.ts'
import { KeyHandler, type FocusedPlace } from '../../../renderer/commands/key-handler.ts'
import { parseShortcut, shortcutText, type KeyPressed } from '../../../renderer/commands/shortcut.ts'

const nowhere: FocusedPlace = { takesText: false, takesLetters: false, isAbove: false }
const inText: FocusedPlace = { ...nowhere, takesText: true }
const inTable: FocusedPlace = { ...nowhere, takesLetters: true }
const inDialog: FocusedPlace = { ...nowhere, isAbove: true }

function command(id: string, ...keys: string[]): Command {
  return { id, title: id, group: 'Views', keys, run: () => {} }
}

function pressed(key: string, held: Partial<KeyPressed> = {}): KeyPressed {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }
}

const commands = [
  command('tree', 'g t'),
  command('table', 'g b'),
  command('palette', 'Mod+K', 'Mod+Shift+P'),
  command('list', '?'),
  command('filter', '/'),
  command('close', 'Escape'),
]

function handler({ isMac = false, place = nowhere, singleKeys = true, among = commands } = {}) {
  const keys = new KeyHandler(isMac)
  let now = 10_000
  return (key: KeyPressed, later = 100) => {
    now += later
    const found = keys.press(key, now, place, among, singleKeys)
    return found === null || found === 'begun' ? found : found.id
  }
}

describe('keys', () => {
  test('held together, on either kind of keyboard', () => {
    const press = handler()
    expect(press(pressed('k', { ctrlKey: true }))).toBe('palette')
    expect(press(pressed('P', { ctrlKey: true, shiftKey: true }))).toBe('palette')
    expect(press(pressed('p', { ctrlKey: true }))).toBeNull()
    expect(press(pressed('k', { metaKey: true }))).toBeNull()
    expect(press(pressed('k', { ctrlKey: true, altKey: true }))).toBeNull()
    expect(press(pressed('k'))).toBeNull()
    expect(handler({ isMac: true })(pressed('k', { metaKey: true }))).toBe('palette')
    expect(handler({ isMac: true })(pressed('k', { ctrlKey: true }))).toBeNull()
  })

  test('one after the other, if not too late', () => {
    const press = handler()
    expect(press(pressed('g'))).toBe('begun')
    expect(press(pressed('t'))).toBe('tree')
    expect(press(pressed('t'))).toBeNull()
    expect(press(pressed('g'))).toBe('begun')
    expect(press(pressed('t'), 2000)).toBeNull()
    // A sequence that leads nowhere may be the beginning of another one.
    expect(press(pressed('g'))).toBe('begun')
    expect(press(pressed('g'))).toBe('begun')
    expect(press(pressed('b'))).toBe('table')
  })

  test('characters that need Shift on some keyboards', () => {
    expect(handler()(pressed('?', { shiftKey: true }))).toBe('list')
    expect(handler()(pressed('?'))).toBe('list')
    expect(handler()(pressed('/', { shiftKey: true }))).toBe('filter')
  })

  test('a held modifier alone ends no sequence', () => {
    const press = handler()
    press(pressed('g'))
    expect(press(pressed('Shift', { shiftKey: true }))).toBeNull()
    expect(press(pressed('t'))).toBe('tree')
  })
})

describe('where the keyboard is', () => {
  test('characters are typed: only what has a modifier, and Escape', () => {
    const press = handler({ place: inText })
    for (const key of ['g', '/', '?']) expect(press(pressed(key))).toBeNull()
    expect(press(pressed('k', { ctrlKey: true }))).toBe('palette')
    expect(press(pressed('Escape'))).toBe('close')
  })

  test('letters lead to rows: no letters', () => {
    const press = handler({ place: inTable })
    expect(press(pressed('g'))).toBeNull()
    expect(press(pressed('/'))).toBe('filter')
  })

  test('a dialog has all keys to itself', () => {
    const press = handler({ place: inDialog })
    expect(press(pressed('k', { ctrlKey: true }))).toBeNull()
    expect(press(pressed('Escape'))).toBeNull()
  })

  test('single keys can be turned off', () => {
    const press = handler({ singleKeys: false })
    for (const key of ['g', '/', '?']) expect(press(pressed(key))).toBeNull()
    expect(press(pressed('Escape'))).toBe('close')
    expect(press(pressed('k', { ctrlKey: true }))).toBe('palette')
  })
})

test('of commands with the same keys the last one that is available counts', () => {
  const closed = { ...command('closed', 'Escape'), isAvailable: () => false }
  expect(handler({ among: [...commands, command('inner', 'Escape'), closed] })(pressed('Escape'))).toBe('inner')
  expect(handler({ among: [closed] })(pressed('Escape'))).toBeNull()
})

test('shortcuts are written as they are on the keyboard', () => {
  const text = (keys: string, isMac = false) => shortcutText(parseShortcut(keys), isMac)
  expect([text('Mod+Shift+P'), text('Mod+K', true), text('g t'), text('Escape')]).toEqual([
    'Ctrl+Shift+P',
    '⌘+K',
    'G then T',
    'Esc',
  ])
  expect(() => parseShortcut('Hyper+K')).toThrow('Expected a shortcut such as Mod+K or g t, found Hyper+K.')
  expect(() => parseShortcut('')).toThrow('found .')
})
