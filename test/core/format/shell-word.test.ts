import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shellWord } from '../../../core/format/shell-word.ts'

test('what needs no quotes has none, and most of the rest those that Windows knows too', () => {
  expect(['oak', 'für-später_2', 'a b', "a'b", '$(id)', '', '~'].map(shellWord)).toEqual([
    'oak',
    'für-später_2',
    '"a b"',
    `"a'b"`,
    "'$(id)'",
    '""',
    '"~"',
  ])
})

test.skipIf(process.platform === 'win32')('a shell reads back the text, and runs nothing of it', () => {
  const character = fc.constantFrom(...'a ü$()`"\'\\!*?[]{}~;&|<>#=%^\n'.split(''))
  const texts = fc.sample(fc.string({ unit: character, maxLength: 12 }), { numRuns: 300, seed: 1 })
  const read = execFileSync('sh', ['-c', `printf '%s\\0' ${texts.map(shellWord).join(' ')}`], { encoding: 'utf8' })
  expect(read.split('\0').slice(0, -1)).toEqual(texts)
})
