import fc from 'fast-check'
import { expect, it } from 'vitest'
import { turnedOnto } from '../../../core/layout/procrustes.ts'

const coordinate = fc.double({ min: -3, max: 3, noNaN: true })
const places = fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 8 })

function missed(points: readonly (readonly number[])[], onto: readonly (readonly number[])[]): number {
  return points.reduce((sum, [x = 0, y = 0], i) => sum + (x - onto[i]![0]!) ** 2 + (y - onto[i]![1]!) ** 2, 0)
}

it('law: no other turn, with or without a mirror, lies nearer', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(coordinate, coordinate, coordinate, coordinate), { minLength: 2 }), (pairs) => {
      const points = pairs.map(([x, y]) => [x, y])
      const onto = pairs.map(([, , u, v]) => [u, v])
      const found = missed(turnedOnto(points, onto), onto)
      for (let step = 0; step < 720; step++) {
        const [cosine, sine] = [Math.cos((step * Math.PI) / 360), Math.sin((step * Math.PI) / 360)]
        for (const side of [1, -1]) {
          const turned = points.map(([x = 0, y = 0]) => [cosine * x - sine * side * y, sine * x + cosine * side * y])
          expect(found).toBeLessThanOrEqual(missed(turned, onto) + 1e-9)
        }
      }
    }),
    { numRuns: 40 },
  )
})

it('law: a set that was turned and mirrored comes back', () => {
  fc.assert(
    fc.property(places, fc.double({ min: 0, max: 7, noNaN: true }), fc.boolean(), (points, angle, isMirrored) => {
      const side = isMirrored ? -1 : 1
      const turned = points.map(([x, y]) => [
        Math.cos(angle) * x - Math.sin(angle) * side * y,
        Math.sin(angle) * x + Math.cos(angle) * side * y,
      ])
      expect(missed(turnedOnto(turned, points), points)).toBeLessThan(1e-12)
    }),
  )
})
