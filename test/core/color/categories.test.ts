import { expect, test } from 'vitest'
import { colorCategories } from '../../../core/color/categories.ts'

test('the most frequent values come first, ties by name; the missing are grey', () => {
  const coloring = colorCategories(['b', 'a', null, 'c', 'c'], ['red', 'green', 'blue'], 'grey')
  expect(coloring.categories).toEqual([
    { name: 'c', color: 'red', count: 2 },
    { name: 'a', color: 'green', count: 1 },
    { name: 'b', color: 'blue', count: 1 },
  ])
  expect(coloring.missing).toBe(1)
  expect(coloring.colorOf(null)).toBe('grey')
  expect(coloring.colorOf('a')).toBe('green')
})

test('no colour is used twice: what does not fit is joined', () => {
  const coloring = colorCategories(['a', 'a', 'b', 'b', 'c', 'd'], ['red', 'green'], 'grey')
  expect(coloring.categories.map(({ name, color, count }) => `${name} ${color} ${count}`)).toEqual([
    'a red 2',
    'b green 2',
    '2 other grey 2',
  ])
  expect(coloring.colorOf('d')).toBe('grey')
})
