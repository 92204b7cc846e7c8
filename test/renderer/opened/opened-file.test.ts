import { expect, test } from 'vitest'
import { adviceInBrowser, openedByDrop, openedByShell } from '../../../renderer/opened/opened-file.ts'

const file = (name: string) => ({ file: new File(['content'], name), isFolder: false })
const folder = (name: string) => ({ file: new File([], name), isFolder: true })
const place = (path: string) => ({ id: `id of ${path}`, name: path, path })

test('models of one opening are added together, texts come as files', async () => {
  const opened = openedByShell([
    { use: 'models', place: place('/a.gguf') },
    { use: 'scores', name: 'scores.csv', bytes: new TextEncoder().encode('model,x') },
    { use: 'models', place: place('/b.gguf') },
    { use: 'none', name: 'notes.txt', reason: 'no' },
  ])
  expect(opened.map(({ use }) => use)).toEqual(['models', 'scores', 'none'])
  expect(opened[0]).toEqual({ use: 'models', places: [place('/a.gguf'), place('/b.gguf')] })
  const [, scores] = opened
  expect(scores!.use === 'scores' && (await scores!.file.text())).toBe('model,x')
  expect(opened[2]).toEqual({ use: 'none', refusals: [{ name: 'notes.txt', reason: 'no' }] })
})

test.each([[null], [{}], [[{ use: 'models' }]], [[{ use: 'scores', name: 'a', bytes: 'text' }]]])(
  'what makes no sense is dropped: %j',
  (told) => expect(openedByShell(told)).toEqual([]),
)

test('a page without a shell reads texts, and says how what lies on the disk is opened, by its kind', () => {
  const files = ['t.csv', 't.tsv', 'b.jsonl', 'oak.gguf', 'x.txt', 'n.nwk', 'p.cladescope'].map(file)
  const { opened, toShell } = openedByDrop([...files, folder('oaks'), folder('runs.csv')], false)
  expect(toShell).toEqual([])
  expect(opened.map(({ use }) => use)).toEqual(['scores', 'scores', 'benchmark', 'reference tree', 'none'])
  expect(opened.at(-1)).toEqual({
    use: 'none',
    refusals: [
      { name: 'oak.gguf', reason: adviceInBrowser.models },
      { name: 'x.txt', reason: expect.stringContaining('.gguf') },
      { name: 'p.cladescope', reason: adviceInBrowser.project },
      { name: 'oaks', reason: adviceInBrowser.models },
      { name: 'runs.csv', reason: adviceInBrowser.models },
    ],
  })
})

test('with a shell, what lies on the disk and folders go to it', () => {
  const files = [...['t.csv', 'oak.gguf', 'mine.cladescope', 'x.txt'].map(file), folder('oaks'), folder('runs.csv')]
  const { opened, toShell } = openedByDrop(files, true)
  expect(opened.map(({ use }) => use)).toEqual(['scores'])
  expect(toShell).toEqual(files.slice(1).map((dropped) => dropped.file))
})
