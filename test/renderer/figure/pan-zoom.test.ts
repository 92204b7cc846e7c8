import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitWhole, scaleLimits, withInView, withSomeInView, zoomAround } from '../../../renderer/figure/pan-zoom.ts'

test('law: zooming keeps the point under the pointer where it is', () => {
  const place = fc.record({
    scale: fc.double({ min: 0.2, max: 10, noNaN: true }),
    x: fc.integer({ min: -500, max: 500 }),
    y: fc.integer({ min: -500, max: 500 }),
  })
  fc.assert(
    fc.property(
      place,
      fc.double({ min: 0.3, max: 3, noNaN: true }),
      fc.integer({ min: 0, max: 900 }),
      (placement, factor, x) => {
        const drawnAt = (x - placement.x) / placement.scale
        const zoomed = zoomAround(placement, factor, x, 10)
        expect(drawnAt * zoomed.scale + zoomed.x).toBeCloseTo(x, 6)
        expect(zoomed.scale).toBeLessThanOrEqual(scaleLimits.largest)
      },
    ),
  )
})

test('a large drawing is shown whole and centred, a small one is not blown up', () => {
  expect(fitWhole({ width: 1000, height: 400 }, { width: 500, height: 400 })).toEqual({ scale: 0.5, x: 0, y: 100 })
  expect(fitWhole({ width: 100, height: 100 }, { width: 500, height: 300 })).toEqual({ scale: 1, x: 200, y: 100 })
})

test('law: a point is brought into view without a change of scale, and one that is in view stays where it is', () => {
  const frame = { width: 600, height: 400 }
  const place = fc.record({
    scale: fc.double({ min: 0.2, max: 10, noNaN: true }),
    x: fc.integer({ min: -5000, max: 5000 }),
    y: fc.integer({ min: -5000, max: 5000 }),
  })
  fc.assert(
    fc.property(place, fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 3000 }), (placement, x, y) => {
      const moved = withInView(placement, { x, y }, frame)
      const at = { x: x * moved.scale + moved.x, y: y * moved.scale + moved.y }
      expect(moved.scale).toBe(placement.scale)
      expect(at.x).toBeGreaterThanOrEqual(40 - 1e-6)
      expect(at.x).toBeLessThanOrEqual(560 + 1e-6)
      expect(at.y).toBeGreaterThanOrEqual(40 - 1e-6)
      expect(at.y).toBeLessThanOrEqual(360 + 1e-6)
      const again = withInView(moved, { x, y }, frame)
      expect(again.x).toBeCloseTo(moved.x, 6)
      expect(again.y).toBeCloseTo(moved.y, 6)
    }),
  )
})

test('law: something of a drawing stays in the frame, and what is in it stays where it is', () => {
  const frame = { width: 600, height: 400 }
  const place = fc.record({
    scale: fc.double({ min: 0.2, max: 10, noNaN: true }),
    x: fc.integer({ min: -9000, max: 9000 }),
    y: fc.integer({ min: -9000, max: 9000 }),
  })
  const points = fc.array(fc.record({ x: fc.integer({ min: 0, max: 900 }), y: fc.integer({ min: 0, max: 900 }) }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(place, points, (placement, drawn) => {
      const kept = withSomeInView(placement, drawn, frame)
      expect(kept.scale).toBe(placement.scale)
      const at = drawn.map(({ x, y }) => ({ x: x * kept.scale + kept.x, y: y * kept.scale + kept.y }))
      expect(at.some(({ x, y }) => x >= 24 - 1e-6 && x <= 576 + 1e-6 && y >= 24 - 1e-6 && y <= 376 + 1e-6)).toBe(true)
      const again = withSomeInView(kept, drawn, frame)
      expect(again.x).toBeCloseTo(kept.x, 6)
      expect(again.y).toBeCloseTo(kept.y, 6)
    }),
  )
  expect(withSomeInView({ scale: 1, x: 5, y: 6 }, [], frame)).toEqual({ scale: 1, x: 5, y: 6 })
})
