import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareNames, inNameOrder } from '../../../core/model/name-order.ts'

it('orders names as a reader looks for them: without case, numbers by value', () => {
  const names = ['Zed', 'elm-1620', 'TheBloke_moss', 'elm-60', 'my oak', 'élan', 'Elm-180', 'oak-Q8_0', 'oak-code']
  expect(names.sort(compareNames)).toEqual([
    'élan',
    'elm-60',
    'Elm-180',
    'elm-1620',
    'my oak',
    'oak-code',
    'oak-Q8_0',
    'TheBloke_moss',
    'Zed',
  ])
})

const name = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', '1', '0', '2', '-', '_', '.', ' ', 'é', '\u00ad'),
  maxLength: 6,
})

it('is a total order that only equal names tie in', () => {
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      expect(Math.sign(compareNames(a, b))).toBe(-Math.sign(compareNames(b, a)) + 0)
      expect(compareNames(a, b) === 0).toBe(a === b)
      if (compareNames(a, b) <= 0 && compareNames(b, c) <= 0) expect(compareNames(a, c)).toBeLessThanOrEqual(0)
    }),
  )
})

it('gives every order of the same names one order', () => {
  fc.assert(
    fc.property(
      fc
        .uniqueArray(name)
        .chain((names) => fc.tuple(fc.constant(names), fc.shuffledSubarray(names, { minLength: names.length }))),
      ([names, shuffled]) => {
        expect(inNameOrder(shuffled, (text) => text)).toEqual(inNameOrder(names, (text) => text))
      },
    ),
  )
})

it('keeps the order of things of one name', () => {
  const things = [
    { name: 'b', place: 1 },
    { name: 'a', place: 2 },
    { name: 'b', place: 3 },
  ]
  expect(inNameOrder(things, (thing) => thing.name).map(({ place }) => place)).toEqual([2, 1, 3])
})
