import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ModelSource } from '../../engine/api/contract.ts'
import { fillHome } from '../engine/fixtures/other-programs.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const home = join(folder.path, 'home')
const demo = fileURLToPath(new URL('../../models/demo/', import.meta.url))

beforeAll(() => {
  mkdirSync(home)
  fillHome(home, (model) => readFileSync(join(demo, `${model}.gguf`)))
  vi.stubEnv('HOME', home)
  for (const name of [
    'XDG_CACHE_HOME',
    'XDG_DATA_HOME',
    'XDG_CONFIG_HOME',
    'HF_HOME',
    'HF_HUB_CACHE',
    'HUGGINGFACE_HUB_CACHE',
    'LLAMA_CACHE',
    'OLLAMA_MODELS',
    'JAN_DATA_FOLDER',
  ])
    vi.stubEnv(name, undefined)
})
afterAll(() => {
  vi.unstubAllEnvs()
  folder.remove()
})

/** Lines that name something in the home folder: other programs of this machine may be listed beside them. */
const linesOfHome = (text: string): string[] => text.split('\n').filter((line) => line.includes(home))

describe.skipIf(process.platform !== 'linux')('models of other programs', () => {
  test('are listed by source with counts, sizes and what is left out; nothing is added by that', async () => {
    const { code, stdout, stderr } = await runCli(folder.path, 'models', 'sources', '--models', '--reasons')
    expect(code).toBe(0)
    const lines = linesOfHome(stdout).map((line) => line.replace(home, '~').replace(/ {2,}/g, ' | '))
    expect(lines.slice(0, 5)).toEqual([
      'Hugging Face | 1 | 778 kB | 1 | 1 unfinished download, 1 link that leads nowhere | ~/.cache/huggingface/hub',
      'LM Studio | 1 | 778 kB | 1 | 1 projector | ~/disk2/llms',
      'Ollama | 2 | 1.93 MB | 2 | 1 projector, 1 unfinished download | ~/.ollama/models',
      'Jan | 2 | 1.75 MB | 2 | - | ~/.local/share/Jan/data/llamacpp/models',
      'GPT4All | 1 | 974 kB | 1 | 1 unfinished download | ~/.local/share/nomic.ai/GPT4All',
    ])
    expect(lines.slice(5).map((line) => line.split(' | ')[1])).toEqual([
      'acme/Oak-GGUF/oak-Q8_0',
      'oak-tales-Q8_0',
      'moss:latest',
      'hf.co/cc/Fern-GGUF:Q8_0',
      'Fern Sums',
      'Oak Sums',
      'fern-tales.Q8_0',
    ])
    expect(stderr).toContain(
      `${join(home, 'disk2/llms/acme/oak-tales-GGUF/mmproj-oak-f16.gguf')}: A multimodal projector`,
    )
    expect((await runCli(folder.path, 'models', 'list')).stdout).toMatch(/^no models yet/)
  })

  test('are refused and accepted by the name of the program or the folder', async () => {
    const refused = await runCli(folder.path, 'models', 'sources', 'refuse', 'gpt4all', join(home, 'disk2/llms'))
    expect(refused).toMatchObject({
      code: 0,
      stdout: `refused LM Studio (${join(home, 'disk2/llms')})\nrefused GPT4All (${join(home, '.local/share/nomic.ai/GPT4All')})\n`,
    })
    const states = async (): Promise<boolean[]> => {
      const { stdout } = await runCli(folder.path, '--json', 'models', 'sources')
      const { sources } = JSON.parse(stdout) as { sources: ModelSource[] }
      return sources.filter(({ path }) => path.startsWith(home)).map(({ isRefused }) => isRefused)
    }
    expect(await states()).toEqual([false, true, false, false, true])
    expect(await runCli(folder.path, 'models', 'sources', 'accept', 'lm-studio')).toMatchObject({ code: 0 })
    expect(await states()).toEqual([false, false, false, false, true])
    const unknown = await runCli(folder.path, 'models', 'sources', 'refuse', 'Olama')
    expect(unknown).toMatchObject({ code: 1, stdout: '' })
    expect(unknown.stderr).toMatch(/found 'Olama'; close matches: Ollama/)
  })

  test('are added under the names that the programs have for them, those of refused sources by name only', async () => {
    const added = await runCli(folder.path, '--json', 'models', 'sources', 'add', 'Ollama', 'Jan')
    expect(added.code).toBe(0)
    const namesIn = (stdout: string): string[] =>
      (JSON.parse(stdout) as { added: { name: string }[] }).added.map(({ name }) => name)
    expect(namesIn(added.stdout)).toEqual(['moss:latest', 'hf.co/cc/Fern-GGUF:Q8_0', 'Fern Sums', 'Oak Sums'])
    expect(added.stderr).toContain('note: left out: 1 projector, 1 unfinished download (reasons with --reasons)')
    const others = await runCli(folder.path, '--json', 'models', 'sources', 'add')
    expect(namesIn(others.stdout)).toEqual(['acme/Oak-GGUF/oak-Q8_0', 'oak-tales-Q8_0'])
    const refused = await runCli(folder.path, '--json', 'models', 'sources', 'add', 'gpt4all')
    expect(namesIn(refused.stdout)).toEqual(['fern-tales.Q8_0'])
    const { stdout } = await runCli(folder.path, 'models', 'show', 'moss:latest')
    expect(stdout).toContain('.ollama/models/blobs/sha256-')
    expect((await runCli(folder.path, 'models', 'sources')).stdout).toContain('0 models to add, 0 B')
  })
})
