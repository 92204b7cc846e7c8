import { expect, test } from 'vitest'
import { csvText } from '../../../core/table/csv-writer.ts'

test('CSV quotes what needs quoting, and disarms formulas', () => {
  expect(csvText([['a,b', 'c"d', 1.5, null], ['=1+1', '-x', 'x\ny', '']])).toBe('"a,b","c""d",1.5,\r\n\'=1+1,\'-x,"x\ny",\r\n')
})
