import { describe, expect, test } from 'vitest'
import { measureColumns, readObservations, readTarget } from '../../../core/scaling/observation-table.ts'
import { readCsv } from '../../../engine/tables/read-csv.ts'

describe('table of models', () => {
  const table = readCsv(
    'Model,Model Family,Model Size (B),Pretraining Data Size (T),FLOPs (1E21),MMLU,"ARC, hard"\na,A,7.0,2.0,84.0,0.4,\nb,B,,,,,0.5\n',
  )

  test('is read with what is known of each model', () => {
    expect(measureColumns(table).measures).toEqual(['MMLU', 'ARC, hard'])
    expect(readObservations(table, ['ARC, hard', 'MMLU'])).toEqual([
      { id: '2', model: 'a', family: 'A', size: 7, tokens: 2, flops: 84, metrics: [undefined, 0.4] },
      { id: '3', model: 'b', family: 'B', size: null, tokens: null, flops: null, metrics: [0.5, undefined] },
    ])
    expect([...readTarget(table, 'MMLU')]).toEqual([['a', 0.4]])
  })

  test('takes counts in other columns, and compute from them where it is not given', () => {
    const counted = readCsv('name,family,parameters,tokens,acc\na,A,7e9,2e12,0.4\nb,B,7e9,,0.4\n')
    const [first, second] = readObservations(counted, ['acc'])
    expect(first!.size).toBeCloseTo(7, 12)
    expect(first!.tokens).toBeCloseTo(2, 12)
    // 6 x 7e9 x 2e12 = 84e21
    expect(first!.flops).toBeCloseTo(84, 10)
    expect(second!.flops).toBeNull()
    const gap = readCsv('name,family,parameters,tokens,flops\na,A,7e9,2e12,\nb,B,7e9,2e12,1e21\n')
    expect(readObservations(gap, []).map(({ flops }) => Number(flops!.toPrecision(12)))).toEqual([84, 1])
    expect(readObservations(readCsv('model,family,flops\na,A,84e21\n'), [])[0]!.flops).toBeCloseTo(84, 10)
  })

  test('names no more columns in an error than fit a line', () => {
    const wide = readCsv(
      ['Model', ...Array.from({ length: 300 }, (_, index) => `a metric of some length ${index}`)].join(','),
    )
    expect(() => readTarget(wide, 'x')).toThrow(/found Model, a metric of some length 0, .{0,180} and 29\d more$/)
  })

  test('leaves out what scores nothing, by title or by its numbers, and says why', () => {
    const titles = 'Model,Family,#Params (B),Training compute (FLOP),Year,Notes,When,Likes of it,n,Elo,M1,M2'
    const rows = [0, 1, 2, 3].map(
      (row) => `m${row},F,${row + 1},${row + 1}e21,2020,good,${2020 + row},,${row},${1200 + row},0.${row + 1},${row}.5`,
    )
    const table = readCsv([titles, ...rows].join('\n'))
    const { measures, leftOut } = measureColumns(table)
    expect(measures).toEqual(['M1', 'M2'])
    expect(leftOut.map(({ title, reason }) => `${title} ${reason}`)).toEqual([
      'Year tells of the model',
      'Notes holds text',
      'When holds years',
      'Likes of it holds no number',
      'n counts the rows',
      'Elo holds numbers mostly above 100, no scores from 0 to 1 or in percent',
    ])
    expect(readObservations(table, measures)[1]).toMatchObject({
      size: 2,
      flops: expect.closeTo(2, 12) as number,
      metrics: [0.2, 1.5],
    })
  })

  test.each([
    ['Family,x\nA,1\n', 'line 1: expected a column "Model", found Family, x'],
    ['Model,x\nA,1\n', 'line 1: expected a column "Model Family", found Model, x'],
    ['Model,Family,y\nA,1,1\n', 'line 1: expected a column "x", found Model, Family, y'],
    ['Model,Family,x\na,A,1\na,A,2\n', 'line 3: expected each model once, found "a" again'],
    [
      'Model,Family,x\nLlama-2-7B,A,1\nllama 2 7b,A,2\n',
      'line 3: expected each model once, found "llama 2 7b", which differs from "Llama-2-7B" on line 2 in case or separators only',
    ],
    [
      'Model,Family,x\na,A,51.2%\nb,A,40\n',
      'line 3: expected a percent sign, as other cells of the column have in column "x", found "40"',
    ],
    ['Model,Family,x\n,A,1\n', 'line 2: expected the name of a model, found an empty cell'],
    ['Model,Family,x\na,A,high\n', 'line 2: expected a number or an empty cell in column "x", found "high"'],
    ['Model,Family,FLOPs (1E21),x\na,A,0,1\n', 'line 2: expected a number above 0 in column "FLOPs (1E21)", found "0"'],
    [
      'Model,Family,Params (B),x\na,A,1e300,0\n',
      'line 2: expected a number that stands for 1e-60 to 1e+60 parameters in column "Params (B)", found "1e300"',
    ],
    [
      'Model,Family,Tokens (T),x\na,A,1e-300,0\n',
      'line 2: expected a number that stands for 1e-60 to 1e+60 tokens in column "Tokens (T)", found "1e-300"',
    ],
  ])('refuses %j', (text, message) => {
    expect(() => readObservations(readCsv(text), ['x'])).toThrow(message)
  })
})
