import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { keptJson } from '../../electron/kept-json.ts'
import { temporaryFolder } from '../cli/run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const value = z.object({ width: z.number() })
const at = (name: string): string => join(folder.path, name)

test('a value is kept', () => {
  const file = at('deep/kept.json')
  keptJson(file, value, { width: 1 }).write({ width: 7 })
  expect(keptJson(file, value, { width: 1 }).read()).toEqual({ width: 7 })
  expect(existsSync(`${file}.new`)).toBe(false)
})

test.each([['{"width":'], ['{"width":"wide"}'], ['[]'], ['']])('%s reads as if there were nothing', (text) => {
  writeFileSync(at('damaged.json'), text)
  expect(keptJson(at('damaged.json'), value, { width: 1 }).read()).toEqual({ width: 1 })
  expect(readFileSync(at('damaged.json'), 'utf8')).toBe(text)
})

test('what is missing, or cannot be written, is no failure', () => {
  expect(keptJson(at('absent.json'), value, { width: 1 }).read()).toEqual({ width: 1 })
  mkdirSync(at('folder.json'))
  const kept = keptJson(at('folder.json'), value, { width: 1 })
  kept.write({ width: 2 })
  expect(kept.read()).toEqual({ width: 1 })
})
