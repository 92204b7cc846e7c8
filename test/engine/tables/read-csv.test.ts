import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CsvError } from '../../../core/table/csv-error.ts'
import { cellOfText } from '../../../core/table/csv-cell.ts'
import { csvText } from '../../../core/table/csv-writer.ts'
import { decodeTable } from '../../../core/table/decode-table.ts'
import { numberInCell } from '../../../core/table/number-cell.ts'
import { readCsv, type CsvOptions } from '../../../engine/tables/read-csv.ts'

const cellsOf = (text: string): unknown => {
  const { columns, rows } = readCsv(text)
  return [columns, ...rows.map(({ cells }) => cells)]
}

/** What a text is refused for. */
function refusal(text: string, limits?: CsvOptions): { line: number; expected: string; found: string } {
  try {
    readCsv(text, limits)
  } catch (error) {
    if (error instanceof CsvError) return { line: error.line, expected: error.expected, found: error.found }
    throw error
  }
  throw new Error('not refused')
}

describe('CSV', () => {
  test('reads back any table that is written with quotes, whatever ends its lines', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', '😀') })
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      )
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), fc.boolean(), (rows, end, mark, last) => {
        const titles = rows[0]!.map((_, index) => `column ${index}`)
        // Names only: rows of empty cells are skipped, line ends inside cells become LF.
        const lines = [titles, ...rows].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
        const read = rows
          .filter((row) => row.some((cell) => cell.trim() !== ''))
          .map((row) => row.map((cell) => cell.replace(/\r\n?/g, '\n')))
        expect(cellsOf((mark ? '\ufeff' : '') + lines.join(end) + (last ? end : ''))).toEqual([titles, ...read])
      }),
    )
  })

  test('tells the line of each row, also behind cells of several lines', () => {
    const { rows } = readCsv('a,b\r\n"1\r\n2",3\r\n\r\n4,5\r\n')
    expect(rows).toEqual([
      { line: 2, cells: ['1\n2', '3'] },
      { line: 5, cells: ['4', '5'] },
    ])
  })

  test('keeps empty cells, spaces of cells and a quote inside a cell, trims titles', () => {
    expect(cellsOf(' a ,b\n, x \n1",2\n')).toEqual([
      ['a', 'b'],
      ['', ' x '],
      ['1"', '2'],
    ])
  })

  test.each([
    ['', 1, 'a line with the titles of the columns', 'an empty text'],
    ['a,b\n1,2\n3\n', 3, '2 cells, one per column', '1'],
    ['a,b\n1,2,3\n', 2, '2 cells, one per column', '3'],
    ['a,a\n', 1, 'each title once', '"a" again'],
    ['a,\n1,2\n', 1, 'a title for column 2', 'an empty cell'],
    ['a,b\n1,"2\n3', 2, 'a closing quote', 'the end of the text'],
    ['a,b\n"1\n"x,2', 2, 'a separator or the end of the line after a closing quote', '"1\\n\\"x,2"'],
  ])('refuses %j', (text, line, expected, found) => {
    expect(refusal(text)).toEqual({ line, expected, found })
  })

  test('links of HTML are read as their texts, and a note says where', () => {
    const { rows, notes } = readCsv(
      'T,Model,score\nx,"<a target=""_blank"" href=""https://huggingface.co/a/moss"">a/moss</a>",0.5\ny,c/fern,0.25\n',
    )
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['x', 'a/moss', '0.5'],
      ['y', 'c/fern', '0.25'],
    ])
    expect(notes).toEqual(['Links in the column "Model" are read as their texts: 1 cell.'])
  })

  test('refuses what is beyond its limits', () => {
    expect(refusal('a\n1\n2\n', { rows: 1 }).expected).toBe('at most 1 row')
    expect(refusal('a,b,c\n', { columns: 2 }).expected).toBe('at most 2 columns')
    expect(refusal('a\nlonger\n', { cell: 5 }).expected).toBe('cells of at most 5 characters')
    expect(refusal('a\n1\n', { characters: 3 }).expected).toBe('at most 3 characters')
  })
})

