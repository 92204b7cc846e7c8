import { expect, test } from 'vitest'
import { nearestMark } from '../../../renderer/figure/nearest-mark.ts'

const dot = (left: number, top: number) => ({ left, top, width: 8, height: 8 })

test('a pointer means the nearest point within reach, the one on top of several, and no line by its frame', () => {
  const line = { left: 0, top: 0, width: 200, height: 100 }
  expect(nearestMark([line, dot(10, 10), dot(30, 10)], 22, 14)).toBe(1)
  expect(nearestMark([line, dot(10, 10), dot(30, 10)], 26, 14)).toBe(2)
  expect(nearestMark([dot(10, 10), dot(10, 10)], 14, 14)).toBe(1)
  expect(nearestMark([line, dot(10, 10)], 100, 50)).toBeUndefined()
  expect(nearestMark([], 1, 1)).toBeUndefined()
})
