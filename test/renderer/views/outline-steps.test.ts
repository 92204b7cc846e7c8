import { expect, test } from 'vitest'
import { outlineStep, type OutlineRow } from '../../../renderer/views/tree/outline-steps.ts'

const row = (node: number, parent: number, name: string, isExpanded: boolean | null = null): OutlineRow => ({
  node,
  parent,
  name,
  isExpanded,
})

/** The root, a clade with two models, a collapsed clade (5 and 6 are in it), a model. */
const rows = [
  row(0, -1, 'Clade of 5: fern, oak and 3 more'),
  row(1, 0, 'Clade of 2: fern, oak', true),
  row(2, 1, 'fern'),
  row(3, 1, 'oak'),
  row(4, 0, 'Collapsed clade of 2: moss, my oak', false),
  row(7, 0, 'Oak-tales'),
]

test('arrows lead along the rows shown and stay at the ends', () => {
  expect(outlineStep(rows, 3, 'ArrowDown')).toEqual({ to: 4 })
  expect(outlineStep(rows, 7, 'ArrowUp')).toEqual({ to: 4 })
  expect(outlineStep(rows, 7, 'ArrowDown')).toBeNull()
  expect(outlineStep(rows, 0, 'ArrowUp')).toBeNull()
  expect(outlineStep(rows, 4, 'Home')).toEqual({ to: 0 })
  expect(outlineStep(rows, 0, 'End')).toEqual({ to: 7 })
})

test('right expands, then leads below; left collapses, then leads above', () => {
  expect(outlineStep(rows, 4, 'ArrowRight')).toEqual({ toggle: 4 })
  expect(outlineStep(rows, 1, 'ArrowRight')).toEqual({ to: 2 })
  expect(outlineStep(rows, 2, 'ArrowRight')).toBeNull()
  expect(outlineStep(rows, 1, 'ArrowLeft')).toEqual({ toggle: 1 })
  expect(outlineStep(rows, 4, 'ArrowLeft')).toEqual({ to: 0 })
  expect(outlineStep(rows, 3, 'ArrowLeft')).toEqual({ to: 1 })
  expect(outlineStep(rows, 0, 'ArrowLeft')).toBeNull()
  expect(outlineStep(rows, 0, 'ArrowRight')).toEqual({ to: 1 })
})

test('a letter leads to the next row that begins with it, from the end to the start', () => {
  expect(outlineStep(rows, 2, 'o')).toEqual({ to: 3 })
  expect(outlineStep(rows, 3, 'O')).toEqual({ to: 7 })
  expect(outlineStep(rows, 7, 'o')).toEqual({ to: 3 })
  expect(outlineStep(rows, 7, 'x')).toBeNull()
  expect(outlineStep(rows, 7, 'Tab')).toBeNull()
})

test('a node that is shown no more gives way to the first', () => {
  expect(outlineStep(rows, 5, 'ArrowDown')).toEqual({ to: 0 })
  expect(outlineStep([], 5, 'ArrowDown')).toBeNull()
})