describe('number in a cell', () => {
  test('reads decimals and says where there is none', () => {
    expect(['1', ' -2.5 ', '1e-3', '.5', '7.', '51.2%', '.8 %'].map((cell) => numberInCell(cell, 1, 'a'))).toEqual([
      1, -2.5, 0.001, 0.5, 7, 0.512, 0.008,
    ])
    expect(['', 'NA', 'nan', '-', ' null '].map((cell) => numberInCell(cell, 1, 'a'))).toEqual(Array(5).fill(undefined))
  })

  test('says how a cell with one group of three digits may be read', () => {
    expect(() => numberInCell('1,000', 7, 'MMLU')).toThrow(
      'found "1,000", which may be 1000 or 1.000: write it in one of these ways',
    )
  })

  test.each(['one', '45.1 ± 0.4', '1,5', '0x10', '1e999', 'Infinity', '--1'])('refuses %s', (cell) => {
    expect(() => numberInCell(cell, 7, 'MMLU')).toThrow(
      `CSV, line 7: expected a number or an empty cell in column "MMLU", found "${cell}"`,
    )
  })
})

describe('what spreadsheets and programs write', () => {
  const bytesOf = (text: string, encoding: BufferEncoding) => new Uint8Array(Buffer.from(text, encoding))

  test.each([
    [
      'semicolons and decimal commas',
      'Model;MMLU;ARC\nmoss;51,2;40,1\nfern;40,0;1.201,5\n',
      [
        ['Model', 'MMLU', 'ARC'],
        ['moss', '51.2', '40.1'],
        ['fern', '40.0', '1201.5'],
      ],
    ],
    [
      'tabs',
      'Model\tMMLU, 5 shots\nmoss\t0.5\n',
      [
        ['Model', 'MMLU, 5 shots'],
        ['moss', '0.5'],
      ],
    ],
    [
      'quoted decimal commas',
      'Model,MMLU\nmoss,"51,2"\nfern,"0,451"\n',
      [
        ['Model', 'MMLU'],
        ['moss', '51.2'],
        ['fern', '0.451'],
      ],
    ],
    [
      'commas between thousands',
      'Model,size,MMLU\nmoss,"1,000",51.2\nfern,"1,234,567",40\n',
      [
        ['Model', 'size', 'MMLU'],
        ['moss', '1000', '51.2'],
        ['fern', '1234567', '40'],
      ],
    ],
    [
      'other minus signs and spaces between thousands',
      'Model,a,b\nmoss,\u22121.5,12\u00a0000\n',
      [
        ['Model', 'a', 'b'],
        ['moss', '-1.5', '12000'],
      ],
    ],
    [
      'percent signs',
      'Model,MMLU\nmoss,51.2 %\n',
      [
        ['Model', 'MMLU'],
        ['moss', '51.2%'],
      ],
    ],
    [
      'a line that names the separator',
      'sep=;\nModel;MMLU\nmoss;1\n',
      [
        ['Model', 'MMLU'],
        ['moss', '1'],
      ],
    ],
    [
      'separators at the ends of lines and rows without text',
      'Model,MMLU,\nmoss,1,\n,,\n',
      [
        ['Model', 'MMLU'],
        ['moss', '1'],
      ],
    ],
    [
      'separators at the ends of rows alone',
      'Model,MMLU\nmoss,1,\nfern,2,,\n',
      [
        ['Model', 'MMLU'],
        ['moss', '1'],
        ['fern', '2'],
      ],
    ],
    [
      'versions, dates and names as they are',
      'Model,Date\n1.2.3,2024-06-01\nv1 000,06/2024\n',
      [
        ['Model', 'Date'],
        ['1.2.3', '2024-06-01'],
        ['v1 000', '06/2024'],
      ],
    ],
  ])('%s', (_, text, cells) => expect(cellsOf(text)).toEqual(cells))

  test('one group of three digits is not guessed at, nor are points beside commas', () => {
    expect(cellsOf('Model,MMLU\nmoss,"1,000"\n')).toEqual([
      ['Model', 'MMLU'],
      ['moss', '1,000'],
    ])
    expect(cellsOf('Model;a;b\nmoss;51,2;0.5\n')).toEqual([
      ['Model', 'a', 'b'],
      ['moss', '51,2', '0.5'],
    ])
  })

  test('the index of pandas is left out, an index of names is kept', () => {
    const index = readCsv(',Model,MMLU\n0,model-a,0.451\n1,model-b,0.382\n')
    expect(index.columns).toEqual(['Model', 'MMLU'])
    expect(index.rows[1]).toEqual({ line: 3, cells: ['model-b', '0.382'] })
    expect(index.notes).toEqual([
      'The first column holds running numbers without a title, as pandas writes them: it is left out.',
    ])
    expect(readCsv('Unnamed: 0,Model\n7,a\n8,b\n').columns).toEqual(['Model'])
    const named = readCsv(',MMLU\nmodel-a,0.451\n')
    expect([named.columns, named.notes]).toEqual([
      ['Model', 'MMLU'],
      ['The first column has no title: it is called "Model".'],
    ])
    // Numbers that do not run are somebody's numbers.
    expect(readCsv(',Model\n3,a\n9,b\n').columns).toEqual(['column 1', 'Model'])
  })

  test('a note says where numbers were read with other marks', () => {
    expect(readCsv('a;b\nx;51,2\n').notes).toEqual([
      'Numbers are written with other marks than a decimal point: "51,2" was read as 51.2.',
    ])
    expect(readCsv('a,b\nx,51.2 %\n').notes).toEqual([])
  })

  test('encodings', () => {
    const text = 'Model,MMLU\nmoosé €,1\n'
    const read = (bytes: Uint8Array) => decodeTable(bytes, TextDecoder)
    expect(read(bytesOf(`\ufeff${text}`, 'utf8'))).toEqual({ text, note: null })
    expect(read(bytesOf(`\ufeff${text}`, 'utf16le'))).toEqual({ text, note: null })
    expect(read(bytesOf(text, 'utf16le'))).toEqual({ text, note: null })
    expect(read(bytesOf(`\ufeff${text}`, 'utf16le').map((_, index, all) => all[index ^ 1]!))).toEqual({
      text,
      note: null,
    })
    const western = new Uint8Array([...bytesOf('Model\nmoss', 'latin1'), 0xe9, 0x20, 0x80])
    expect(read(western).text).toBe('Model\nmossé €')
    expect(read(western).note).toMatch(/no UTF-8; it was read as Windows-1252/)
  })
})

