import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { symmetricEigen } from '../../../core/linear-algebra/symmetric-eigen.ts'
import { largestDifference, matrices, product, transpose } from './matrices.ts'

describe('eigenvalues of a symmetric matrix', () => {
  test('of 2 x 2 agree with the quadratic formula', () => {
    fc.assert(
      fc.property(matrices(1, 3), (rows) => {
        const [a, b, c] = rows[0]!
        const half = Math.hypot((a! - c!) / 2, b!)
        const { values } = symmetricEigen([
          [a!, b!],
          [b!, c!],
        ])
        expect(values[0]).toBeCloseTo((a! + c!) / 2 + half, 9)
        expect(values[1]).toBeCloseTo((a! + c!) / 2 - half, 9)
      }),
    )
  })

  test('and orthonormal vectors rebuild the matrix, in descending order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }).chain((size) => matrices(size, size)),
        (square) => {
          const matrix = square.map((row, i) => row.map((value, j) => value + square[j]![i]!))
          const { values, vectors } = symmetricEigen(matrix)
          const identity = matrix.map((_, i) => matrix.map((__, j) => (i === j ? 1 : 0)))
          expect(largestDifference(product(vectors, transpose(vectors)), identity)).toBeLessThan(1e-12)
          const scaled = vectors.map((vector, k) => vector.map((value) => value * values[k]!))
          expect(largestDifference(product(transpose(vectors), scaled), matrix)).toBeLessThan(1e-10)
          expect(values.toSorted((first, second) => second - first)).toEqual(values)
        },
      ),
    )
  })

  test('refuses what is not square or not finite', () => {
    expect(() => symmetricEigen([[1, 2]])).toThrow('expected 1 column in row 0, found 2')
    expect(() => symmetricEigen([[Number.NaN]])).toThrow('finite')
  })
})
