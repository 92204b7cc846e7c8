import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepThreads, keptThreads, threadKey } from '../../../native/source/thread-cache.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-threads-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('choices are kept by name, replaced and forgotten', () => {
  const inner = join(folder, 'not', 'there')
  expect(keptThreads('a', inner)).toBeUndefined()
  keepThreads('a', { threads: 2, milliseconds: 11.5 }, inner)
  keepThreads('b', { threads: 4, milliseconds: 3 }, inner)
  keepThreads('a', { threads: 1, milliseconds: 20 }, inner)
  expect([keptThreads('a', inner), keptThreads('b', inner)]).toEqual([
    { threads: 1, milliseconds: 20 },
    { threads: 4, milliseconds: 3 },
  ])
  keepThreads('a', undefined, inner)
  expect([keptThreads('a', inner), keptThreads('b', inner)]).toEqual([undefined, { threads: 4, milliseconds: 3 }])
  expect(readdirSync(inner)).toEqual(['threads.json'])
})

test.each(['', '[]', '{"a":{"threads":0,"milliseconds":1}}', '{"a":{"threads":"2"}}'])(
  'a damaged file counts as empty: %s',
  (content) => {
    writeFileSync(join(folder, 'threads.json'), content)
    expect(keptThreads('a', folder)).toBeUndefined()
    keepThreads('a', { threads: 2, milliseconds: 1 }, folder)
    expect(keptThreads('a', folder)).toEqual({ threads: 2, milliseconds: 1 })
  },
)

test('where a file stands in place of the folder nothing is kept, and nothing fails', () => {
  writeFileSync(join(folder, 'taken'), '')
  for (const blocked of [join(folder, 'taken'), join(folder, 'taken', 'cache')]) {
    keepThreads('a', { threads: 2, milliseconds: 1 }, blocked)
    expect(keptThreads('a', blocked)).toBeUndefined()
  }
})

test('another file, build or load has another name; the time of change does not matter', () => {
  const [one, other] = [join(folder, 'one'), join(folder, 'other')]
  writeFileSync(one, 'x')
  writeFileSync(other, 'x')
  const key = threadKey(one, '1', 0)
  writeFileSync(one, 'y')
  expect(threadKey(one, '1', 0)).toBe(key)
  expect(new Set([key, threadKey(other, '1', 0), threadKey(one, '2', 0), threadKey(one, '1', 1)]).size).toBe(4)
})
