import { describe, expect, test } from 'vitest'
import { componentsOf, fastIca } from '../../../core/forecast/fast-ica.ts'
import { reference } from './reference.ts'

const { rows, start, components } = reference.ica
const variance = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length

describe('independent components', () => {
  test("are scikit-learn's, up to order and sign", () => {
    const analysis = fastIca(rows, { components: 4, start: () => start, iterations: 1000, tolerance: 1e-10 })
    expect(analysis.converged).toBe(true)
    const found = rows.map((row) => componentsOf(analysis, row))
    const partners = [0, 1, 2, 3].map((k) => {
      const matches = [0, 1, 2, 3].map((j) =>
        Math.abs(rows.reduce((sum, _, i) => sum + found[i]![k]! * components[i]![j]!, 0) / rows.length),
      )
      const best = matches.indexOf(Math.max(...matches))
      expect(matches[best]).toBeCloseTo(1, 6)
      return best
    })
    expect([...partners].sort()).toEqual([0, 1, 2, 3])
  })

  test('have mean 0, variance 1 and no correlation over the rows they were fitted on, whatever the start', () => {
    const analysis = fastIca(rows, {
      components: 4,
      start: (size) =>
        Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0.2))),
    })
    const found = rows.map((row) => componentsOf(analysis, row))
    for (const k of [0, 1, 2, 3]) {
      expect(found.reduce((sum, row) => sum + row[k]!, 0)).toBeCloseTo(0, 8)
      expect(variance(found.map((row) => row[k]!))).toBeCloseTo(1, 8)
      for (const j of [0, 1, 2, 3].filter((other) => other !== k))
        expect(found.reduce((sum, row) => sum + row[k]! * row[j]!, 0)).toBeCloseTo(0, 6)
    }
  })

  test('are no more than the directions in which rows vary', () => {
    const flat = rows.map((row) => [row[0]!, row[1]!, row[0]! + row[1]!, 3])
    const analysis = fastIca(flat, {
      components: 4,
      start: (size) => Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j))),
    })
    expect(analysis.unmixing).toHaveLength(2)
    expect(() =>
      fastIca(
        [
          [1, 2],
          [1, 2],
        ],
        { components: 1, start: () => [[1]] },
      ),
    ).toThrow('expected rows that differ, found none that do')
  })
})
