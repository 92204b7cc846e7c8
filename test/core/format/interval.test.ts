import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceInterval, fixed, intervalText, supportedDecimals, withSupportedDigits } from '../../../core/format/interval.ts'

/** A value in the middle of nowhere in its interval: lower, upper and where between them the value lies. */
const bounded = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([a, b, share]) => {
    const [lower, upper] = a < b ? [a, b] : [b, a]
    return { lower, upper, value: Math.min(upper, Math.max(lower, lower + share * (upper - lower))) }
  })

describe('supported decimals', () => {
  test.each([
    [0.41, 0.41, 6],
    [0.4, 0.402, 3],
    [0.4, 0.4021, 2],
    [0.4, 0.42, 2],
    [0.4, 0.43, 1],
    [0.4, 0.6, 1],
    [0.4, 0.61, 0],
    [0, 3, -1],
    [0, Infinity, -1],
  ])('%s to %s supports %s', (lower, upper, decimals) => {
    expect(supportedDecimals(lower, upper)).toBe(decimals)
  })

  test('never more than asked for', () => {
    expect(supportedDecimals(0.5, 0.5, 3)).toBe(3)
  })
})

describe('a value with its supported digits', () => {
  test('law: every number of the interval is within one and a half units of the last digit shown', () => {
    fc.assert(
      fc.property(bounded, ({ lower, upper, value }) => {
        const text = withSupportedDigits(value, lower, upper)
        fc.pre(!text.includes('–'))
        const unit = 10 ** -(text.split('.')[1]?.length ?? 0)
        const shown = Number(text)
        // Half a unit from rounding, and the value can lie at either end of an interval two units wide.
        return Math.abs(shown - value) <= 0.5 * unit + 1e-9 && upper - lower <= 2 * unit * (1 + 1e-6)
      }),
    )
  })

  test('law: an interval too wide for a decimal is written itself, and holds what it held', () => {
    fc.assert(
      fc.property(bounded, ({ lower, upper, value }) => {
        const text = withSupportedDigits(value, lower, upper)
        fc.pre(text.includes('–'))
        const [from, to] = text.split('–').map(Number) as [number, number]
        return from <= lower + 1e-9 && to >= upper - 1e-9 && upper - lower > 0.2
      }),
    )
  })

  test.each([
    [0.8312, 0.8312, 0.8312, '0.8312'],
    [0.8312, 0.83, 0.832, '0.831'],
    [0.8312, 0.82, 0.84, '0.83'],
    [0.8312, 0.6, 0.95, '0.6–1.0'],
    [1.55, 1.2, Infinity, '≥ 1.2'],
    [-0.00001, -0.00001, -0.00001, '0.0000'],
  ])('%s in %s to %s is written %s', (value, lower, upper, text) => {
    expect(withSupportedDigits(value, lower, upper)).toBe(text)
  })
})

describe('an interval in words', () => {
  test('law: it is rounded outward', () => {
    fc.assert(
      fc.property(bounded, ({ lower, upper }) => {
        const [from, to] = intervalText(lower, upper).split(' to ').map(Number) as [number, number]
        return from <= lower + 1e-9 && to >= upper - 1e-9
      }),
    )
  })

  test.each([
    [0.4112, 0.4131, '0.4112 to 0.4131'],
    [0.41123, 0.41307, '0.4112 to 0.4131'],
    [0.2, 0.9, '0.20 to 0.90'],
    [1.2, Infinity, 'at least 1.20'],
  ])('%s and %s give %s', (lower, upper, text) => {
    expect(intervalText(lower, upper)).toBe(text)
  })
})

describe('a distance from a similarity', () => {
  test('the order of the bounds turns around', () => {
    const distance = distanceInterval('nei', { value: 0.5, lower: 0.4, upper: 0.6 })
    expect(distance.value).toBeCloseTo(0.693147, 6)
    expect(distance.lower).toBeCloseTo(0.510826, 6)
    expect(distance.upper).toBeCloseTo(0.916291, 6)
  })

  test('of the mean over genes it is the complement', () => {
    expect(distanceInterval('nei-mean', { value: 0.5, lower: 0.25, upper: 0.75 })).toEqual({ value: 0.5, lower: 0.25, upper: 0.75 })
  })
})

test('numbers have a real minus sign and no negative zero', () => {
  expect(fixed(-1.25, 1)).toBe('−1.3')
  expect(fixed(-0.001, 2)).toBe('0.00')
  expect(fixed(Infinity, 2)).toBe('∞')
  expect(fixed(NaN, 2)).toBe('–')
})
