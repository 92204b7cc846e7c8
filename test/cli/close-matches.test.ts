import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closeMatches, editDistance, suggest } from '../../cli/close-matches.ts'

test.each([
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['oka', 'oak', 1],
  ['flaw', 'lawn', 2],
  ['same', 'same', 0],
])('edits from %s to %s', (from, to, edits) => expect(editDistance(from, to)).toBe(edits))

test('edit distance is symmetric and zero only for equal texts', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, b) === 0).toBe(a === b)
    }),
  )
})

test('close matches come closest first, parts of a name count', () => {
  expect(closeMatches('Oka', ['moss', 'oak', 'oak-tales'])).toEqual(['oak'])
  expect(closeMatches('tales', ['moss', 'oak-tales', 'fern-tales'])).toEqual(['fern-tales', 'oak-tales'])
  expect(closeMatches('zzzz', ['moss', 'oak'])).toEqual([])
})

test('where nothing is close, a short list is shown whole and a long one not at all', () => {
  expect(suggest('zzzz', ['code', 'math'])).toBe('; there is: code, math')
  expect(
    suggest(
      'zzzz',
      Array.from({ length: 9 }, (_, index) => `model-${index}`),
    ),
  ).toBe('')
})
