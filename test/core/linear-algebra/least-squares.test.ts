import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leastSquares } from '../../../core/linear-algebra/least-squares.ts'
import { choleskyFactor, solveWithFactor } from '../../../core/linear-algebra/positive-definite.ts'
import { largestDifference, matrices, product, transpose } from './matrices.ts'

const tall = fc.integer({ min: 1, max: 5 }).chain((width) => matrices(width + 4, width))

describe('least squares', () => {
  test('leaves residuals at right angles to every column', () => {
    fc.assert(
      fc.property(tall, matrices(1, 9), (rows, [y]) => {
        const values = y!.slice(0, rows.length)
        const solution = leastSquares(rows, values)
        fc.pre(solution !== undefined)
        const largest = Math.max(1, ...solution!.map(Math.abs))
        const residuals = rows.map(
          (row, i) => values[i]! - row.reduce((sum, value, j) => sum + value * solution![j]!, 0),
        )
        for (const column of transpose(rows)) {
          expect(Math.abs(column.reduce((sum, value, i) => sum + value * residuals[i]!, 0)) / largest).toBeLessThan(
            1e-8,
          )
        }
      }),
    )
  })

  test('is undefined where columns depend on one another or rows are too few', () => {
    expect(
      leastSquares(
        [
          [1, 2],
          [2, 4],
          [3, 6],
        ],
        [1, 2, 3],
      ),
    ).toBeUndefined()
    expect(leastSquares([[0], [0]], [1, 2])).toBeUndefined()
    expect(leastSquares([[1, 2]], [1])).toBeUndefined()
  })
})

describe('Cholesky factor', () => {
  test('rebuilds a positive definite matrix and solves with it', () => {
    fc.assert(
      fc.property(tall, (rows) => {
        const gram = product(transpose(rows), rows).map((row, i) => row.map((value, j) => value + (i === j ? 1 : 0)))
        const factor = choleskyFactor(gram)!
        const full = factor.map((row) => gram.map((_, j) => row[j] ?? 0))
        expect(largestDifference(product(full, transpose(full)), gram)).toBeLessThan(1e-9)
        const truth = gram.map((_, i) => i - 1.5)
        const values = gram.map((row) => row.reduce((sum, value, j) => sum + value * truth[j]!, 0))
        expect(largestDifference([solveWithFactor(factor, values)], [truth])).toBeLessThan(1e-8)
      }),
    )
  })

  test('is undefined for a matrix that is not positive definite', () => {
    expect(
      choleskyFactor([
        [1, 1],
        [1, 1],
      ]),
    ).toBeUndefined()
    expect(choleskyFactor([[0]])).toBeUndefined()
    expect(
      choleskyFactor([
        [1, 2],
        [2, 1],
      ]),
    ).toBeUndefined()
  })
})
