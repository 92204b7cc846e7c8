import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitImputation, imputeRow } from '../../../core/scaling/rank-one-imputation.ts'

const cell = fc.integer({ min: 1, max: 99 }).map((value) => value / 100)
const table = fc.array(fc.array(fc.option(cell, { nil: undefined, freq: 5 }), { minLength: 4, maxLength: 4 }), {
  minLength: 6,
  maxLength: 12,
})
const isUsable = (rows: readonly (readonly (number | undefined)[])[]): boolean =>
  [0, 1, 2, 3].every((j) => new Set(rows.flatMap((row) => row[j] ?? [])).size > 1)

describe('imputation of rank 1', () => {
  test('leaves known values as they are and fills within their scale', () => {
    fc.assert(
      fc.property(table.filter(isUsable), (rows) => {
        const { filled } = fitImputation(rows, 1e-9)
        for (const [i, row] of filled.entries()) {
          for (const [j, value] of row.entries()) {
            if (rows[i]![j] !== undefined) expect(value).toBe(rows[i]![j])
            expect(value).toBeGreaterThanOrEqual(0)
            expect(value).toBeLessThanOrEqual(1)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  test('finds the missing values of a table of rank 1', () => {
    const truth = Array.from({ length: 10 }, (_, i) => [0.2 + 0.05 * i, 0.9 - 0.03 * i, 0.1 + 0.08 * i])
    const rows = truth.map((row, i) => row.map((value, j) => (i === 2 * j + 1 ? undefined : value)))
    const { filled } = fitImputation(rows)
    // Shifting and scaling columns leaves the points on one line.
    for (const [i, row] of filled.entries())
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(truth[i]![j]!, 6)
  })

  test('of a further model is where the published rounds end', () => {
    fc.assert(
      fc.property(
        table.filter(isUsable),
        fc.array(fc.option(cell, { nil: undefined }), { minLength: 4, maxLength: 4 }),
        (rows, row) => {
          const { imputation } = fitImputation(rows, 1e-9)
          const { means, deviations, centre, direction } = imputation
          const known = row.reduce<number>((sum, value, j) => sum + (value === undefined ? 0 : direction[j]! ** 2), 0)
          // With hardly any weight on what is known, 1,000 rounds do not get there.
          fc.pre(known > 0.05)
          const scores = row.map((value, j) => (value === undefined ? 0 : (value - means[j]!) / deviations[j]!))
          for (let round = 0; round < 1000; round++) {
            const place = scores.reduce((sum, score, j) => sum + (score - centre[j]!) * direction[j]!, 0)
            for (const [j, value] of row.entries())
              if (value === undefined) scores[j] = centre[j]! + place * direction[j]!
          }
          const expected = row.map(
            (value, j) => value ?? Math.min(1, Math.max(0, scores[j]! * deviations[j]! + means[j]!)),
          )
          for (const [j, value] of imputeRow(imputation, row).entries()) expect(value).toBeCloseTo(expected[j]!, 9)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('does not clip a metric that is no share', () => {
    const { filled, imputation } = fitImputation([
      [1, 10],
      [2, 20],
      [3, undefined],
    ])
    expect(imputation.clipped).toEqual([false, false])
    expect(filled[2]![1]).toBeGreaterThan(20)
  })

  test('needs some value of every metric', () => {
    expect(() =>
      fitImputation([
        [1, undefined],
        [2, undefined],
      ]),
    ).toThrow('expected a value of metric 2')
  })
})
