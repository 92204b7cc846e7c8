import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRoute, routeText } from '../../../renderer/app/route.ts'

test('a route without settings, and an empty one', () => {
  expect(parseRoute('#/tree')).toEqual({ view: 'tree', settings: {} })
  expect(parseRoute('')).toEqual({ view: '', settings: {} })
  expect(routeText('tree', { a: undefined, b: '' })).toBe('#/tree')
})

test('law: what is written is read again, and order does not matter', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), text, { noNullPrototype: true }), (settings) => {
      const written = routeText('view', settings)
      expect(parseRoute(written)).toEqual({ view: 'view', settings })
      expect(routeText('view', Object.fromEntries(Object.entries(settings).reverse()))).toBe(written)
    }),
  )
})
