import { expect, test } from 'vitest'
import { selectedAfter } from '../../../renderer/components/selected-after.ts'

test('all of a filtered list are added to what the filter hides', () => {
  expect(selectedAfter(['hidden', 'a'], ['a', 'b'], 'all')).toEqual(['hidden', 'a', 'b'])
})

test('what a list takes away goes, what it does not show stays', () => {
  expect(selectedAfter(['hidden', 'a', 'b'], ['a', 'b'], ['b'])).toEqual(['hidden', 'b'])
  expect(selectedAfter(['hidden', 'a', 'b'], ['a', 'b'], [])).toEqual(['hidden'])
})

test('what is selected and not shown counts once, whether the list names it or not', () => {
  expect(selectedAfter(new Set(['hidden']), ['a'], ['hidden', 'a'])).toEqual(['hidden', 'a'])
})
