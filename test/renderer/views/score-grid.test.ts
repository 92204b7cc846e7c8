import { describe, expect, it } from 'vitest'
import type { Score, ScoredModel } from '../../../engine/api/scores-contract.ts'
import { readNumber } from '../../../renderer/views/scores/read-number.ts'
import { columnTitle } from '../../../renderer/model/column-choices.ts'
import { filterRows, gridColumns, scoreCsv, scoreRows } from '../../../renderer/views/scores/score-grid.ts'

const model = (id: string, changes: Partial<ScoredModel> = {}): ScoredModel => ({
  id,
  name: `model ${id}`,
  aliases: [],
  modelId: null,
  family: null,
  familySource: null,
  importedFamily: null,
  parameters: null,
  tokens: null,
  flops: null,
  ...changes,
})
const score = (id: string, scoredModelId: string, changes: Partial<Score> = {}): Score => ({
  id,
  scoredModelId,
  benchmark: 'MMLU',
  metric: 'acc',
  shots: 5,
  value: 0.5,
  stderr: null,
  n: null,
  source: 'imported',
  sourceDetail: '',
  updatedAt: '',
  remarks: [],
  ...changes,
})

const table = {
  models: [model('1', { family: 'Llama' }), model('2', { aliases: ['oak'] })],
  scores: [
    score('a', '1'),
    score('b', '1', { source: 'measured', value: 0.6 }),
    score('c', '2'),
    score('d', '2', { benchmark: 'ARC', shots: null, metric: 'score' }),
  ],
}

describe('the grid of scores', () => {
  it('has a column per benchmark, metric and shots, the fullest first', () => {
    expect(gridColumns(table, new Set(['1', '2'])).map((column) => [columnTitle(column), column.filled])).toEqual([
      ['MMLU · acc, 5-shot', 2],
      ['ARC', 1],
    ])
  })

  it('orders its columns by what the models shown have', () => {
    const more = {
      ...table,
      scores: [...table.scores, score('e', '2', { benchmark: 'Zebra' }), score('f', '1', { benchmark: 'Zebra' })],
    }
    expect(gridColumns(more, new Set(['2'])).map(({ benchmark, filled }) => [benchmark, filled])).toEqual([
      ['ARC', 1],
      ['MMLU', 1],
      ['Zebra', 1],
    ])
    expect(gridColumns(more, new Set(['1'])).map(({ benchmark, filled }) => [benchmark, filled])).toEqual([
      ['MMLU', 1],
      ['Zebra', 1],
      ['ARC', 0],
    ])
  })

  it('shows what was measured before what was imported', () => {
    const [first, second] = scoreRows(table)
    const [mmlu, arc] = gridColumns(table, new Set(['1', '2']))
    expect(first!.cells.get(mmlu!.id)!.map(({ source }) => source)).toEqual(['measured', 'imported'])
    expect(first!.cells.get(arc!.id)).toBeUndefined()
    expect(second!.cells.get(arc!.id)).toHaveLength(1)
  })

  it('is filtered by name, alias and family', () => {
    const names = (text: string) => filterRows(scoreRows(table), text).map(({ id }) => id)
    expect([names(''), names('llama'), names('OAK model'), names('elm')]).toEqual([['1', '2'], ['1'], ['2'], []])
  })

  it('is exported one score a line', () => {
    expect(scoreCsv(table)).toHaveLength(5)
    expect(scoreCsv(table)[1]!.slice(0, 9)).toEqual(['model 1', 'Llama', null, null, null, 'MMLU', 'acc', 5, 0.5])
  })
})

it('numbers are read as written, and nothing else is', () => {
  expect(['0.5', ' -1e3 ', '−2', '.5', '7e9'].map(readNumber)).toEqual([0.5, -1000, -2, 0.5, 7e9])
  expect(['', 'half', '1,5', '1e999', '0x10'].map(readNumber)).toEqual([null, null, null, null, null])
})
