import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCli, startCli, temporaryFolder } from './run-cli.ts'

const demo = join(import.meta.dirname, '../../models/demo')
const folder = temporaryFolder()
afterAll(() => folder.remove())

test('a probe that was killed is told of as interrupted, and gone on with', { timeout: 120_000 }, async () => {
  const models = ['oak', 'fern'].map((name) => join(demo, `${name}.gguf`))
  expect((await runCli(folder.path, 'models', 'add', ...models)).code).toBe(0)
  const none = await runCli(folder.path, 'jobs')
  expect([none.code, none.stdout]).toEqual([0, 'no jobs\n'])

  const probe = startCli(folder.path, 'probe', 'oak', 'fern', '--genome', 'nursery', '--tolerance', 'fine')
  // The queue is stored before the first model is loaded: another process sees it.
  await expect
    .poll(async () => (await runCli(folder.path, 'jobs')).stdout, { timeout: 60_000 })
    .toMatch(/^oak, nursery: .*, in process \d+/m)
  probe.kill('SIGKILL')
  await once(probe, 'close')

  const left = await runCli(folder.path, 'jobs')
  expect(left.stdout).toMatch(
    /^2 jobs were interrupted\.\n {2}oak, nursery: .*128 genes\n {2}fern, nursery: 128 genes\n$/,
  )
  expect(left.stderr).toContain('jobs resume')
  const { interrupted } = JSON.parse((await runCli(folder.path, 'jobs', '--json')).stdout) as {
    interrupted: { probes: { modelName: string; pieces: number }[] }
  }
  expect(interrupted.probes.map(({ modelName, pieces }) => [modelName, pieces])).toEqual([
    ['oak', 128],
    ['fern', 128],
  ])

  const sums = await runCli(folder.path, 'probe', 'oak', '--genome', 'math', '--tolerance', 'quick')
  expect(sums.stderr).toMatch(/note: 2 jobs were interrupted\. Go on with: .*jobs resume/)

  const resumed = await runCli(folder.path, 'jobs', 'resume')
  expect([resumed.code, resumed.stdout]).toEqual([0, 'oak: done\nfern: done\n'])
  expect((await runCli(folder.path, 'jobs')).stdout).toBe('no jobs\n')
  expect((await runCli(folder.path, 'jobs', 'resume')).stdout).toBe('nothing was left to do\n')
  expect((await runCli(folder.path, 'jobs', 'forget')).stdout).toBe('no jobs were interrupted\n')
})