test.each(['-1,', '+1,5', '-1.000,5', '\u22125', '1\u00a0111', '12\u202f000', "1'111", '1,000 %', '+5', '1e5'])(
  'a name that reads like a number is one that is read back: %j',
  (name) => {
    const cell = cellOfText(name)
    expect(cell).not.toMatch(/^[=+@-]/)
    expect(
      readCsv(
        csvText([
          ['a', 'b'],
          [name, 'x'],
        ]),
      ).rows[0]!.cells[0],
    ).toBe(name)
  },
)

test('every text that is written is read back, and the file holds nothing that a terminal or a spreadsheet would obey', () => {
  const dangerous = fc.constantFrom(
    '=',
    '@',
    '+',
    '-',
    "'",
    '"',
    ',',
    ';',
    '\t',
    '\n',
    '\r',
    ' ',
    '\u00a0',
    '\u001b',
    '\u0085',
    '\u202e',
    '\u2066',
    '\ufeff',
    '\ud800',
    '\udfff',
    '\\',
    '\\u{1b}',
    '\\u{5c}',
    '1',
    'é',
    '😀',
  )
  const name = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(dangerous, { maxLength: 6 }).map((parts) => parts.join('')),
  )
  const named = name.filter((text) => text !== '')
  fc.assert(
    fc.property(
      fc.uniqueArray(named, { minLength: 3, maxLength: 3 }),
      fc.array(fc.tuple(named, name, name), { maxLength: 4 }),
      (titles, rows) => {
        const text = csvText([titles, ...rows])
        // eslint-disable-next-line no-control-regex
        const unwritable = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u
        expect(text.replaceAll('\r\n', '')).not.toMatch(unwritable)
        for (const cell of [titles, ...rows].flat()) expect(cellOfText(cell)).not.toMatch(/^"?[=+@-]/)
        const table = readCsv(text)
        expect(table.columns).toEqual(titles)
        expect(table.rows.map(({ cells }) => cells)).toEqual(rows)
      },
    ),
    { numRuns: 400 },
  )
})
