import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differenceText } from '../../../core/format/difference-text.ts'

/** The number that a reader takes from a text. */
const read = (text: string): number => Number(text.replaceAll('−', '-'))

describe('a difference with its interval', () => {
  test.each([
    [-1.1, -4, -0.2, '−1.1, −4.0 to −0.2'],
    [-1.1, -4, 1.8, '−1, −4 to 2'],
    [2, 0.03, 5, '2.00, 0.03 to 5.00'],
    [2, 0.0039, 5, '2, 0.003 to 5'],
    [2, 1e-8, 5, '2, 1e−8 to 5'],
    [20, 2e-7, 50, '20, 2e−7 to 50'],
    [3, 1e-13, 5, '3, 1e−13 to 5'],
    [-3, -5, -1.99e-13, '−3, −5 to −1e−13'],
    [1e-10, 1e-10, 5, '1, 1e−10 to 5'],
    [2e-8, 1e-13, 5e-8, '2e−8, 1e−13 to 5e−8'],
  ])('%s in %s to %s is written %s', (value, lower, upper, text) => {
    expect(differenceText({ value, lower, upper })).toBe(text)
  })

  /** An interval on one side of 0, with one end as near to it as may be. */
  const onOneSide = fc
    .record({
      far: fc.double({ min: 1e-6, max: 1e4, noNaN: true }),
      nearness: fc.integer({ min: 0, max: 18 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      sign: fc.constantFrom(1, -1),
    })
    .map(({ far, nearness, share, sign }) => {
      const near = far * 10 ** -nearness
      const [lower, upper] = sign > 0 ? [near, far] : [-far, -near]
      return { lower, upper, value: Math.min(upper, Math.max(lower, lower + share * (upper - lower))) }
    })

  test('law: the text is short, its value lies in its interval, and that leaves out 0 and holds the interval', () => {
    fc.assert(
      fc.property(onOneSide, ({ lower, upper, value }) => {
        const text = differenceText({ lower, upper, value })
        const [written, interval] = text.split(', ') as [string, string]
        const [from, to] = interval.split(' to ').map(read) as [number, number]
        const rounding = 1e-9 * Math.max(-lower, upper)
        expect(text.length).toBeLessThanOrEqual(42)
        expect(text).not.toMatch(/e−?0/)
        expect(from * to).toBeGreaterThan(0)
        expect(from).toBeLessThanOrEqual(lower + rounding)
        expect(to).toBeGreaterThanOrEqual(upper - rounding)
        expect(read(written)).toBeGreaterThanOrEqual(from)
        expect(read(written)).toBeLessThanOrEqual(to)
      }),
      { numRuns: 2000 },
    )
  })
})
