import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const main = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-code-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function version(environment: Readonly<Record<string, string>>): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, '--version'], {
    encoding: 'utf8',
    env: { ...process.env, CLADESCOPE_CACHE: join(folder, 'cache'), ...environment },
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout
}

test('the command keeps its compiled code in the cache folder and starts from it', () => {
  const first = version({})
  const kept = readdirSync(join(folder, 'cache', 'code'), { recursive: true })
  expect(kept.length).toBeGreaterThan(100)
  expect(version({})).toBe(first)
})

test('a folder that the user has named is taken', () => {
  version({ NODE_COMPILE_CACHE: join(folder, 'named') })
  expect(readdirSync(join(folder, 'named'), { recursive: true }).length).toBeGreaterThan(100)
  expect(existsSync(join(folder, 'cache', 'code'))).toBe(false)
})

test('a cache that the user has switched off stays off', () => {
  version({ NODE_DISABLE_COMPILE_CACHE: '1' })
  expect(existsSync(join(folder, 'cache', 'code'))).toBe(false)
})

test('a cache folder that cannot be written to hinders nothing', () => {
  expect(version({ CLADESCOPE_CACHE: '/dev/null/cache' })).toBe(version({}))
})
