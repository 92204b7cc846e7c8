import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellAt, matrixGeometry } from '../../../core/layout/matrix-geometry.ts'
import { orderByTree } from '../../../core/layout/matrix-order.ts'

const node = (modelId: string | null) => ({ parent: null, name: modelId, modelId, length: null, support: null })

test('rows stand in the order of the tips; what the tree lacks comes last', () => {
  expect(
    orderByTree(['a', 'b', 'c', 'd'], { nodes: [node(null), node('c'), node('x'), node(null), node('a'), node('c')] }),
  ).toEqual([2, 0, 1, 3])
  expect(orderByTree(['a', 'b'], undefined)).toEqual([0, 1])
})

test('law: the middle of every cell is found again, and nothing outside', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 60 }),
      fc.integer({ min: 300, max: 2000 }),
      fc.integer({ min: 300, max: 1400 }),
      (count, width, height) => {
        const geometry = matrixGeometry(
          Array.from({ length: count }, (_, index) => `model ${index}`),
          width,
          height,
        )
        const { left, top, cell } = geometry
        for (const [row, column] of [
          [0, 0],
          [count - 1, 0],
          [0, count - 1],
        ] as const) {
          expect(cellAt(geometry, left + (column + 0.5) * cell, top + (row + 0.5) * cell)).toEqual({ row, column })
        }
        expect(cellAt(geometry, left - 1, top + 1)).toBeNull()
        expect(cellAt(geometry, left + 1, top + count * cell + 1)).toBeNull()
        expect(cell).toBeGreaterThanOrEqual(11)
        expect(geometry.width).toBeGreaterThanOrEqual(left + count * cell)
      },
    ),
  )
})
