import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bestOfManyStarts } from '../../../core/optimisation/many-starts.ts'
import { nelderMead } from '../../../core/optimisation/nelder-mead.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

describe('nelderMead', () => {
  test('finds the minimum of Rosenbrock, whose valley is curved', () => {
    const { point, value, converged } = nelderMead(
      ([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2,
      [-1.2, 1],
      [0.5, 0.5],
      { evaluations: 5000 },
    )
    expect(converged).toBe(true)
    expect(value).toBeLessThan(1e-12)
    expect(point[0]).toBeCloseTo(1, 5)
    expect(point[1]).toBeCloseTo(1, 5)
  })

  test('finds the centre of any tilted bowl', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true })
    fc.assert(
      fc.property(number, number, fc.double({ min: -0.9, max: 0.9, noNaN: true }), (a, b, tilt) => {
        const bowl = ([x, y]: readonly number[]): number =>
          (x! - a) ** 2 + (y! - b) ** 2 + 2 * tilt * (x! - a) * (y! - b)
        const { point } = nelderMead(bowl, [0, 0], [1, 1])
        expect(Math.abs(point[0]! - a)).toBeLessThan(1e-4)
        expect(Math.abs(point[1]! - b)).toBeLessThan(1e-4)
      }),
      { numRuns: 50 },
    )
  })

  test('stays where the function is finite', () => {
    const { point } = nelderMead(([x]) => (x! < 1 ? Number.NaN : x!), [3], [1])
    expect(point[0]).toBeGreaterThanOrEqual(1)
    expect(point[0]).toBeLessThan(1.001)
  })

  test('stops when its evaluations are spent, and says so', () => {
    const { evaluations, converged } = nelderMead(([x, y]) => x! ** 2 + y! ** 2, [10, 10], [1, 1], { evaluations: 20 })
    expect(converged).toBe(false)
    expect(evaluations).toBeLessThan(30)
  })

  test('refuses steps that do not fit and a start without a value', () => {
    expect(() => nelderMead(() => 0, [1, 2], [1])).toThrow('expected 2 finite numbers')
    expect(() => nelderMead(() => 0, [1], [0])).toThrow('other than 0')
    expect(() => nelderMead(() => Number.NaN, [1], [1])).toThrow('finite value')
  })
})

test('many starts find the deepest of several wells, where one start does not', () => {
  const wells = ([x]: readonly number[]): number => 0.02 * (x! - 7) ** 2 + Math.cos(3 * x!)
  const generator = seededGenerator(5)
  const starts = Array.from({ length: 30 }, () => [20 * generator.real() - 5])
  const best = bestOfManyStarts(wells, starts, [0.3])
  let least = Number.POSITIVE_INFINITY
  for (let x = -5; x <= 15; x += 1e-4) least = Math.min(least, wells([x]))
  expect(best.value).toBeCloseTo(least, 6)
  expect(nelderMead(wells, [-4], [0.3]).value).toBeGreaterThan(least + 0.1)
  expect(best.agreeing).toBeGreaterThan(0)
  expect(best.agreeing).toBeLessThan(best.starts)
})
