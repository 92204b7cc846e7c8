import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as tuning from '../../../native/source/thread-tuning.ts'

test('the table of the architecture names every constant with its value', () => {
  const text = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| `(\w+)` +\| +([\d.]+) \| (load|probe|trial)/gm)]
  expect(Object.fromEntries(rows.map(([, name, value]) => [name, Number(value)]))).toEqual({ ...tuning })
})
