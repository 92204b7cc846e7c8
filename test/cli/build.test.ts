import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { withBuildLock } from '../../cli/build/build-lock.ts'
import { electronBinary, hasScreen } from '../../cli/build/electron-binary.ts'
import { isFresh } from '../../cli/build/freshness.ts'
import { temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const path = (...parts: string[]): string => join(folder.path, ...parts)

test('a built file is fresh until a source is newer', () => {
  mkdirSync(path('source', 'deep'), { recursive: true })
  writeFileSync(path('source', 'deep', 'a.ts'), '')
  expect(isFresh(path('built.js'), [path('source')])).toBe(false)
  writeFileSync(path('built.js'), '')
  const later = new Date(Date.now() + 10_000)
  utimesSync(path('built.js'), later, later)
  expect(isFresh(path('built.js'), [path('source'), path('absent')])).toBe(true)
  const evenLater = new Date(Date.now() + 20_000)
  utimesSync(path('source', 'deep', 'a.ts'), evenLater, evenLater)
  expect(isFresh(path('built.js'), [path('source')])).toBe(false)
})

test('one build at a time; an abandoned lock is taken over', async () => {
  const order: string[] = []
  const build = (name: string): Promise<void> =>
    withBuildLock(path('locks', 'build'), async () => {
      order.push(`${name} begins`)
      await new Promise((resolve) => setTimeout(resolve, 20))
      order.push(`${name} ends`)
    })
  await Promise.all([build('first'), build('second')])
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
  mkdirSync(path('locks', 'build'))
  const longAgo = new Date(Date.now() - 600_000)
  utimesSync(path('locks', 'build'), longAgo, longAgo)
  await build('third')
  expect(order.at(-1)).toBe('third ends')
})

test("Electron's binary is found by its package's files, and never fetched", () => {
  const electron = path('electron')
  const exists = (file: string): boolean =>
    file === join(electron, 'dist', 'electron') || file === join('/elsewhere', 'electron')
  expect(electronBinary(electron, {}, exists)).toBeUndefined()
  mkdirSync(electron)
  writeFileSync(join(electron, 'path.txt'), 'electron')
  expect(electronBinary(electron, {}, exists)).toBe(join(electron, 'dist', 'electron'))
  expect(electronBinary(electron, { ELECTRON_OVERRIDE_DIST_PATH: '/elsewhere' }, exists)).toBe(
    join('/elsewhere', 'electron'),
  )
  expect(electronBinary(electron, {}, () => false)).toBeUndefined()
  rmSync(electron, { recursive: true })
})

test('Linux has a screen only with a display server', () => {
  expect(hasScreen('linux', {})).toBe(false)
  expect(hasScreen('linux', { DISPLAY: ':0' })).toBe(true)
  expect(hasScreen('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
  expect(hasScreen('darwin', {})).toBe(true)
})
