import { expect, test } from 'vitest'
import { howToAdd, openedByDrop, openedByShell } from '../../../renderer/opened/opened-file.ts'

const file = (name: string): File => new File(['content'], name)
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

test('a page without a shell reads texts, and says how models are added', () => {
  const { opened, toShell } = openedByDrop(['t.csv', 'oak.gguf', 'x.txt', 'n.nwk', 'p.cladescope'].map(file), false)
  expect(toShell).toEqual([])
  expect(opened.map(({ use }) => use)).toEqual(['scores', 'reference tree', 'none'])
  expect(opened.at(-1)).toEqual({
    use: 'none',
    refusals: [
      { name: 'oak.gguf', reason: howToAdd },
      { name: 'x.txt', reason: expect.stringContaining('.gguf') },
      { name: 'p.cladescope', reason: howToAdd },
    ],
  })
})

test('with a shell, what lies on the disk and folders go to it', () => {
  const files = ['t.csv', 'oak.gguf', 'folder', 'mine.cladescope'].map(file)
  const { opened, toShell } = openedByDrop(files, true)
  expect(opened.map(({ use }) => use)).toEqual(['scores'])
  expect(toShell).toEqual(files.slice(1))
})
