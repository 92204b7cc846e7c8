import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { sharedMaterial } from './shared-material.ts'

test('a file that is missing from ../shared is no reason to skip a test', () => {
  const whole = sharedMaterial('.')
  if (whole.isThere) expect(() => sharedMaterial('no-such-folder/table.csv')).toThrow('no-such-folder/table.csv')
  else
    expect(sharedMaterial('no-such-folder/table.csv')).toMatchObject({
      isThere: false,
      absence: expect.stringContaining('skipped'),
    })
})

test('no test looks for ../shared by itself', () => {
  const root = join(import.meta.dirname, '..')
  const files = globSync('{test,bench}/**/*.{ts,tsx}', { cwd: root })
  expect(files.length).toBeGreaterThan(100)
  const looking = files.filter((file) => /['"`/]\.\.\/shared[/'"`]/.test(readFileSync(join(root, file), 'utf8')))
  expect(looking).toEqual([relative(root, join(import.meta.dirname, 'shared-material.ts'))])
})
