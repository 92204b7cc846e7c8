import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plusMinus } from '../../../core/format/plus-minus.ts'

test.each([
  [0.4123, 0.0143, '0.412 ± 0.014'],
  [0.4123, 0.031, '0.41 ± 0.03'],
  [0.4123, 0.02, '0.41 ± 0.02'],
  [0.4123, 0.0199, '0.41 ± 0.02'],
  [61.37, 4.2, '61 ± 4'],
  [613.7, 42, '614 ± 42'],
  [-0.25, 0.5, '−0.3 ± 0.5'],
  [0.41234, 0, '0.412 ± 0'],
  [0.41234, null, '0.412'],
  [0.41234, Number.NaN, '0.412'],
])('%s with error %s is %s', (value, error, text) => {
  expect(plusMinus(value, error)).toBe(text)
})

test('law: what is shown lies within half of the last decimal, and the error keeps one or two digits', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -100, max: 100, noNaN: true }),
      fc.double({ min: 1e-5, max: 10, noNaN: true }),
      (value, error) => {
        const [shown = '', shownError = ''] = plusMinus(value, error).replaceAll('−', '-').split(' ± ')
        const unit = 10 ** -(shown.split('.')[1]?.length ?? 0)
        expect(Math.abs(Number(shown) - value)).toBeLessThanOrEqual(unit / 2 + 1e-9)
        expect(Math.abs(Number(shownError) - error)).toBeLessThanOrEqual(unit / 2 + 1e-9)
        expect(Number(shownError) / unit).toBeGreaterThan(0.99)
        expect(Number(shownError) / unit).toBeLessThan(20.01)
      },
    ),
  )
})
