import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  columnName,
  scoreColumns,
  shownColumn,
  tableOf,
  tabledObservations,
  valuesOf,
  type TabledScore,
} from '../../../core/scaling/score-columns.ts'

const score = (
  scoredModelId: string,
  benchmark: string,
  value: number,
  changes: Partial<TabledScore> = {},
): TabledScore => ({
  scoredModelId,
  benchmark,
  metric: 'acc',
  shots: null,
  value,
  source: 'imported',
  ...changes,
})
const column = (benchmark: string, shots: number | null = null) => ({ benchmark, metric: 'acc', shots })
const model = (id: string, changes: object = {}) => ({
  id,
  name: `model ${id}`,
  family: 'f',
  parameters: null,
  tokens: null,
  flops: null,
  ...changes,
})

describe('models and metrics of a table of scores', () => {
  test('columns differ in benchmark, metric and shots, and count models, not values', () => {
    const scores = [
      score('1', 'a', 0.1),
      score('1', 'a', 0.2, { source: 'typed' }),
      score('2', 'a', 0.3),
      score('2', 'a', 0.3, { shots: 5 }),
      score('2', 'a', 0.3, { metric: 'f1' }),
    ]
    expect(scoreColumns(scores).map(({ column: { shots, metric }, models }) => [metric, shots, models])).toEqual([
      ['acc', null, 2],
      ['acc', 5, 1],
      ['f1', null, 1],
    ])
    expect(columnName({ benchmark: 'a","b', metric: 'c', shots: 0 })).not.toBe(
      columnName({ benchmark: 'a', metric: 'b","c', shots: 0 }),
    )
  })

  test('a measured value comes before a typed one, that before an imported one, whatever their order', () => {
    const scores = [
      score('1', 'a', 0.1),
      score('1', 'a', 0.3, { source: 'measured' }),
      score('1', 'a', 0.2, { source: 'typed' }),
      score('2', 'a', 0.5, { source: 'typed' }),
      score('2', 'a', 0.4),
    ]
    expect([...valuesOf(scores, column('a'))]).toEqual([
      ['1', 0.3],
      ['2', 0.5],
    ])
  })

  test('units are those of the laws; compute is counted where it is not known; models without any of the values are left out', () => {
    const models = [
      model('1', { parameters: 7e9, tokens: 2e12 }),
      model('2', { flops: 5e20, family: null, parameters: 1e9 }),
      model('3'),
    ]
    const found = tabledObservations(
      models,
      [score('1', 'a', 0.1), score('2', 'b', 0.2), score('3', 'c', 0.9)],
      [column('a'), column('b')],
    )
    expect(found.map(({ id, family, metrics }) => ({ id, family, metrics }))).toEqual([
      { id: '1', family: 'f', metrics: [0.1, undefined] },
      { id: '2', family: 'model 2', metrics: [undefined, 0.2] },
    ])
    expect([found[0]!.size, found[0]!.tokens, found[1]!.size, found[1]!.tokens]).toEqual([7, 2, 1, null])
    expect([found[0]!.flops, found[1]!.flops]).toEqual([84, 0.5])
  })

  test('a table made of observations gives them again, so that a cutoff at a written number holds', () => {
    const numbers = fc.oneof(
      fc.constant(null),
      fc.integer({ min: 1, max: 10 ** 7 }).map((value) => value / 100),
    )
    fc.assert(
      fc.property(fc.array(fc.record({ size: numbers, flops: numbers })), (given) => {
        const observations = given.map((counted, index) => ({
          id: String(index),
          model: `m${index}`,
          family: 'f',
          tokens: null,
          ...counted,
          metrics: [0.5, index % 2 === 0 ? undefined : 0.25],
        }))
        const columns = [column('a'), column('b')]
        const { models, scores } = tableOf(observations, columns)
        expect(tabledObservations(models, scores, columns)).toEqual(observations)
      }),
    )
  })

  test('a column without a metric is shown by its title alone', () => {
    expect(shownColumn({ benchmark: 'MMLU', metric: 'acc', shots: 5 })).toBe('MMLU (acc, 5 shots)')
    expect(shownColumn({ benchmark: 'MMLU', metric: '', shots: null })).toBe('MMLU')
  })
})
