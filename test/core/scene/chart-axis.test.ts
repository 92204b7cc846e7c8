import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  axisScale,
  linearExtent,
  logExtent,
  valuesAlong,
  ticksAcross,
  ticksAlong,
  type ChartAxis,
} from '../../../core/scene/chart-axis.ts'
import { textWidth } from '../../../core/scene/lettering.ts'

const linear: ChartAxis = { title: 'loss, nats', low: 1, high: 3 }
const log: ChartAxis = { title: 'FLOPs', low: 1e20, high: 1e24, scale: 'log' }
const textsAcross = (axis: ChartAxis, length: number): string[] =>
  ticksAcross(axis, axisScale(axis, 0, length)).map(({ text }) => text)

describe('the scale of an axis', () => {
  it('puts the ends at the ends, and the middle of a logarithmic one at the geometric mean', () => {
    expect([1, 2, 3].map(axisScale(linear, 10, 110).toPixels)).toEqual([10, 60, 110])
    expect([1, 2, 3].map(axisScale({ ...linear, isReversed: true }, 10, 110).toPixels)).toEqual([110, 60, 10])
    const { toPixels } = axisScale(log, 0, 400)
    expect([1e20, 1e22, 1e24].map((value) => toPixels(value))).toEqual([0, 200, 400])
  })

  it('leads back from pixels to the value', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.double({ min: 1.01, max: 1e3, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('linear' as const, 'log' as const),
        fc.boolean(),
        (low, factor, share, scale, isReversed) => {
          const axis = { title: '', low, high: low * factor, scale, isReversed }
          const value = low + share * (axis.high - low)
          const { toPixels, toValue } = axisScale(axis, 300, 20)
          expect(toValue(toPixels(value)) / value).toBeCloseTo(1, 9)
        },
      ),
    )
  })

  it('refuses what has no place, and ends that span nothing, with what was expected and found', () => {
    const { toPixels } = axisScale(linear, 0, 1)
    expect(() => toPixels(NaN)).toThrow('Axis "loss, nats": expected a finite number, found NaN')
    expect(() => toPixels(Infinity)).toThrow('found Infinity')
    expect(() => axisScale(log, 0, 1).toPixels(0)).toThrow('Axis "FLOPs": expected a finite number above 0, found 0')
    expect(() => axisScale({ ...linear, high: 1 }, 0, 1)).toThrow('expected ends in ascending order, found 1 and 1')
    expect(() => axisScale({ ...log, low: 0 }, 0, 1)).toThrow('in ascending order, above 0, found 0 and 1e+24')
    expect(() => axisScale({ ...linear, low: -1.7e308, high: 1.7e308 }, 0, 1)).toThrow(RangeError)
  })

  it('keeps what lies far outside drawable', () => {
    expect(axisScale({ title: '', low: 0, high: 1e-300 }, 0, 100).toPixels(1e300)).toBe(1e6)
  })
})

describe('the extent of values', () => {
  it('has room around them, also around a single or equal ones and around none', () => {
    expect(linearExtent([0, 10])).toEqual({ low: -0.5, high: 10.5 })
    expect(linearExtent([4, 4])).toEqual({ low: 3.8, high: 4.2 })
    expect(linearExtent([0])).toEqual({ low: -0.5, high: 0.5 })
    expect(linearExtent([])).toEqual({ low: 0, high: 1 })
    expect(logExtent([])).toEqual({ low: 1, high: 10 })
    const { low, high } = logExtent([1e22])
    expect([low < 1e22, high > 1e22, high / low]).toEqual([true, true, expect.closeTo(10, 9)])
  })

  it('of values that differ by rounding only is that of equal ones, with ticks that read differently', () => {
    for (const [one, other] of [
      [0.5, 0.5 + 1.2e-16],
      [1e22, 1e22 + 2 ** 21],
      [-3, -3 + 1e-9],
    ] as const) {
      for (const [scale, extentOf] of [
        ['linear', linearExtent],
        ['log', logExtent],
      ] as const) {
        if (scale === 'log' && one < 0) continue
        const texts = textsAcross({ title: '', scale, ...extentOf([one, other]) }, 500)
        expect(texts.length).toBeGreaterThan(1)
        expect(new Set(texts).size).toBe(texts.length)
      }
    }
  })

  it('of a logarithmic axis is finite however far apart the values lie', () => {
    for (const values of [
      [1e-300, 1e300],
      [5e-324, 1.7e308],
      [1e-200, 1e200],
    ]) {
      const axis = { title: '', scale: 'log', ...logExtent(values) } as const
      const { toPixels } = axisScale(axis, 0, 100)
      for (const value of values) expect(toPixels(value) >= 0 && toPixels(value) <= 100).toBe(true)
      const places = valuesAlong(axis, 5)
      expect(places.map((place) => Math.round(toPixels(place)))).toEqual([0, 25, 50, 75, 100])
    }
  })

  it('always spans an axis that holds the values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e300, max: 1e300, noNaN: true }), { minLength: 1 }), (values) => {
        const extent = linearExtent(values)
        const { toPixels } = axisScale({ title: '', ...extent }, 0, 100)
        for (const value of values) expect(toPixels(value) >= 0 && toPixels(value) <= 100).toBe(true)
      }),
    )
  })
})

describe('ticks', () => {
  it('are fewer where there is less room', () => {
    expect(textsAcross(linear, 600)).toEqual(['1.0', '1.5', '2.0', '2.5', '3.0'])
    expect(textsAcross(linear, 80)).toEqual(['1', '2', '3'])
    expect(textsAcross(linear, 20)).toEqual(['2'])
  })

  it('of a logarithmic axis are decades, between them 1, 2 and 5 times these where it is short', () => {
    expect(textsAcross(log, 500)).toEqual(['1e20', '1e21', '1e22', '1e23', '1e24'])
    expect(textsAcross({ ...log, low: 3e21, high: 6e22 }, 500)).toEqual(['5e21', '1e22', '2e22', '5e22'])
    expect(textsAcross({ ...log, low: 5, high: 1100 }, 500)).toEqual(['10', '100', '1000'])
  })

  it('that are given give way from the inside where they would touch', () => {
    const ticks = [5, 8, 10, 100, 900, 1000].map((value) => ({ value, text: String(value) }))
    expect(textsAcross({ title: '', low: 5, high: 1000, scale: 'log', ticks }, 400)).toEqual(['5', '8', '100', '1000'])
  })

  it('never touch, whatever the range and the room', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -300, max: 300, noNaN: true }),
        fc.double({ min: 0.001, max: 12, noNaN: true }),
        fc.integer({ min: 20, max: 900 }),
        fc.constantFrom('linear' as const, 'log' as const),
        (exponent, decades, length, scale) => {
          const axis = { title: '', low: 10 ** exponent, high: 10 ** Math.min(307, exponent + decades), scale }
          fc.pre(axis.high > axis.low * (1 + 1e-6))
          const across = axisScale(axis, 0, length)
          const shown = ticksAcross(axis, across)
          shown.slice(1).forEach((tick, index) => {
            const before = shown[index]!
            const free = across.toPixels(tick.value) - across.toPixels(before.value)
            expect(free).toBeGreaterThan((textWidth(tick.text, 11) + textWidth(before.text, 11)) / 2)
            expect(tick.text).not.toBe(before.text)
          })
          const along = ticksAlong(axis, axisScale(axis, length, 0))
          expect(along.length).toBeLessThanOrEqual(length / 16 + 1)
        },
      ),
    )
  })
})
