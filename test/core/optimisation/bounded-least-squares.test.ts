import { describe, expect, test } from 'vitest'
import { leastSquares } from '../../../core/linear-algebra/least-squares.ts'
import { boundedLeastSquares } from '../../../core/optimisation/bounded-least-squares.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

describe('bounded nonlinear least squares', () => {
  test('solves a linear problem as Householder reflections do', () => {
    const generator = seededGenerator(3)
    const rows = Array.from({ length: 12 }, () => [1, generator.real() - 0.5, generator.real() * 4])
    const y = rows.map(([, a, b]) => 2 - a! + 3 * b! + generator.real())
    const { parameters, converged } = boundedLeastSquares({
      start: [0, 0, 0],
      residuals: (at) => ({
        values: rows.map((row, i) => row.reduce((sum, value, j) => sum + value * at[j]!, -y[i]!)),
        slopes: rows,
      }),
    })
    expect(converged).toBe(true)
    for (const [j, value] of leastSquares(rows, y)!.entries()) expect(parameters[j]).toBeCloseTo(value, 9)
  })

  test("finds the end of Rosenbrock's valley", () => {
    const { parameters, loss } = boundedLeastSquares({
      start: [-1.2, 1],
      residuals: ([x, y]) => ({
        values: [10 * (y! - x! * x!), 1 - x!],
        slopes: [
          [-20 * x!, 10],
          [-1, 0],
        ],
      }),
    })
    expect(parameters[0]).toBeCloseTo(1, 8)
    expect(parameters[1]).toBeCloseTo(1, 8)
    expect(loss).toBeLessThan(1e-16)
  })

  test('stops at bounds and leaves those that do not bind', () => {
    // Least of (x - 3)^2 + (x + y)^2 with x <= 1 and y >= -5: x = 1, y = -1.
    const { parameters } = boundedLeastSquares({
      start: [0, -5],
      lower: [-Infinity, -5],
      upper: [1, Infinity],
      residuals: ([x, y]) => ({
        values: [x! - 3, x! + y!],
        slopes: [
          [1, 0],
          [1, 1],
        ],
      }),
    })
    expect(parameters[0]).toBe(1)
    expect(parameters[1]).toBeCloseTo(-1, 9)
  })

  test("minimises Huber's loss: a location against a fine grid", () => {
    const values = [0, 0.1, 0.3, 5, 9]
    const loss = (at: number): number =>
      values.reduce(
        (sum, value) => sum + (Math.abs(at - value) <= 1 ? 0.5 * (at - value) ** 2 : Math.abs(at - value) - 0.5),
        0,
      )
    const grid = Array.from({ length: 90_001 }, (_, step) => step / 10_000)
    const best = grid.reduce((least, at) => (loss(at) < loss(least) ? at : least))
    const found = boundedLeastSquares({
      start: [4],
      huber: 1,
      residuals: ([at]) => ({ values: values.map((value) => at! - value), slopes: values.map(() => [1]) }),
    })
    expect(found.loss).toBeCloseTo(loss(best), 7)
    expect(found.parameters[0]).toBeCloseTo(best, 3)
  })
})
