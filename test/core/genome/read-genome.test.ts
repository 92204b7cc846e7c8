import { expect, test } from 'vitest'
import { readGenome } from '../../../core/genome/read-genome.ts'

test('plain text gives one gene a line, spaces kept, empty lines skipped, named after the file', () => {
  expect(readGenome(' first \r\n\nsecond\n   \n', 'my genes.txt')).toEqual({
    name: 'my genes',
    genes: [' first ', 'second'],
  })
  expect(readGenome('\ufefffirst', 'genes').genes).toEqual(['first'])
  expect(readGenome('first', '.genes').name).toBe('.genes')
})

test('a document gives its name and genes', () => {
  expect(readGenome('\ufeff{"name": " mine ", "genes": ["a\\nb"], "more": 1}', 'x.JSON')).toEqual({
    name: 'mine',
    genes: ['a\nb'],
  })
  expect(readGenome(' {"name": "mine", "genes": ["a"]}', 'no-extension').name).toBe('mine')
})

test.each([
  ['', 'x.txt', 'expected one gene a line, found no line with text'],
  [' \n\t\n', 'x.txt', 'found no line with text'],
  ['a\n'.repeat(100_001), 'x.txt', 'expected at most 100 000 genes, found 100 001'],
  ['[1]', 'x.json', 'expected {name, genes: [text]}: found a list'],
  ['null', 'x.json', 'found null'],
  ['{"genes": ["x"]}', 'x.json', 'name: expected a text, found nothing'],
  ['{"name": "", "genes": ["x"]}', 'x.json', 'name: expected 1 to 100 characters, found 0'],
  ['{"name": "a", "genes": "x"}', 'x.json', 'genes: expected a list, found a string'],
  ['{"name": "a", "genes": []}', 'x.json', 'genes: expected 1 to 100 000 of them, found 0'],
  ['{"name": "a", "genes": ["x", 5]}', 'x.json', 'genes.1: expected a text, found a number'],
  ['{"name"', 'x.json', 'not valid JSON'],
])('%.20j in %s is refused', (text, file, words) => expect(() => readGenome(text, file)).toThrow(words))
