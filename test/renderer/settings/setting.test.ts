import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  choice,
  chosen,
  flag,
  ids,
  names,
  readSettings,
  real,
  type Setting,
  settingText,
  someOf,
  sortedBy,
  whole,
  words,
} from '../../../renderer/settings/setting.ts'

const anyText = fc.string({ unit: 'grapheme', maxLength: 20 })
const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/)
const letters = ['a', 'b', 'c'] as const

/** Every kind of setting with its values. */
const kinds: readonly (readonly [name: string, setting: Setting<unknown>, values: fc.Arbitrary<unknown>])[] = [
  ['choice', choice('b', letters), fc.constantFrom(...letters)],
  ['someOf', someOf(letters, letters), fc.subarray([...letters])],
  ['whole', whole({ usual: 5, least: 2, most: 900 }), fc.integer({ min: 2, max: 900 })],
  [
    'real',
    real({ usual: 0.5, least: -3, most: 1e12 }),
    fc.double({ min: -3, max: 1e12, noNaN: true }).map((x) => x + 0),
  ],
  ['flag', flag(true), fc.boolean()],
  ['words', words('midpoint'), anyText.filter((text) => text !== '')],
  ['ids', ids(), fc.array(id)],
  ['names', names(), fc.array(anyText)],
  ['chosen', chosen(whole({ usual: 5, least: 0, most: 9 })), fc.option(fc.integer({ min: 0, max: 9 }))],
  [
    'sortedBy',
    sortedBy('name'),
    fc.record({
      column: id.filter((name) => !name.startsWith('-')),
      direction: fc.constantFrom('ascending', 'descending'),
    }),
  ],
]

describe.each(kinds)('a setting of the kind %s', (_, setting, values) => {
  const read = (text: string | undefined): unknown =>
    readSettings({ setting }, text === undefined ? {} : { setting: text }).setting

  test('law: what is written is read again, and what is usual is not written', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(read(settingText(setting, value))).toEqual(value)
      }),
    )
    expect(settingText(setting, setting.usual)).toBeUndefined()
    expect(read(undefined)).toEqual(setting.usual)
  })

  test('law: any text is read as a value that is written and read again as the same', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.json(), fc.double().map(String), fc.constantFrom('a,c,x', '-', 'none')),
        (text) => {
          const value = read(text)
          expect(read(settingText(setting, value))).toEqual(value)
        },
      ),
    )
  })
})

test('numbers stay within their range, and what is none is usual', () => {
  const settings = { count: whole({ usual: 5, least: 2, most: 9 }), share: real({ usual: 0.2, least: 0.1, most: 0.9 }) }
  expect(readSettings(settings, { count: '100', share: '-4' })).toEqual({ count: 9, share: 0.1 })
  expect(readSettings(settings, { count: '-5', share: 'much' })).toEqual({ count: 5, share: 0.2 })
})
