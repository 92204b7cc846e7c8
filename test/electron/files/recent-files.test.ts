import { expect, test } from 'vitest'
import { recentFiles, withRecent } from '../../../electron/files/recent-files.ts'

test('the latest comes first, each once, and ten are kept', () => {
  expect(withRecent(['/a', '/b'], '/b')).toEqual(['/b', '/a'])
  const many = Array.from({ length: 30 }, (_, index) => `/f${index}`).reduce<string[]>(
    (paths, path) => withRecent(paths, path),
    [],
  )
  expect(many).toEqual(Array.from({ length: 10 }, (_, index) => `/f${29 - index}`))
  expect(recentFiles.safeParse(many).success).toBe(true)
})
