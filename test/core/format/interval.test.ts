import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundedText, fixed, intervalText, supportedDecimals } from '../../../core/format/interval.ts'

/** A value and its interval, at any scale and also below 0. */
const bounded = fc
  .record({
    ends: fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 })),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    exponent: fc.integer({ min: -14, max: -2 }),
  })
  .map(({ ends: [a, b], share, exponent }) => {
    const [lower, upper] = [Math.min(a, b) * 10 ** exponent, Math.max(a, b) * 10 ** exponent]
    return { lower, upper, value: Math.min(upper, Math.max(lower, lower + share * (upper - lower))) }
  })
  .filter(({ lower, upper }) => Math.max(-lower, upper) > 1e-12)

/** The number that a reader takes from a text. */
const read = (text: string): number => Number(text.replaceAll('−', '-'))
const ends = (text: string): [number, number] => text.split(' to ').map(read) as [number, number]
/** Six significant digits are written at most. */
const finest = (lower: number, upper: number): number => 2e-5 * Math.max(Math.abs(lower), Math.abs(upper))

describe('supported decimals', () => {
  test.each([
    [0.4, 0.402, 4],
    [0.4, 0.4021, 3],
    [0.4, 0.42, 3],
    [0.4, 0.43, 2],
    [0.4, 0.61, 1],
    [0, 3, 0],
    [17.67, 18.05, 1],
    [0.41, 0.41, 6],
    [12, 12, 4],
    [0, 0, 0],
    [0, Infinity, 0],
    [0, 5e-324, 0],
  ])('%s to %s supports %s', (lower, upper, decimals) => expect(supportedDecimals(lower, upper)).toBe(decimals))
})

describe('a value with its interval', () => {
  test('law: the written interval holds the interval, and the written value lies in both', () => {
    fc.assert(
      fc.property(bounded, ({ lower, upper, value }) => {
        const rounding = 1e-9 * Math.max(Math.abs(lower), Math.abs(upper))
        const [from, to] = ends(intervalText(lower, upper))
        const shown = read(boundedText({ lower, upper, value }))
        expect(from).toBeLessThanOrEqual(lower + rounding)
        expect(to).toBeGreaterThanOrEqual(upper - rounding)
        expect(shown).toBeGreaterThanOrEqual(from)
        expect(shown).toBeLessThanOrEqual(to)
        if (upper - lower <= finest(lower, upper)) return
        expect(shown).toBeGreaterThanOrEqual(lower - rounding)
        expect(shown).toBeLessThanOrEqual(upper + rounding)
      }),
      { numRuns: 2000 },
    )
  })

  test('law: values whose intervals do not meet are written apart, and in their order', () => {
    fc.assert(
      fc.property(bounded, bounded, (left, right) => {
        const [low, high] = left.upper < right.upper ? [left, right] : [right, left]
        fc.pre(
          low.upper < high.lower && [low, high].every(({ lower, upper }) => upper - lower > 2 * finest(lower, upper)),
        )
        expect(read(boundedText(low))).toBeLessThan(read(boundedText(high)))
      }),
      { numRuns: 1000 },
    )
  })

  test('law: no digit is finer than a twentieth of the interval', () => {
    fc.assert(
      fc.property(bounded, ({ lower, upper }) => {
        fc.pre(upper > lower)
        const decimals = supportedDecimals(lower, upper)
        return decimals === 0 || 10 ** -decimals >= ((upper - lower) / 20) * (1 - 1e-6)
      }),
    )
  })

  test.each([
    [0.366, 0.35, 0.38, '0.37', '0.35 to 0.38'],
    [0.652, 0.65, 0.68, '0.65', '0.65 to 0.68'],
    [0.085, 0.081, 0.089, '0.085', '0.081 to 0.089'],
    [9.51e-5, 0, 0.0011, '0.0001', '0.0000 to 0.0011'],
    [9.51e-5, 9.46e-5, 9.56e-5, '9.51e−5', '9.46e−5 to 9.56e−5'],
    [0, 0, 3.1e-8, '0', '0 to 4e−8'],
    [0.8312, 0.8312, 0.8312, '0.831200', '0.831200 to 0.831200'],
    [0.8312, 0.83, 0.832, '0.8312', '0.8300 to 0.8320'],
    [0.8312, 0.6, 0.95, '0.8', '0.6 to 1.0'],
    [31.4, 12.3, 48.8, '31', '12 to 49'],
    [-0.5, -0.9, -0.3, '−0.5', '−0.9 to −0.3'],
    [1.55, 1.2, Infinity, '≥ 1.2', 'at least 1.2'],
  ])('%s in %s to %s is written %s', (value, lower, upper, text, interval) => {
    expect(boundedText({ value, lower, upper })).toBe(text)
    expect(intervalText(lower, upper)).toBe(interval)
  })

  test('the nearest number inside is taken where the nearest of all lies outside', () => {
    expect(boundedText({ value: 0.3512, lower: 0.3511, upper: 0.3793 })).toBe('0.36')
    expect(boundedText({ value: 0.9998, lower: 0.9981, upper: 0.9999 })).toBe('0.9998')
  })

  test('no more decimals than there is room for', () => {
    expect(boundedText({ value: 9.51e-5, lower: 9.46e-5, upper: 9.56e-5 }, 4)).toBe('0.0001')
    expect(boundedText({ value: 0.366, lower: 0.35, upper: 0.38 }, 4)).toBe('0.37')
  })
})

test('numbers have a real minus sign and no negative zero', () => {
  expect(fixed(-1.25, 1)).toBe('−1.3')
  expect(fixed(-0.001, 2)).toBe('0.00')
  expect(fixed(Infinity, 2)).toBe('∞')
  expect(fixed(NaN, 2)).toBe('–')
})
