import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCliIn, temporaryFolder } from './run-cli.ts'

const demo = join(import.meta.dirname, '../../models/demo')
const folder = temporaryFolder()
afterAll(() => folder.remove())
const run = (...values: string[]) =>
  runCliIn(folder.path, { CLADESCOPE_CONFIG: join(folder.path, 'config') }, ...values)

test('limits stand beside what the machine has, are set, refused and lifted', { timeout: 60_000 }, async () => {
  const none = await run('limits')
  expect(none.stdout).toMatch(
    new RegExp(
      `^threads +no limit +${String(availableParallelism())} cores?$[^]*^memory +no limit +.* of it free$`,
      'm',
    ),
  )
  const set = await run('limits', '--threads', '1', '--memory', '600MB', '--json')
  expect(JSON.parse(set.stdout)).toMatchObject({ limits: { threads: 1, memory: 600e6, gpuLayers: null } })
  expect(set.stderr).toContain('models that are loaded from now on')
  const refused = await run('limits', '--threads', '1000')
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringMatching(/Threads: expected 1 to \d+ \(the cores of this machine\), found 1000\./) as string,
  ])
  expect((await run('limits', '--memory', '12')).stderr).toContain('a number with its unit, such as 500MB')
  expect((await run('limits', '--memory', 'none')).stdout).toMatch(/^threads +1 .*\n^memory +no limit /m)
  // No database was made for it.
  expect(existsSync(join(folder.path, 'cladescope.sqlite'))).toBe(false)
})

test('a model that takes more memory than the limit is refused with it', { timeout: 60_000 }, async () => {
  await run('limits', '--memory', '280MB')
  const probe = await run('probe', join(demo, 'oak.gguf'), '--genome', 'nursery', '--tolerance', 'quick')
  expect(probe.code).toBe(1)
  expect(probe.stderr).toMatch(/not enough memory: needs about \d+ MiB, its limit is 268 MiB/)
  await run('limits', '--memory', 'none', '--threads', '1')
  const threads = await run('probe', 'oak', '--genome', 'nursery', '--tolerance', 'quick', '--threads', '2')
  expect(threads.stderr).toContain('Threads: expected at most 1, the limit of this machine, found 2.')
})
