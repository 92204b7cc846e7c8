import { expect, test } from 'vitest'
import { parseGenome } from '../../cli/genome-file.ts'

const parse = (text: string, path: string) => parseGenome(new TextEncoder().encode(text), path)

test('plain text gives one gene a line, spaces kept, empty lines skipped, named after the file', () => {
  expect(parse(' first \r\n\nsecond\n   \n', '/somewhere/my genes.txt')).toEqual({
    name: 'my genes',
    genes: [' first ', 'second'],
  })
})

test('a document gives its name and genes', () => {
  expect(parse('\ufeff{"name": " mine ", "genes": ["a\\nb"], "more": 1}', 'x.json')).toEqual({
    name: 'mine',
    genes: ['a\nb'],
  })
  expect(parse(' {"name": "mine", "genes": ["a"]}', 'no-extension').name).toBe('mine')
})

test.each([
  ['', 'x.txt', 'found no line with text'],
  ['[1]', 'x.json', 'expected {name, genes: [text]}'],
  ['{"name": "a", "genes": ["x", 5]}', 'x.json', 'genes.1: '],
  ['{"name": "", "genes": ["x"]}', 'x.json', 'name: '],
  ['{"name": "a", "genes": []}', 'x.json', 'genes: '],
  ['{"name"', 'x.json', 'not valid JSON'],
])('%j in %s is refused', (text, path, words) => expect(() => parse(text, path)).toThrow(words))

test('bytes that are no UTF-8 are refused', () => {
  expect(() => parseGenome(new Uint8Array([0x61, 0xff, 0x62]), 'x.txt')).toThrow('expected UTF-8')
})
