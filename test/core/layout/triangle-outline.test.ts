import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { triangleOutline } from '../../../core/layout/triangle-outline.ts'

const center = { x: 100, y: 50 }
const nodeAt = (radius: number, angle: number) => ({
  node: 0,
  parent: 0,
  tip: false,
  angle,
  x: center.x + radius * Math.cos(angle),
  y: center.y + radius * Math.sin(angle),
})
const pointsOf = (path: string): [x: number, y: number][] =>
  [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)])

describe('the outline of a collapsed clade', () => {
  test('is a triangle where the tree has no centre', () => {
    expect(triangleOutline([nodeAt(0, 0), nodeAt(10, 0), nodeAt(20, Math.PI / 2)], null)).toBe(
      'M100.00 50.00L110.00 50.00L100.00 70.00Z',
    )
  })

  test('is one round a centre, too, where that keeps it beyond the clade’s node', () => {
    const [apex, nearest, farthest] = [nodeAt(10, 0.2), nodeAt(40, 0), nodeAt(50, 0.4)]
    const points = pointsOf(triangleOutline([apex, nearest, farthest], center))
    for (const [x, y] of points) {
      const isOnSide = [
        [apex, nearest],
        [nearest, farthest],
        [farthest, apex],
      ].some(([from, to]) => {
        const detour =
          Math.hypot(x - from!.x, y - from!.y) +
          Math.hypot(x - to!.x, y - to!.y) -
          Math.hypot(to!.x - from!.x, to!.y - from!.y)
        return detour < 0.02
      })
      expect(isOnSide).toBe(true)
    }
    expect(pointsOf(triangleOutline([nodeAt(0, 0.5), nodeAt(40, 0), nodeAt(40, 1)], center))).toHaveLength(3)
  })

  test('goes round the centre where all tips are at the clade’s node', () => {
    const points = pointsOf(triangleOutline([nodeAt(40, 0.5), nodeAt(40, 0), nodeAt(40, 1)], center))
    for (const [x, y] of points) expect(Math.hypot(x - center.x, y - center.y)).toBeCloseTo(40, 1)
    expect(points.length).toBeGreaterThan(30)
  })

  test('law: stays in the sector of its corners and no nearer to the centre than the clade’s node', () => {
    const length = fc.double({ min: 0, max: 300, noNaN: true })
    fc.assert(
      fc.property(
        length,
        length,
        length,
        fc.double({ min: -1.5, max: 4.5, noNaN: true }),
        fc.double({ min: 0.001, max: 2.1, noNaN: true }),
        (apex, near, further, first, spacing) => {
          const path = triangleOutline(
            [
              nodeAt(apex, first + spacing / 2),
              nodeAt(apex + near, first),
              nodeAt(apex + near + further, first + spacing),
            ],
            center,
          )
          expect(path).not.toContain('NaN')
          for (const [x, y] of pointsOf(path)) {
            const radius = Math.hypot(x - center.x, y - center.y)
            expect(radius).toBeGreaterThan(apex - 0.02)
            expect(radius).toBeLessThan(apex + near + further + 0.02)
            const off = Math.atan2(y - center.y, x - center.x) - (first + spacing / 2)
            // Paths are written to a hundredth of a pixel.
            expect(radius * Math.abs(Math.atan2(Math.sin(off), Math.cos(off)))).toBeLessThan(
              (radius * spacing) / 2 + 0.02,
            )
          }
        },
      ),
    )
  })
})
