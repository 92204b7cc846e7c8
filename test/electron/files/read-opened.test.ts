import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { readOpened } from '../../../electron/files/read-opened.ts'
import { largestTextFile } from '../../../engine/api/openable-files.ts'
import { openedFile } from '../../../engine/api/opened-file.ts'
import { temporaryFolder } from '../../cli/run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const at = (name: string): string => join(folder.path, name)
for (const name of ['a.gguf', 'mine.cladescope', 'scores.CSV', 'items.jsonl', 'tree.nwk', 'notes.txt'])
  writeFileSync(at(name), `content of ${name}`)
mkdirSync(at('models'))
mkdirSync(at('odd.csv'))

const grantPlace = vi.fn(async (path: string) => ({ id: 'p1', name: path, path }))
const read = (name: string) => readOpened(at(name), grantPlace)

test.each([
  ['a.gguf', 'models'],
  ['models', 'models'],
  ['odd.csv', 'models'],
  ['mine.cladescope', 'project'],
])('%s is named by a place that was granted (%s)', async (name, use) => {
  expect(await read(name)).toEqual({ use, place: { id: 'p1', name: at(name), path: at(name) } })
})

test.each([
  ['scores.CSV', 'scores'],
  ['items.jsonl', 'benchmark'],
  ['tree.nwk', 'reference tree'],
])('%s is read (%s)', async (name, use) => {
  const file = await read(name)
  expect(file).toEqual({ use, name, bytes: new TextEncoder().encode(`content of ${name}`) })
  expect(openedFile.parse(structuredClone(file))).toEqual(file)
})

test('what cannot be opened says why', async () => {
  expect(await read('notes.txt')).toMatchObject({
    use: 'none',
    name: 'notes.txt',
    reason: expect.stringContaining('.gguf'),
  })
  expect(await read('absent.csv')).toMatchObject({ use: 'none', reason: expect.stringContaining('ENOENT') })
  writeFileSync(at('large.csv'), '')
  truncateSync(at('large.csv'), largestTextFile + 1)
  expect(await read('large.csv')).toMatchObject({ use: 'none', reason: expect.stringMatching(/expected at most/i) })
  grantPlace.mockRejectedValueOnce(new Error('the engine has been closed'))
  expect(await read('a.gguf')).toEqual({ use: 'none', name: 'a.gguf', reason: 'the engine has been closed' })
})
