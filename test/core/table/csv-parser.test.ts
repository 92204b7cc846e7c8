import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CsvError } from '../../../core/table/csv-error.ts'
import { parseCsv, type CsvLimits } from '../../../core/table/csv-parser.ts'
import { numberInCell } from '../../../core/table/number-cell.ts'

const cellsOf = (text: string): unknown => {
  const { columns, rows } = parseCsv(text)
  return [columns, ...rows.map(({ cells }) => cells)]
}

/** What a text is refused for. */
function refusal(text: string, limits?: CsvLimits): { line: number; expected: string; found: string } {
  try {
    parseCsv(text, limits)
  } catch (error) {
    if (error instanceof CsvError) return { line: error.line, expected: error.expected, found: error.found }
    throw error
  }
  throw new Error('not refused')
}

describe('CSV', () => {
  test('reads back any table that is written with quotes, whatever ends its lines', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', '😀') })
    const table = fc.integer({ min: 2, max: 4 }).chain((width) => fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }))
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), fc.boolean(), (rows, end, mark, last) => {
        const titles = rows[0]!.map((_, index) => `column ${index}`)
        const lines = [titles, ...rows].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
        expect(cellsOf((mark ? '\ufeff' : '') + lines.join(end) + (last ? end : ''))).toEqual([titles, ...rows])
      }),
    )
  })

  test('tells the line of each row, also behind cells of several lines', () => {
    const { rows } = parseCsv('a,b\r\n"1\r\n2",3\r\n\r\n4,5\r\n')
    expect(rows).toEqual([
      { line: 2, cells: ['1\r\n2', '3'] },
      { line: 5, cells: ['4', '5'] },
    ])
  })

  test('keeps empty cells and spaces of cells, trims titles', () => {
    expect(cellsOf(' a ,b\n, x \n')).toEqual([['a', 'b'], ['', ' x ']])
  })

  test.each([
    ['', 1, 'a line with the titles of the columns', 'an empty text'],
    ['a,b\n1,2\n3\n', 3, '2 cells, one per column', '1'],
    ['a,b\n1,2,3\n', 2, '2 cells, one per column', '3'],
    ['a,a\n', 1, 'each title once', '"a" again'],
    ['a,\n', 1, 'a title for column 2', 'an empty cell'],
    ['a,b\n1,"2\n3', 2, 'a closing quote', 'the end of the text'],
    ['a,b\n"1\n"x,2', 3, 'a comma or the end of the line after a closing quote', '"x"'],
    ['a,b\n1,2"3', 2, 'quotes around the whole cell', 'a quote inside "2\\""'],
  ])('refuses %j', (text, line, expected, found) => {
    expect(refusal(text)).toEqual({ line, expected, found })
  })

  test('refuses what is beyond its limits', () => {
    expect(refusal('a\n1\n2\n', { rows: 1 }).expected).toBe('at most 1 rows')
    expect(refusal('a,b,c\n', { columns: 2 }).expected).toBe('at most 2 columns')
    expect(refusal('a\nlonger\n', { cell: 5 }).expected).toBe('cells of at most 5 characters')
    expect(refusal('a\n1\n', { characters: 3 }).expected).toBe('at most 3 characters')
  })
})

describe('number in a cell', () => {
  test('reads decimals and says where there is none', () => {
    expect(['1', ' -2.5 ', '1e-3', '.5', '7.'].map((cell) => numberInCell(cell, 1, 'a'))).toEqual([1, -2.5, 0.001, 0.5, 7])
    expect(['', 'NA', 'nan', '-', ' null '].map((cell) => numberInCell(cell, 1, 'a'))).toEqual(Array(5).fill(undefined))
  })

  test.each(['one', '1,5', '0x10', '1e999', 'Infinity', '--1'])('refuses %s', (cell) => {
    expect(() => numberInCell(cell, 7, 'MMLU')).toThrow(`CSV, line 7: expected a number or an empty cell in column "MMLU", found "${cell}"`)
  })
})
