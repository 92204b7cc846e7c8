import { expect, test } from 'vitest'
import type { Score, ScoredModel } from '../../../engine/api/scores-contract.ts'
import { isLessBetter, standings } from '../../../renderer/views/scores/best-scores.ts'
import type { ScoreRow } from '../../../renderer/views/scores/score-grid.ts'

const row = (id: string, facts: Partial<Score> | null): ScoreRow => ({
  id,
  model: {} as ScoredModel,
  cells: new Map(facts === null ? [] : [['c', [{ stderr: null, n: null, ...facts } as Score]]]),
})

test('the best score, those that cannot be told from it, and those that are worse', () => {
  const rows = [
    row('best', { value: 0.8, stderr: 0.04 }),
    // 0.1 behind with an error of 0.057 of the difference: 1.77 of them.
    row('near', { value: 0.7, stderr: 0.04 }),
    // 0.15 behind: 2.65 of them.
    row('far', { value: 0.65, stderr: 0.04 }),
    row('none', null),
  ]
  expect([...standings(rows, 'c', 'acc')]).toEqual([
    ['best', 'best'],
    ['near', 'not worse'],
  ])
})

test('scores without an error are exact, and equal ones are best together', () => {
  const rows = [row('a', { value: 0.5 }), row('b', { value: 0.5 }), row('c', { value: 0.499 })]
  expect([...standings(rows, 'c', 'acc')]).toEqual([
    ['a', 'best'],
    ['b', 'best'],
  ])
})

test('an error of 0 where all items are right counts as what the draw of items leaves open', () => {
  // (96 + 2) / (96 + 4) = 0.98 with a deviation of 0.0143: 1 - 0.98 is within 1.96 of both.
  const rows = [row('all', { value: 1, stderr: 0, n: 96 }), row('most', { value: 0.98, stderr: 0.0143, n: 96 })]
  expect(standings(rows, 'c', 'acc').get('most')).toBe('not worse')
})

test('of bits per byte the least is best, and a score alone is not marked', () => {
  expect(isLessBetter('bits_per_byte')).toBe(true)
  expect(isLessBetter('acc')).toBe(false)
  const rows = [row('a', { value: 2.5 }), row('b', { value: 1.1 })]
  expect([...standings(rows, 'c', 'bits_per_byte')]).toEqual([['b', 'best']])
  expect(standings([rows[0]!], 'c', 'bits_per_byte').size).toBe(0)
})
