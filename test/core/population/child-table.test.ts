import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ChildTable } from '../../../core/population/child-table.ts'

const pair = fc.tuple(
  fc.integer({ min: -1, max: 40 }),
  fc.oneof(fc.integer({ min: -1, max: 5 }), fc.integer({ min: -1, max: 0x10ffff })),
)

it('numbers pairs in the order in which they are first met, and always the same', () => {
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 400 }), (pairs) => {
      const table = new ChildTable()
      const numbers = new Map<string, number>()
      for (const [parent, label] of pairs) {
        const key = `${parent} ${label}`
        const expected = numbers.get(key) ?? numbers.size
        numbers.set(key, expected)
        expect(table.numberOf(parent, label)).toBe(expected)
        expect([table.parent[expected], table.label[expected]]).toEqual([parent, label])
      }
      expect(table.count).toBe(numbers.size)
    }),
  )
})

it('holds many', () => {
  const table = new ChildTable()
  for (let index = 0; index < 100_000; index += 1) expect(table.numberOf(index % 317, index)).toBe(index)
  for (let index = 0; index < 100_000; index += 997) expect(table.numberOf(index % 317, index)).toBe(index)
})
