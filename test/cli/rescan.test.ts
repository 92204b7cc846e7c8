import { copyFile, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const demo = (name: string): string => fileURLToPath(new URL(`../../models/demo/${name}.gguf`, import.meta.url))

test('models rescan says what is new and moved, and adds and relocates it only when asked to', async () => {
  const models = join(folder.path, 'kept')
  await mkdir(models)
  await copyFile(demo('oak'), join(models, 'oak.gguf'))
  const run = (...argumentsGiven: string[]) => runCli(folder.path, 'models', ...argumentsGiven)
  expect((await run('add', models)).code).toBe(0)
  expect((await run('rescan')).stdout).toBe('nothing is new, moved or gone\n')
  await rename(join(models, 'oak.gguf'), join(models, 'acorn.gguf'))
  await copyFile(demo('fern'), join(models, 'fern.gguf'))
  const { code, stdout } = await run('rescan')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^new .*fern\.gguf/m)
  expect(stdout).toMatch(/^moved +oak .*acorn\.gguf +was .*oak\.gguf$/m)
  const { report } = JSON.parse((await run('rescan', '--add', '--relocate', '--json')).stdout) as {
    report: { added: { name: string }[] }
  }
  expect(report.added.map(({ name }) => name)).toEqual(['fern'])
  const shown = JSON.parse((await run('show', 'oak', '--json')).stdout) as { model: { places: { path: string }[] } }
  expect(shown.model.places.map(({ path }) => path)).toEqual([join(models, 'acorn.gguf')])
  expect((await run('rescan')).stdout).toBe('nothing is new, moved or gone\n')
})
