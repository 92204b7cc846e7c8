import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clipLine, clipPolygon, isInside, type Point } from '../../../core/scene/clip.ts'

const box = { left: 0, top: 0, right: 10, bottom: 10 }
const place = fc.tuple(fc.double({ min: -30, max: 40, noNaN: true }), fc.double({ min: -30, max: 40, noNaN: true }))
const places = fc.array(place, { maxLength: 12 })

describe('a line clipped to a box', () => {
  it('is cut where it leaves, and goes on where it comes back', () => {
    const line: Point[] = [
      [5, 5],
      [15, 5],
      [15, 8],
      [5, 8],
    ]
    expect(clipLine(line, box)).toEqual([
      [
        [5, 5],
        [10, 5],
      ],
      [
        [10, 8],
        [5, 8],
      ],
    ])
  })

  it('is left as it is inside, and left out outside', () => {
    const inside: Point[] = [
      [1, 1],
      [9, 2],
      [3, 10],
    ]
    expect(clipLine(inside, box)).toEqual([inside])
    expect(clipLine([], box)).toEqual([])
    expect(clipLine([[5, 5]], box)).toEqual([])
    fc.assert(
      fc.property(places, (line) => {
        expect(
          clipLine(
            line.map(([x, y]): Point => [x + 60, y]),
            box,
          ),
        ).toEqual([])
      }),
    )
  })

  it('lies in the box, on the line, with every place that was inside', () => {
    fc.assert(
      fc.property(places, (line) => {
        const clipped = clipLine(line, box).flat()
        for (const one of clipped) expect(isInside(one, box, 1e-9)).toBe(true)
        for (const [x, y] of line.length < 2 ? [] : line.filter((one) => isInside(one, box, 0)))
          expect(clipped.some((one) => Math.hypot(one[0] - x, one[1] - y) < 1e-9)).toBe(true)
      }),
    )
  })
})

describe('a polygon clipped to a box', () => {
  it('lies in the box', () => {
    fc.assert(
      fc.property(places, (polygon) => {
        for (const one of clipPolygon(polygon, box)) expect(isInside(one, box, 1e-9)).toBe(true)
      }),
    )
  })

  it('becomes the box where it holds it, and is empty where it lies beside it', () => {
    const square = (from: number, to: number): Point[] => [
      [from, from],
      [to, from],
      [to, to],
      [from, to],
    ]
    expect([...clipPolygon(square(-5, 20), box)].sort()).toEqual([...square(0, 10)].sort())
    expect(clipPolygon(square(20, 30), box)).toEqual([])
  })
})
