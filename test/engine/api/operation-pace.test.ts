import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OperationPace } from '../../../engine/api/operation-pace.ts'

test('work at an even pace has the time left that it takes, whenever it began and whatever was done before', () => {
  const positive = fc.double({ min: 1, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(
      positive,
      positive,
      positive,
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      (start, all, total, was) => {
        const pace = new OperationPace()
        const lasting = 1000 + all
        const at = (share: number) => pace.left({ done: share * total, total, unit: 'bytes' }, start + share * lasting)
        expect(at(was)).toBeNull()
        const share = was + 0.9 * (1 - was)
        const left = at(share)
        if (left === null) expect((share - was) * lasting).toBeLessThanOrEqual(500)
        else expect(Math.abs(left - (1 - share) * lasting)).toBeLessThan(1e-6 * (start + lasting))
      },
    ),
  )
})

test('another unit begins anew, and half a second says nothing', () => {
  const pace = new OperationPace()
  expect(pace.left({ done: 1, total: 10, unit: 'files' }, 0)).toBeNull()
  expect(pace.left({ done: 5, total: 10, unit: 'files' }, 400)).toBeNull()
  expect(pace.left({ done: 6, total: 10, unit: 'files' }, 1000)).toBe(800)
  expect(pace.left({ done: 100, total: 1000, unit: 'bytes' }, 2000)).toBeNull()
  expect(pace.left({ done: 100, total: 1000, unit: 'bytes' }, 9000)).toBeNull()
  expect(pace.left({ done: 200, total: 1000, unit: 'bytes' }, 9000)).toBe(56_000)
})
