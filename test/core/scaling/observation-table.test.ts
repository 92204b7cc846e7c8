import { describe, expect, test } from 'vitest'
import { metricColumns, readObservations, readTarget } from '../../../core/scaling/observation-table.ts'
import { parseCsv } from '../../../core/table/csv-parser.ts'

describe('table of models', () => {
  const table = parseCsv(
    'Model,Model Family,Model Size (B),Pretraining Data Size (T),FLOPs (1E21),MMLU,"ARC, hard"\na,A,7.0,2.0,84.0,0.4,\nb,B,,,,,0.5\n',
  )

  test('is read with what is known of each model', () => {
    expect(metricColumns(table)).toEqual(['MMLU', 'ARC, hard'])
    expect(readObservations(table, ['ARC, hard', 'MMLU'])).toEqual([
      { model: 'a', family: 'A', size: 7, tokens: 2, flops: 84, metrics: [undefined, 0.4] },
      { model: 'b', family: 'B', size: undefined, tokens: undefined, flops: undefined, metrics: [0.5, undefined] },
    ])
    expect([...readTarget(table, 'MMLU')]).toEqual([['a', 0.4]])
  })

  test('takes counts in other columns, and compute from them where there is no column of it', () => {
    const counted = parseCsv('name,family,parameters,tokens,acc\na,A,7e9,2e12,0.4\nb,B,7e9,,0.4\n')
    const [first, second] = readObservations(counted, ['acc'])
    expect(first!.size).toBeCloseTo(7, 12)
    expect(first!.tokens).toBeCloseTo(2, 12)
    // 6 x 7e9 x 2e12 = 84e21
    expect(first!.flops).toBeCloseTo(84, 10)
    expect(second!.flops).toBeUndefined()
    expect(readObservations(parseCsv('model,family,flops\na,A,84e21\n'), [])[0]!.flops).toBeCloseTo(84, 10)
  })

  test('names no more columns in an error than fit a line', () => {
    const wide = parseCsv(['Model', ...Array.from({ length: 300 }, (_, index) => `a metric of some length ${index}`)].join(','))
    expect(() => readTarget(wide, 'x')).toThrow(/found Model, a metric of some length 0, .{0,180} and 29\d more$/)
  })

  test.each([
    ['Family,x\nA,1\n', 'line 1: expected a column "Model", found Family, x'],
    ['Model,x\nA,1\n', 'line 1: expected a column "Model Family", found Model, x'],
    ['Model,Family,y\nA,1,1\n', 'line 1: expected a column "x", found Model, Family, y'],
    ['Model,Family,x\na,A,1\na,A,2\n', 'line 3: expected each model once, found "a" again'],
    ['Model,Family,x\n,A,1\n', 'line 2: expected the name of a model, found an empty cell'],
    ['Model,Family,x\na,A,high\n', 'line 2: expected a number or an empty cell in column "x", found "high"'],
    ['Model,Family,FLOPs (1E21),x\na,A,0,1\n', 'line 2: expected a number above 0 in column "FLOPs (1E21)", found "0"'],
  ])('refuses %j', (text, message) => {
    expect(() => readObservations(parseCsv(text), ['x'])).toThrow(message)
  })
})
