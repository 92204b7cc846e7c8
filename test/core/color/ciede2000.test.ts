import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ciede2000, labFromLinear } from '../../../core/color/ciede2000.ts'
import { linearFromHex, type Triple } from '../../../core/color/oklab.ts'

/** Pairs of CIELAB colours and their difference, from table 1 of Sharma, Wu and Dalal 2005. */
const published: readonly (readonly [Triple, Triple, number])[] = [
  [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [[50, 3.1571, -77.2803], [50, 0, -82.7485], 2.8615],
  [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0],
  [[50, 0, 0], [50, -1, 2], 2.3669],
  [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
  [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
  [[50, 2.5, 0], [73, 25, -18], 27.1492],
  [[50, 2.5, 0], [50, 3.1736, 0.5854], 1.0],
  [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
  [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
]

test.each(published)('the difference of %j and %j', (first, second, difference) => {
  expect(ciede2000(first, second)).toBeCloseTo(difference, 4)
})

test('it is the same from either side, and zero for the same colour alone', () => {
  const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)
  fc.assert(
    fc.property(hex, hex, (one, two) => {
      const [first, second] = [labFromLinear(linearFromHex(one)), labFromLinear(linearFromHex(two))]
      expect(ciede2000(first, second)).toBeCloseTo(ciede2000(second, first), 9)
      expect(ciede2000(first, first)).toBe(0)
      if (one !== two) expect(ciede2000(first, second)).toBeGreaterThan(0)
    }),
  )
})

test('CIELAB of known colours', () => {
  const near = (hex: string, expected: Triple) =>
    labFromLinear(linearFromHex(hex)).forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 1))
  near('#ffffff', [100, 0, 0])
  near('#000000', [0, 0, 0])
  near('#ff0000', [53.24, 80.09, 67.2])
  near('#0000ff', [32.3, 79.19, -107.86])
})
