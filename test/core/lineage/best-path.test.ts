import { expect, test } from 'vitest'
import { bestPath } from '../../../core/lineage/best-path.ts'

/** 10 where a row's column is listed, else -1. */
function scoresOf(columnsOfRows: readonly (readonly number[])[], columns: number): Float64Array {
  return Float64Array.from(
    columnsOfRows.flatMap((listed) =>
      Array.from({ length: columns }, (_, column) => (listed.includes(column) ? 10 : -1)),
    ),
  )
}

test.each([
  ['equal depth', [[0], [1], [2]], 3, [0, 1, 2]],
  ['layers taken out', [[0], [], [1], [], [2]], 3, [0, null, 1, null, 2]],
  ['layers inserted twice', [[0], [0], [1], [1]], 2, [0, 0, 1, 1]],
  ['a block repeated', [[0], [1], [2], [1], [2], [3]], 4, [0, 1, 2, 1, 2, 3]],
  ['a single layer that is alike by chance', [[0], [1], [], [2], [0, 3]], 4, [0, 1, null, 2, 3]],
  ['nothing alike', [[], []], 3, [null, null]],
])('%s', (_, rows, columns, expected) => {
  expect(bestPath(scoresOf(rows, columns), rows.length, columns, 8)).toEqual(expected)
})

test('of two ways the greater sum wins', () => {
  expect(bestPath(Float64Array.from([1, 5, 4, 2]), 2, 2, 100)).toEqual([1, 1])
  expect(bestPath(Float64Array.from([3, 5, 1, 6]), 2, 2, 100)).toEqual([1, 1])
  expect(bestPath(Float64Array.from([1, 9, 9, 1]), 2, 2, 4)).toEqual([1, 0])
})
