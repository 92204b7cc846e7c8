import { expect, test } from 'vitest'
import { openableEndings, openableKindOf, openableKinds } from '../../../engine/api/openable-files.ts'

test.each([
  ['oak.gguf', 'models'],
  ['C:\\models\\Oak.GGUF', 'models'],
  ['/tables/scores.csv', 'scores'],
  ['results.json', 'scores'],
  ['items.jsonl', 'benchmark'],
  ['tree.nwk', 'reference tree'],
  ['tree.newick', 'reference tree'],
  ['mine.cladescope', 'project'],
  ['a.b/c.v2.csv', 'scores'],
])('%s is opened as %s', (name, use) => expect(openableKindOf(name)?.use).toBe(use))

test.each(['', 'gguf', 'a.gguf.part', 'notes.txt', 'folder.csv/', 'a.', 'models.gguf/readme'])(
  '%j is not opened',
  (name) => expect(openableKindOf(name)).toBeUndefined(),
)

test('no ending stands for two kinds, and each is written as the system has it', () => {
  const endings = openableEndings()
  expect(new Set(endings).size).toBe(endings.length)
  for (const ending of endings) expect(ending).toMatch(/^\.[a-z]+$/)
  // The app is the one program for its own files, and one of several for those of others.
  expect(openableKinds.filter(({ isOwn }) => isOwn).map(({ use }) => use)).toEqual(['project'])
})
