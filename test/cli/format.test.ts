import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceCsv, distancePhylip, distanceTable, phylipNames } from '../../cli/format/distance-matrix.ts'
import { formatTable, width } from '../../cli/format/table.ts'
import type { Distances } from '../../engine/api/contract.ts'

describe('table', () => {
  test('aligns columns and leaves no trailing spaces', () => {
    const text = formatTable(
      [{ title: 'name' }, { title: 'n', align: 'right' }, { title: 'note' }],
      [
        ['oak', '1', ''],
        ['木', '100', 'x'],
      ],
    )
    expect(text).toBe('name    n  note\noak     1\n木    100  x\n')
  })
  test('counts what is seen', () => {
    expect(width('木')).toBe(2)
    expect(width('e\u0301')).toBe(1)
  })
})

const three: Distances = {
  modelIds: ['a', 'b', 'c'],
  models: ['oak, old', 'a very long model name', 'a very long model nome'],
  genes: 2,
  measure: 'nei',
  rule: { chars: 4, strip: 'none', temperature: 1 },
  similarity: [
    [1, 0.9, 0.5],
    [0.9, 1, 0.6],
    [0.5, 0.6, 1],
  ],
  distance: [
    [0, 0.1053605156578263, 0.6931471805599453],
    [0.1053605156578263, 0, 0.5108256237659907],
    [0.6931471805599453, 0.5108256237659907, 0],
  ],
  lower: [
    [1, 0.899, 0.4],
    [0.899, 1, 0.6],
    [0.4, 0.6, 1],
  ],
  upper: [
    [1, 0.901, 0.55],
    [0.901, 1, 0.6],
    [0.55, 0.6, 1],
  ],
  same: [],
  remarks: [],
}

describe('distance matrix', () => {
  test('the table shows the lower triangle with the digits that the bounds support', () => {
    expect(distanceTable(three)).toBe(
      [
        '   model                       1         2',
        '1  oak, old',
        '2  a very long model name  0.105',
        '3  a very long model nome    0.7  0.510826',
        '',
      ].join('\n'),
    )
  })
  const pair = (measure: Distances['measure'], similarity: number, lower: number, upper: number): string => {
    const square = (value: number) => [
      [1, value],
      [value, 1],
    ]
    const distance = square(measure === 'nei' ? -Math.log(similarity) : 1 - similarity)
    const table = distanceTable({
      ...three,
      measure,
      models: ['a', 'b'],
      modelIds: ['a', 'b'],
      similarity: square(similarity),
      distance,
      lower: square(lower),
      upper: square(upper),
    })
    return table.trimEnd().split(' ').at(-1)!
  }
  test('the digits are those of the distance that is shown: of the mean over genes, of 1 - S', () => {
    expect(pair('nei-mean', 0.01, 0, 0.02)).toBe('0.990')
    expect(pair('nei-mean', 0.1, 0.09, 0.11)).toBe('0.900')
  })
  test('a distance lies in its interval and has a digit to be ranked by', () => {
    expect(pair('nei', Math.exp(-0.0202), Math.exp(-0.0253), Math.exp(-0.0151))).toBe('0.020')
    expect(pair('nei', Math.exp(-9.51e-5), Math.exp(-0.0011), 1)).toBe('0.0001')
  })
  test('a distance with an interval wider than itself is marked', () => expect(pair('nei', 0.98, 0.5, 1)).toBe('~0.0'))
  test('csv quotes what needs it and keeps full precision', () => {
    const [header, first] = distanceCsv(three).split('\r\n')
    expect(header).toBe('model,"oak, old",a very long model name,a very long model nome')
    expect(first).toBe('"oak, old",0,0.1053605156578263,0.6931471805599453')
  })
  test('relaxed PHYLIP keeps whole names without spaces', () => {
    expect(distancePhylip(three, 'relaxed')).toBe(
      [
        '    3',
        'oak__old               0.00000000 0.10536052 0.69314718',
        'a_very_long_model_name 0.10536052 0.00000000 0.51082562',
        'a_very_long_model_nome 0.69314718 0.51082562 0.00000000',
        '',
      ].join('\n'),
    )
  })
  test('strict PHYLIP has ten columns of name, then the numbers', () => {
    const lines = distancePhylip(three, 'strict').trimEnd().split('\n').slice(1)
    expect(lines.map((line) => line.slice(0, 10))).toEqual(['oak__old  ', 'a_very_lon', 'a_very_l~2'])
    for (const line of lines) expect(line.slice(10)).toMatch(/^( \d\.\d{8}){3}$/)
  })
  test('mapped names are distinct, not empty, and free of what PHYLIP forbids', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 15 }), { maxLength: 30 }),
        fc.constantFrom('relaxed' as const, 'strict' as const),
        (models, names) => {
          const mapped = phylipNames(models, names)
          expect(new Set(mapped).size).toBe(models.length)
          for (const name of mapped)
            expect(name).toMatch(names === 'strict' ? /^[^\s()[\]:;,]{1,10}$/u : /^[^\s()[\]:;,]+$/u)
        },
      ),
    )
  })
})
