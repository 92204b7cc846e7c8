/** Electron's security checklist: docs/architecture.md names a test for each point, and these tests are there. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const section = /### Electron's security checklist\n([\s\S]*?)\n##? /.exec(read('docs/architecture.md'))?.[1] ?? ''
const rows = section
  .split('\n')
  .filter((line) => /^\| *(\d+|\+) *\|/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, point, , file, name]) => ({ point: point!, file: file!.replaceAll('`', ''), name: name! }))

test('each of the twenty points is named once', () => {
  const numbers = rows.flatMap(({ point }) => (point === '+' ? [] : [Number(point)]))
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  expect(rows.length).toBeGreaterThan(20)
})

test.each(rows)('point $point: $name', ({ file, name }) => {
  const source = read(`test/electron/${file}`)
  const quoted = [`'${name}'`, `"${name}"`, `'${name.replaceAll("'", "\\'")}'`]
  expect(quoted.some((text) => source.includes(text))).toBe(true)
})

test('Electron is pinned to one version', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> }
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> }
  expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/)
  expect(packages['node_modules/electron']!.version).toBe(devDependencies['electron'])
})
