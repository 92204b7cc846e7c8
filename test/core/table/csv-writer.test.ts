import { expect, test } from 'vitest'
import { csvText } from '../../../core/table/csv-writer.ts'

test('CSV quotes what needs quoting, guards formulas, and writes what cannot be seen as escapes', () => {
  expect(
    csvText([
      ['a,b', 'c"d', 1.5, null, -2],
      ['=1+1', '-x', 'x\ny', '', "'=1"],
      ['\u001b[31m', ' x', '\\u{1b}', '\ud800', "it's"],
    ]),
  ).toBe(
    '"a,b","c""d",1.5,,-2\r\n\'=1+1,\'-x,x\\u{a}y,,\'\'=1\r\n\\u{1b}[31m,\\u{20}x,\\u{5c}u{1b},\\u{d800},it\'s\r\n',
  )
})
