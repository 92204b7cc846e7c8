import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitWhole, zoomAround } from '../../../renderer/figure/pan-zoom.ts'

test('law: zooming keeps the point under the pointer where it is', () => {
  const place = fc.record({ scale: fc.double({ min: 0.2, max: 10, noNaN: true }), x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) })
  fc.assert(
    fc.property(place, fc.double({ min: 0.3, max: 3, noNaN: true }), fc.integer({ min: 0, max: 900 }), (placement, factor, x) => {
      const drawnAt = (x - placement.x) / placement.scale
      const zoomed = zoomAround(placement, factor, x, 10)
      expect(drawnAt * zoomed.scale + zoomed.x).toBeCloseTo(x, 6)
      expect(zoomed.scale).toBeLessThanOrEqual(20)
    }),
  )
})

test('a large drawing is shown whole and centred, a small one is not blown up', () => {
  expect(fitWhole({ width: 1000, height: 400 }, { width: 500, height: 400 })).toEqual({ scale: 0.5, x: 0, y: 100 })
  expect(fitWhole({ width: 100, height: 100 }, { width: 500, height: 300 })).toEqual({ scale: 1, x: 200, y: 100 })
})
