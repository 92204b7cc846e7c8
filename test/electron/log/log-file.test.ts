import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openLogFile } from '../../../electron/log/log-file.ts'
import { temporaryFolder } from '../../cli/run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const now = () => new Date('2026-01-02T03:04:05.678Z')

test('every line has its time and who says it; empty lines are none', () => {
  const log = openLogFile({ folder: join(folder.path, 'lines'), now })
  log.write('engine', 'first\r\n\nsecond\n')
  log.write('main', '  \n')
  expect(readFileSync(log.path, 'utf8')).toBe(
    '2026-01-02T03:04:05.678Z engine: first\n2026-01-02T03:04:05.678Z engine: second\n',
  )
})

test('files are begun anew at their size, and the oldest goes', () => {
  const path = join(folder.path, 'rotated')
  const log = openLogFile({ folder: path, largest: 1000, kept: 2, now })
  for (let line = 0; line < 200; line++) log.write('main', `line ${line}`)
  expect(readdirSync(path).sort()).toEqual(['cladescope.1.log', 'cladescope.2.log', 'cladescope.log'])
  for (const name of readdirSync(path)) expect(statSync(join(path, name)).size).toBeLessThan(1100)
  const lines = ['cladescope.2.log', 'cladescope.1.log', 'cladescope.log'].flatMap((name) =>
    readFileSync(join(path, name), 'utf8').trim().split('\n'),
  )
  const numbers = lines.map((line) => Number(/line (\d+)$/.exec(line)![1]))
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 200 - numbers.length + index))
})

test('the last lines are told across two files', () => {
  const path = join(folder.path, 'tail')
  const log = openLogFile({ folder: path, largest: 200, now })
  for (let line = 0; line < 6; line++) log.write('main', `line ${line}`)
  expect(
    log
      .tail(3)
      .split('\n')
      .map((line) => line.slice(-6)),
  ).toEqual(['line 3', 'line 4', 'line 5'])
})

test('a log that cannot be written is none', () => {
  const path = join(folder.path, 'blocked')
  mkdirSync(folder.path, { recursive: true })
  writeFileSync(path, 'a file where the folder would be')
  const log = openLogFile({ folder: path, now })
  log.write('main', 'lost')
  expect(log.tail(5)).toBe('')
})
