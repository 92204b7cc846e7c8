import { describe, expect, test } from 'vitest'
import {
  isLoss,
  type KnownValues,
  scaleApart,
  scaleInTitle,
  scalesOfTable,
  type ColumnOfScores,
  withValue,
} from '../../../core/table/score-scale.ts'

function columnsOf(
  table: Readonly<Record<string, readonly number[]>>,
  withSigns: readonly string[] = [],
): ColumnOfScores[] {
  return Object.entries(table).map(([title, values]) => ({
    title,
    numbers: values.map((value, index) => ({ line: index + 2, value })),
    stated: withSigns.includes(title) ? 'percent' : null,
  }))
}

const decided = (table: Readonly<Record<string, readonly number[]>>, withSigns?: readonly string[]) => {
  const { scales, readings } = scalesOfTable(columnsOf(table, withSigns))
  return { scales, readings: readings.map(({ name }) => name) }
}

describe('what a title says of its scores', () => {
  test.each([
    ['Perplexity', 'raw'],
    ['wikitext ppl', 'raw'],
    ['Elo', 'raw'],
    ['bits_per_byte', 'raw'],
    ['MT-Bench', 'raw'],
    ['Arena Elo rating', 'raw'],
    ['MMLU (%)', 'percent'],
    ['MMLU pct', 'percent'],
    ['score, percent', 'percent'],
    ['MMLU fraction', 'fraction'],
    ['MMLU acc', 'share'],
    ['acc_norm', 'share'],
    ['accuracy', 'share'],
    ['pass@1', 'share'],
    ['MMLU', null],
    ['Developer test', null],
    ['Vaccine QA', null],
    ['Glossary', null],
    ['accent', null],
  ] as const)('%s: %s', (title, scale) => expect(scaleInTitle(title)).toBe(scale))
})

describe('scales of a table', () => {
  test('one scale for all columns where their numbers allow only one', () => {
    expect(decided({ MMLU: [0.451, 0.382], ARC: [0, 1] })).toEqual({ scales: ['fraction', 'fraction'], readings: [] })
    expect(decided({ MMLU: [45.1, 38.2], ARC: [12, 0], none: [0, 0] })).toEqual({
      scales: ['percent', 'percent', 'percent'],
      readings: [],
    })
  })

  test('numbers below 1 beside numbers above are asked about, never 80 % of .8 %', () => {
    const { scales, readings } = scalesOfTable(columnsOf({ MMLU: [45.1, 38.2, 41.7], GSM8K: [0.8, 0.5, 1] }))
    expect(scales).toEqual([null, null])
    expect(readings.map(({ name, text }) => [name, text])).toEqual([
      ['percent', 'all percent: 0.8 in "GSM8K", line 2, is 0.8 %'],
      ['by-column', 'columns from 0 to 1 hold fractions, the others percent: 0.8 in "GSM8K", line 2, is 80 %'],
    ])
    expect([...readings[1]!.scales]).toEqual([
      ['MMLU', 'percent'],
      ['GSM8K', 'fraction'],
    ])
  })

  test('both kinds in one column are asked about', () => {
    expect(decided({ MMLU: [0.451, 38.2] })).toEqual({ scales: [null], readings: ['percent', 'fraction', 'raw'] })
  })

  test('one number above 100 does not turn the column; most above 100 are no percent', () => {
    const { readings } = scalesOfTable(columnsOf({ MMLU: [45.1, 38.2, 451] }))
    expect(readings.map(({ text }) => text)).toEqual([
      'all percent: 45.1 in "MMLU", line 2, is 45.1 %; 451 in "MMLU", line 4, cannot be',
      'no shares at all: 451 in "MMLU", line 4, is 451',
    ])
    expect(decided({ Arena: [1201, 1099], MMLU: [45, 38] })).toEqual({ scales: ['raw', 'percent'], readings: [] })
  })

  test('titles decide for their columns', () => {
    expect(decided({ Perplexity: [5.31, 6.92], Elo: [1201, 1099] })).toEqual({ scales: ['raw', 'raw'], readings: [] })
    expect(decided({ MMLU: [45.1, 38.2], 'GSM8K (%)': [0.8, 0.5] })).toEqual({
      scales: ['percent', 'percent'],
      readings: [],
    })
    expect(decided({ MMLU: [45.1, 38.2], 'GSM8K acc': [0.8, 0.5] })).toEqual({
      scales: ['percent', 'fraction'],
      readings: [],
    })
  })

  test('percent signs decide for their column and make a question of the others', () => {
    expect(decided({ MMLU: [51.2, 40] }, ['MMLU'])).toEqual({ scales: ['percent'], readings: [] })
    expect(decided({ MMLU: [51.2, 0.4], ARC: [0.4, 0.5] }, ['MMLU'])).toEqual({
      scales: ['percent', null],
      readings: ['percent', 'by-column'],
    })
  })
})

test('a number on another scale than those it stands beside', () => {
  const beside = (known: readonly number[], value: number) =>
    scaleApart(known.reduce<KnownValues | undefined>(withValue, undefined)!, value)
  expect(beside([0.45, 0.5], 45.1)).toBe('above')
  expect(beside([45.1, 38], 0.5)).toBe('below')
  expect(beside([0.9, 1.2], 45.1)).toBeNull()
  expect([beside([0.45], 0), beside([0.45], 1)]).toEqual([null, null])
  expect(beside([0], 45.1)).toBeNull()
  expect([0.4, -3, 2].reduce<KnownValues | undefined>(withValue, undefined)).toEqual({
    least: -3,
    greatest: 2,
    hasSmall: true,
    hasLarge: true,
  })
})

test('titles tell where less is better', () => {
  for (const title of [
    'Perplexity',
    'Logloss',
    'log_loss',
    'error rate',
    'WER',
    'cross-entropy',
    'brier_score',
    'bits per byte',
  ])
    expect([title, isLoss(title)]).toEqual([title, true])
  for (const title of ['MMLU', 'Elo', 'log_likelihood', 'accuracy', 'MT-Bench', 'Lossless', 'Terror'])
    expect([title, isLoss(title)]).toEqual([title, false])
})
