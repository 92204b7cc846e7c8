import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineForKey, lineForText } from '../../../renderer/components/table-keys.ts'

describe('keys that move in a table', () => {
  test('arrows lead to the lines beside, pages and ends further, and none beyond the table', () => {
    expect(lineForKey('ArrowDown', 3, 10, 4)).toBe(4)
    expect(lineForKey('ArrowUp', 0, 10, 4)).toBe(0)
    expect(lineForKey('PageDown', 3, 10, 4)).toBe(7)
    expect(lineForKey('PageDown', 8, 10, 4)).toBe(9)
    expect(lineForKey('Home', 8, 10, 4)).toBe(0)
    expect(lineForKey('End', 8, 10, 4)).toBe(9)
    expect(lineForKey('x', 8, 10, 4)).toBeUndefined()
  })

  test('a letter leads to the next name that begins with it, more letters stay where they fit', () => {
    const names = ['elm', 'Oak', 'oak-tales', 'sage']
    expect(lineForText('o', 0, names)).toBe(1)
    expect(lineForText('o', 1, names)).toBe(2)
    expect(lineForText('o', 2, names)).toBe(1)
    expect(lineForText('oa', 1, names)).toBe(1)
    expect(lineForText('oak-', 1, names)).toBe(2)
    expect(lineForText('ö', 0, names)).toBe(1)
    expect(lineForText('x', 0, names)).toBe(-1)
    expect(lineForText('x', 0, [])).toBe(-1)
  })

  test('whatever is typed, the line begins with it, or no line does', () => {
    const name = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'B', 'c') })
    fc.assert(
      fc.property(fc.array(name, { maxLength: 9 }), name, fc.nat(9), (names, typed, at) => {
        const fits = (text: string | undefined) => text?.toLowerCase().startsWith(typed.toLowerCase()) === true
        const line = lineForText(typed, Math.min(at, Math.max(0, names.length - 1)), names)
        expect(line < 0 ? !names.some(fits) : fits(names[line])).toBe(true)
      }),
    )
  })
})
