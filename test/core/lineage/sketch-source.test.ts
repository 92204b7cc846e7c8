import { expect, test } from 'vitest'
import fc from 'fast-check'
import { recent } from '../../../core/lineage/sketch-source.ts'

test('recent values are kept, those asked for longest ago are made anew', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(8), { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (keys, most) => {
      const made: number[] = []
      const of = recent((key) => {
        made.push(key)
        return { key }
      }, most)
      const expected: number[] = []
      keys.forEach((key, index) => {
        expect(of(key)).toEqual({ key })
        // What was asked for last, each key once, before this call.
        const last = [...new Set(keys.slice(0, index).toReversed())].slice(0, most)
        if (!last.includes(key)) expected.push(key)
      })
      expect(made).toEqual(expected)
    }),
  )
})
