import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  cellAt,
  fittingZoom,
  longestValue,
  matrixGeometry,
  shownPart,
  valueSize,
} from '../../../core/layout/matrix-geometry.ts'
import { orderByTree } from '../../../core/layout/matrix-order.ts'
import type { Distances } from '../../../engine/api/contract.ts'
import { noiseWords } from '../../../renderer/views/matrix/noise-words.ts'

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

test('values are written so that the longest keeps clear of the edges of its cell, or not at all', () => {
  for (const value of ['0.5', '0.678', '0.4580', '≥ 12.34']) {
    for (let cell = 20; cell < 80; cell++) {
      const size = valueSize(cell, value.length)
      if (size === null) continue
      expect(size).toBeGreaterThanOrEqual(8)
      expect(size).toBeLessThanOrEqual(11)
      expect(cell - value.length * 0.6 * size).toBeGreaterThanOrEqual(8)
    }
  }
  expect(valueSize(46, '0.4580'.length)).toBeCloseTo(10.3, 1)
  expect(valueSize(34, '0.4580'.length)).toBeNull()
  expect(valueSize(34, '0.46'.length)).toBeCloseTo(10.4, 1)
})

test('the longest value is looked for beside the diagonal', () => {
  const texts = [
    ['–––––––––––', '0.458'],
    ['0.1', '–––––––––––'],
  ]
  expect(longestValue(2, (row, column) => texts[row]![column]!)).toBe(5)
})

const named = (count: number) => Array.from({ length: count }, (_, index) => `model-${index}`)
const frame = fc.record({ width: fc.integer({ min: 300, max: 1800 }), height: fc.integer({ min: 300, max: 1200 }) })

test('law: a matrix at the zoom that fits is no larger than its frame, where cells of a pixel are not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 100 }), frame, (count, size) => {
      const usual = matrixGeometry(named(count), size.width, size.height)
      const zoom = fittingZoom(usual, size)
      const fitted = matrixGeometry(named(count), size.width, size.height, zoom)
      expect(fitted.cell).toBeGreaterThanOrEqual(1 - 1e-9)
      if (fitted.cell <= 1 + 1e-9) return
      expect(fitted.width).toBeLessThanOrEqual(size.width + 1e-6)
      expect(fitted.height).toBeLessThanOrEqual(size.height + 1e-6)
    }),
  )
})

test('law: every cell that a frame shows is in the part whose values are written', () => {
  const scroll = fc.record({ x: fc.integer({ min: 0, max: 3000 }), y: fc.integer({ min: 0, max: 3000 }) })
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 80 }), frame, scroll, fc.constantFrom(0.5, 1, 3), (count, size, at, zoom) => {
      const geometry = matrixGeometry(named(count), size.width, size.height, zoom)
      const part = shownPart(geometry, at, size)
      for (const share of [0, 0.5, 0.999]) {
        const cell = cellAt(geometry, at.x + share * size.width, at.y + share * size.height)
        if (cell === null) continue
        expect(cell.row).toBeGreaterThanOrEqual(part.firstRow)
        expect(cell.row).toBeLessThan(part.endRow)
        expect(cell.column).toBeGreaterThanOrEqual(part.firstColumn)
        expect(cell.column).toBeLessThan(part.endColumn)
      }
    }),
  )
})

test('what noise means for a pair is said of cells and cards alike', () => {
  const distances = {
    modelIds: ['a', 'b', 'c'],
    same: [['a', 'b']],
    noise: [
      [0, 0.01, 0.02],
      [0.01, 0, 0],
      [0.02, 0, 0],
    ],
  } as unknown as Distances
  expect(noiseWords(distances, ['a', 'b'])).toEqual([
    'the same within the noise',
    "similarity 0.01 on either side for the engine's noise",
  ])
  expect(noiseWords(distances, ['c', 'b'])).toEqual([])
  expect(noiseWords(distances, ['a', 'a'])).toEqual([])
})
