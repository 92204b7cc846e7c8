import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nonNegativeFit } from '../../../core/lineage/non-negative-fit.ts'

const vectors = fc.array(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 4 }), {
  minLength: 2,
  maxLength: 3,
})
const dot = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((sum, value, index) => sum + value * right[index]!, 0)
const gramOf = (rows: readonly (readonly number[])[]): number[][] =>
  rows.map((left) => rows.map((right) => dot(left, right)))
const formOf = (gram: readonly (readonly number[])[], target: readonly number[], weights: readonly number[]): number =>
  gram.reduce((sum, row, i) => sum + weights[i]! * dot(row, weights), 0) - 2 * dot(target, weights)

test('with a sum of 1 no point of a fine grid of weights is lower', () => {
  fc.assert(
    fc.property(vectors, (rows) => {
      const gram = gramOf(rows)
      const zero = rows.map(() => 0)
      const weights = nonNegativeFit(gram, zero, true)
      expect(weights.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9)
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(0)
      const scale = Math.max(1, ...gram.map((row, index) => row[index]!))
      const least = formOf(gram, zero, weights)
      for (let first = 0; first <= 20; first += 1)
        for (let second = 0; second <= (rows.length > 2 ? 20 - first : 0); second += 1) {
          const grid = rows.length > 2 ? [first, second, 20 - first - second] : [first, 20 - first]
          expect(least).toBeLessThanOrEqual(
            formOf(
              gram,
              zero,
              grid.map((value) => value / 20),
            ) +
              1e-6 * scale,
          )
        }
    }),
  )
})

test('without it, weights of at least 0 that no change of one of them improves', () => {
  fc.assert(
    fc.property(vectors, fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 4 }), (rows, aim) => {
      const gram = gramOf(rows)
      const target = rows.map((row) => dot(row, aim))
      const weights = nonNegativeFit(gram, target, false)
      const scale = Math.max(1, ...gram.map((row, index) => row[index]!), ...target.map(Math.abs))
      const least = formOf(gram, target, weights)
      for (const [index, weight] of weights.entries()) {
        expect(weight).toBeGreaterThanOrEqual(0)
        for (const step of [0.01, -Math.min(0.01, weight)])
          expect(least).toBeLessThanOrEqual(formOf(gram, target, weights.with(index, weight + step)) + 1e-6 * scale)
      }
    }),
  )
})
