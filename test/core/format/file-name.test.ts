import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileNameOf, fileNameProblem } from '../../../core/format/file-name.ts'

test.each(['con', 'CON', 'nul.txt', 'aux.gguf', 'COM1', 'lpt9.tar.gz', 'com¹', 'CONOUT$', 'prn .csv', 'Nul  '])(
  'Windows keeps %j for a device, or cuts it',
  (name) => expect(fileNameProblem(name)).toBeDefined(),
)

test.each(['console', 'com', 'com10', 'auxiliary.gguf', '.con', 'a.con', 'nul-1', 'null', 'Eiche 7B', 'a'])(
  '%j is a name of a file',
  (name) => expect(fileNameProblem(name)).toBeUndefined(),
)

test.each([
  ['a/b', 'without'],
  ['moss:latest', 'without'],
  ['a\u0007', 'without'],
  ['a?', 'without'],
  ['a.', 'end'],
  ['a ', 'end'],
  ['aux.', 'end'],
  ['aux', 'device'],
])('%j is refused: %s', (name, why) => expect(fileNameProblem(name)).toContain(why))

test('names from free text hold letters, digits, dots and dashes only', () => {
  expect(fileNameOf(['tree', 'my genome/2', 'nj'], 'svg')).toBe('tree-my-genome-2-nj.svg')
  expect(fileNameOf(['../..'], 'csv')).toBe('figure.csv')
  expect(fileNameOf(['aux'], 'csv')).toBe('figure-aux.csv')
  expect(fileNameOf(['NUL.txt'], 'csv')).toBe('figure-NUL.txt.csv')
})

test('whatever the text, the name can be had on every system', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom('con', 'aux.', 'lpt1 ', 'é'.repeat(300)),
  )
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), fc.constantFrom('svg', 'html', 'newick'), (parts, extension) => {
      const name = fileNameOf(parts, extension)
      expect(fileNameProblem(name)).toBeUndefined()
      expect(name.startsWith('.')).toBe(false)
      expect(name.endsWith(`.${extension}`)).toBe(true)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(210)
    }),
  )
})
