import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesPerCharacter, isLonger } from '../../../engine/api/message-length.ts'

test('says of any value about what its JSON says', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { length } = JSON.stringify(value)
      // A number counts as 12 characters, be it 0 or one of 24; a character that JSON escapes by 6 counts once.
      expect(isLonger(value, 13 * length)).toBe(false)
      expect(isLonger(value, length / 7 - 1)).toBe(true)
    }),
  )
})

test('stops at the limit, however much there is', () => {
  let read = 0
  const endless = new Proxy([] as string[], {
    get: (list, key) =>
      key === 'length'
        ? 2 ** 32 - 1
        : typeof key === 'string' && /^\d+$/.test(key)
          ? ((read += 1), 'ten letters')
          : Reflect.get(list, key),
  })
  expect(isLonger({ endless }, 1000)).toBe(true)
  expect(read).toBeLessThan(100)
})

test('bounds the bytes that a message takes', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ noUnicodeString: false }),
      fc.string({ unit: 'binary' }),
      fc.array(fc.integer({ min: 0, max: 0xffff })),
      (value, text, units) => {
        const message = {
          value,
          text,
          control: text.replaceAll(/./gsu, '\u0001'),
          halves: String.fromCharCode(...units),
        }
        const bytes = Buffer.byteLength(JSON.stringify(message))
        expect(isLonger(message, Math.floor((bytes - 1) / bytesPerCharacter))).toBe(true)
      },
    ),
  )
})
