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
        const pace = new OperationPace(start)
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
  const pace = new OperationPace(0)
  expect(pace.left({ done: 1, total: 10, unit: 'files' }, 0)).toBeNull()
  expect(pace.left({ done: 5, total: 10, unit: 'files' }, 400)).toBeNull()
  expect(pace.left({ done: 6, total: 10, unit: 'files' }, 1000)).toBe(800)
  expect(pace.left({ done: 100, total: 1000, unit: 'bytes' }, 2000)).toBeNull()
  expect(pace.left({ done: 100, total: 1000, unit: 'bytes' }, 9000)).toBeNull()
  expect(pace.left({ done: 200, total: 1000, unit: 'bytes' }, 9000)).toBe(56_000)
})

test('where the first step is long it gives the pace, until those after it do', () => {
  const pace = new OperationPace(1000)
  expect(pace.left({ done: 25, total: 100, unit: 'replicates' }, 3000)).toBe(6000)
  expect(pace.left({ done: 50, total: 100, unit: 'replicates' }, 3400)).toBe(2400)
  expect(pace.left({ done: 75, total: 100, unit: 'replicates' }, 4000)).toBe(500)
  // Steps of another unit began with the first that is told of.
  expect(pace.left({ done: 1, total: 3, unit: 'pairs' }, 9000)).toBeNull()
})

test('neither nothing done nor bytes that may have been read before give a pace at once', () => {
  expect(new OperationPace(0).left({ done: 0, total: 10, unit: 'models' }, 5000)).toBeNull()
  const resumed = new OperationPace(0)
  expect(resumed.left({ done: 900, total: 1000, unit: 'bytes' }, 5000)).toBeNull()
  expect(resumed.left({ done: 950, total: 1000, unit: 'bytes' }, 6000)).toBe(1000)
})
