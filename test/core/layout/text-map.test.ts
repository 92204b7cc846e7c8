import fc from 'fast-check'
import { expect, it } from 'vitest'
import { textMap } from '../../../core/layout/text-map.ts'

it('puts numbers where the points are, upwards on the page where y grows', () => {
  expect(
    textMap(
      [
        [0, 0],
        [10, 0],
        [5, 2],
      ],
      23,
    ),
  ).toBe('           3\n\n1                    2\n')
})

it('law: each point has its number once, whatever lies on whatever, and no line is much too long', () => {
  const coordinate = fc.double({ min: -1, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 40 }), (points) => {
      const text = textMap(points, 60)
      expect(
        text
          .match(/\d+/g)
          ?.map(Number)
          .sort((a, b) => a - b),
      ).toEqual(points.map((_, index) => index + 1))
      expect(text.split('\n').length).toBeLessThanOrEqual(25)
    }),
  )
})
