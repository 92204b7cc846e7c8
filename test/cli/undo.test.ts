import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const demo = fileURLToPath(new URL('../../models/demo/', import.meta.url))
const folder = temporaryFolder()
afterAll(() => folder.remove())

const run = (...argumentsGiven: string[]) => runCli(folder.path, ...argumentsGiven)

test('what was removed is listed, and comes back in another process', async () => {
  const none = await run('undo')
  expect([none.code, none.stderr]).toEqual([1, 'cladescope: There is no removal that can be undone.\n'])
  await run('models', 'add', join(demo, 'oak.gguf'), join(demo, 'fern.gguf'))
  const before = (await run('models', 'list', '--json')).stdout
  const removed = await run('models', 'remove', 'oak', '--yes')
  expect(removed.stderr).toContain('note: gone is model oak; undo it with: cladescope undo\n')
  await run('models', 'remove', 'fern', '--yes')
  const listed = JSON.parse((await run('undo', '--list', '--json')).stdout)
  expect(listed.removals).toMatchObject([
    { id: 2, what: 'model fern' },
    { id: 1, what: 'model oak' },
  ])
  expect((await run('undo', '--list')).stdout).toMatch(
    /^removal +removed +what went\n +2 .* model fern\n +1 .* model oak\n$/,
  )
  expect((await run('undo', '1')).stdout).toBe('restored model oak\n')
  expect(JSON.parse((await run('undo', '--json')).stdout)).toMatchObject({ what: 'model fern', known: 0, renamed: [] })
  expect((await run('models', 'list', '--json')).stdout).toBe(before)
  expect((await run('undo', '1')).stderr).toMatch(/was undone before/)
})

test('what is kept can be forgotten', async () => {
  await run('models', 'remove', 'oak', '--yes')
  expect((await run('undo', '--forget')).stdout).toBe('forgot 1 removal\n')
  expect((await run('undo', '--list')).stdout).toBe('nothing was removed that can be undone\n')
})

test('wrong use is refused', async () => {
  expect(await run('undo', '--list', '--forget')).toMatchObject({ code: 2 })
  expect(await run('undo', 'latest')).toMatchObject({ code: 2 })
})
