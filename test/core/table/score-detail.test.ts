import { describe, expect, test } from 'vitest'
import {
  detailColumns,
  detailInTitle,
  detailTitle,
  itemsInCell,
  standardErrorInCell,
  withoutFurtherCounts,
} from '../../../core/table/score-detail.ts'

describe('titles', () => {
  test.each([
    ['stderr', 'stderr', ''],
    ['Standard error', 'stderr', ''],
    ['MMLU_stderr', 'stderr', 'MMLU'],
    ['acc std err', 'stderr', 'acc'],
    ['MMLU (stderr)', 'stderr', 'MMLU'],
    ['MMLU (%) SE', 'stderr', 'MMLU (%)'],
    ['MMLU stderr (%)', 'stderr', 'MMLU'],
    ['acc,stderr', 'stderr', 'acc'],
    ['arc_acc_stderr,none', 'stderr', 'arc_acc,none'],
    ['n', 'items', ''],
    ['n_samples', 'items', ''],
    ['Number of items', 'items', ''],
    ['GSM8K n', 'items', 'GSM8K'],
    ['GSM8K sample size', 'items', 'GSM8K'],
    ['arc_ci_low', 'other', 'arc'],
    ['std', 'other', ''],
  ] as const)('%s', (title, kind, of) => {
    expect(detailInTitle(title)).toEqual({ kind, of })
  })

  test.each(['MMLU', 'GSM8K', 'Sense', 'Winogrande n-shot', 'Account', 'BBH mean', 'Items of news', 'Model'])(
    '%s says nothing of a score',
    (title) => {
      expect(detailInTitle(title)).toBeUndefined()
    },
  )

  test('a written one is read back', () => {
    for (const of of ['MMLU', 'gsm8k: em (strict)', 'n items', 'a, b stderr'])
      for (const kind of ['stderr', 'items'] as const)
        expect(detailInTitle(detailTitle(kind, of))).toEqual({ kind, of })
  })

  test('a title of separators takes no time', () => {
    expect(detailInTitle(`${'_ '.repeat(30_000)}x`)).toBeUndefined()
  })
})

describe('which score a column tells of', () => {
  const assigned = (titles: string, scores: string) => {
    const isScore = new Set(scores.split('|'))
    const found = detailColumns(
      titles.split('|'),
      (title) => isScore.has(title),
      () => true,
    )
    return Object.fromEntries(withoutFurtherCounts(found).map(({ title, kind, of }) => [title, `${kind} of ${of}`]))
  }

  test('that of its title, in whichever spelling', () => {
    expect(assigned('Model|MMLU (%)|ARC-C|mmlu_stderr|arc c n|HellaSwag stderr', 'MMLU (%)|ARC-C')).toEqual({
      mmlu_stderr: 'stderr of MMLU (%)',
      'arc c n': 'items of ARC-C',
    })
  })

  test('without one, the only score, or the one right before it', () => {
    expect(assigned('Model|n|MMLU|stderr', 'MMLU')).toEqual({ n: 'items of MMLU', stderr: 'stderr of MMLU' })
    expect(assigned('Model|MMLU|stderr|n|ARC', 'MMLU|ARC')).toEqual({ stderr: 'stderr of MMLU', n: 'items of MMLU' })
    // Of two scores side by side either may be meant.
    expect(assigned('Model|MMLU|ARC|n', 'MMLU|ARC')).toEqual({})
  })

  test('of two numbers of items for one score the first, of two standard errors both', () => {
    expect(assigned('MMLU|MMLU n|MMLU items', 'MMLU')).toEqual({ 'MMLU n': 'items of MMLU' })
    expect(assigned('MMLU|MMLU_stderr|MMLU SE', 'MMLU')).toEqual({
      MMLU_stderr: 'stderr of MMLU',
      'MMLU SE': 'stderr of MMLU',
    })
  })
})

describe('cells', () => {
  test('standard errors are on the scale of their score and not below 0', () => {
    expect(standardErrorInCell('1.2', 'percent', true)).toEqual({ value: 0.012 })
    expect(standardErrorInCell('1.2%', 'fraction', true)).toEqual({ value: 0.012 })
    expect(standardErrorInCell('0', 'fraction', true)).toEqual({ value: 0 })
    expect(standardErrorInCell('12', 'raw', true)).toEqual({ value: 12 })
    expect(standardErrorInCell('N/A', 'fraction', true)).toEqual({ value: undefined })
    expect(standardErrorInCell('nan', 'fraction', false)).toEqual({ value: undefined })
    for (const cell of ['-0.01', 'NaN', 'small', '1.2'])
      expect([cell, standardErrorInCell(cell, 'fraction', true)]).toEqual([
        cell,
        { expected: expect.any(String) as string, found: JSON.stringify(cell) },
      ])
  })

  test('items are whole numbers above 0', () => {
    expect(itemsInCell('100.0')).toEqual({ value: 100 })
    expect(itemsInCell('')).toEqual({ value: undefined })
    for (const cell of ['1.5', '0', '-3', '50%', 'many', '1e300'])
      expect([cell, itemsInCell(cell)]).toEqual([
        cell,
        { expected: 'a whole number of items above 0, or an empty cell', found: JSON.stringify(cell) },
      ])
  })
})
