import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvText } from '../../../renderer/format/csv.ts'
import { truncateMiddle } from '../../../renderer/format/truncate.ts'
import { fileName } from '../../../renderer/figure/download.ts'

describe('CSV', () => {
  test('quotes what needs quoting, and disarms formulas', () => {
    expect(csvText([['a,b', 'c"d', 1.5, null], ['=1+1', '-x', 'x\ny', '']])).toBe('"a,b","c""d",1.5,\r\n\'=1+1,\'-x,"x\ny",\r\n')
  })
})

describe('a name cut in its middle', () => {
  test('keeps both ends', () => {
    expect(truncateMiddle('Qwen2.5-0.5B-Instruct-Q4_K_M', 13)).toBe('Qwen2.…Q4_K_M')
  })

  test('law: never longer than asked for, and untouched where it fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 2, max: 40 }), (name, most) => {
        const cut = truncateMiddle(name, most)
        return [...name].length <= most ? cut === name : [...cut].length === most
      }),
    )
  })
})

test('file names hold letters, digits, dots and dashes only', () => {
  expect(fileName(['tree', 'my genome/2', 'nj'], 'svg')).toBe('tree-my-genome-2-nj.svg')
  expect(fileName(['../..'], 'csv')).toBe('figure.csv')
})
