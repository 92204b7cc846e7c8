import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { ranked } from '../../../renderer/commands/ranked.ts'
import { pairCommands } from '../../../renderer/commands/subject-commands.ts'

const find = (items: readonly string[], query: string) => ranked(items, query, (text) => [text])

test('the best match comes first: equal, beginning, beginning of a word, within, letters in this order', () => {
  expect(find(['Taproot genes', 'A tree', 'Street', 'Tree', 'Trees'], 'tree')).toEqual([
    'Tree',
    'Trees',
    'A tree',
    'Street',
    'Taproot genes',
  ])
  expect(find(['oak-tales', 'moss', 'oak'], 'okt')).toEqual(['oak-tales'])
  expect(find(['Ämter', 'emergence'], 'am')).toEqual(['Ämter'])
})

test('an empty query matches all in their order, another only what has its letters in their order', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom(...'abc-'), maxLength: 8 }), { maxLength: 12 })
  fc.assert(
    fc.property(texts, fc.string({ unit: fc.constantFrom(...'abc'), maxLength: 4 }), (items, query) => {
      const matches = find(items, query)
      const hasLetters = (text: string) => {
        let at = 0
        for (const letter of text) if (letter === query[at]) at++
        return at === query.length
      }
      expect([...matches].sort()).toEqual(items.filter(hasLetters).sort())
    }),
  )
  expect(find(['b', 'a'], ' ')).toEqual(['b', 'a'])
})

test('two names find the pair of models, either way round, once', () => {
  const models = ['oak', 'oak-tales', 'fern', 'moss'].map((name, index) => ({
    id: `m${index}`,
    name,
  })) as ModelSummary[]
  const titles = (query: string) => pairCommands(models, query).map(({ title }) => title)
  expect(titles('oak fern')).toEqual(['oak and fern', 'oak-tales and fern'])
  expect(titles('fern and mo')).toEqual(['fern and moss'])
  expect(titles('oak oak')).toEqual(['oak and oak-tales'])
  expect(titles('oak')).toEqual([])
  expect(titles('oak stone')).toEqual([])
})
