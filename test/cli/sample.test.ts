import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { finish, runCli, startCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

test('the sample project is served from a database of its own, and the default one is not made', async () => {
  const file = join(folder.path, 'projects', 'sample.sqlite')
  const child = startCli(folder.path, '--db', file, 'sample', '--json')
  const ended = finish(child)
  const address = await new Promise<{ url: string; database: string }>((resolve) => {
    let text = ''
    child.stdout!.on('data', (part: string) => {
      text += part
      if (text.includes('}')) resolve(JSON.parse(text) as { url: string; database: string })
    })
  })
  expect(address.database).toBe(file)
  expect((await fetch(address.url)).status).toBe(200)
  child.kill('SIGINT')
  expect((await ended).code).toBe(0)
  expect(existsSync(join(folder.path, 'cladescope.sqlite'))).toBe(false)
  const { stdout } = await runCli(folder.path, '--db', file, 'models', 'list')
  expect(stdout).toContain('oak-hybrid')
})

test('a folder that takes no file is told with what to do', async () => {
  const { code, stderr } = await runCli(folder.path, '--db', '/proc/nowhere/sample.sqlite', 'sample')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^cladescope: the sample project could not be copied to .*; name another file with --db\n$/)
})

test('a project that is named beside the sample is refused, not passed over', async () => {
  const { code, stderr } = await runCli(folder.path, '--project', 'mine', 'sample')
  expect([code, stderr]).toEqual([2, expect.stringContaining('expected no --project') as string])
})
