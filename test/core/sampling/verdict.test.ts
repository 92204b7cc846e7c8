import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verdictOf } from '../../../core/sampling/verdict.ts'

test('a verdict is turned round with the sign of the difference, and differences of rounding are none', () => {
  const turned = { better: 'worse', worse: 'better', 'no better': 'no better', 'too few groups': 'too few groups' }
  fc.assert(
    fc.property(
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      fc.double({ min: 0, max: 1e3, noNaN: true }),
      (lower, width) => {
        const upper = lower + width
        expect(verdictOf(-upper, -lower, 1)).toBe(turned[verdictOf(lower, upper, 1)])
      },
    ),
  )
  expect(verdictOf(1e-16, 2e-16, 1)).toBe('no better')
  expect(verdictOf(null, null, 1)).toBe('too few groups')
})
