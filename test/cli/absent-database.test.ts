import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const reading: readonly (readonly string[])[] = [
  ['models', 'list'],
  ['models', 'remove', 'x'],
  ['genomes', 'list'],
  ['benchmarks', 'list'],
  ['benchmarks', 'runs'],
  ['benchmarks', 'remove', 'x'],
  ['populations', 'x', '--genome', 'general'],
  ['distances', '--genome', 'general'],
  ['tree', '--genome', 'general'],
  ['scores', 'list'],
  ['scores', 'match'],
  ['scores', 'remove', 'x'],
  ['forecast', '--genome', 'general', '--benchmark', 'x'],
  ['report', '--genome', 'general', '--out', 'report.html'],
  ['doctor'],
  ['doctor', '--check'],
]

describe('a database that is not there', () => {
  test.each(reading.map((words) => [words.join(' '), words] as const))('is not made by %s', async (_, words) => {
    const file = join(folder.path, 'typo', 'x.sqlite')
    const { code, stdout, stderr } = await runCli(folder.path, ...words, '--db', file)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^cladescope: [Tt]here is no database ${file}`))
    expect(existsSync(join(folder.path, 'typo'))).toBe(false)
  })

  test('is not made by reading the default one, which is said to be empty', async () => {
    const { code, stdout, stderr } = await runCli(folder.path, 'models', 'list')
    expect(code).toBe(0)
    expect(stdout).toBe('no models yet; add some with: cladescope models add PATH\n')
    expect(stderr).toBe(`note: there is no database yet (${join(folder.path, 'cladescope.sqlite')}); commands that store something, such as models add, make it\n`)
    expect(JSON.parse((await runCli(folder.path, 'genomes', 'list', '--json')).stdout)).toMatchObject({ genomes: expect.arrayContaining([expect.objectContaining({ name: 'general' })]) as unknown })
    expect(readdirSync(folder.path).filter((name) => name.includes('sqlite'))).toEqual([])
  })
})

describe('a failure under --json', () => {
  test('is one document on stdout, with the code of the failure, and the message as on stderr', async () => {
    const { code, stdout, stderr } = await runCli(folder.path, 'tree', '--genome', 'absent', '--json')
    expect(code).toBe(1)
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } }
    expect(error.code).toBe('failed')
    expect(stderr.split('\n')).toContain(`cladescope: ${error.message}`)
  })

  test('of usage is one too', async () => {
    const { code, stdout } = await runCli(folder.path, '--json', 'models', 'lost')
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'usage', message: expect.stringMatching(/unknown command/) as string } })
  })

  test('comes with no second document where the result was written', async () => {
    writeFileSync(join(folder.path, 'text.gguf'), 'no model')
    const { code, stdout } = await runCli(folder.path, 'models', 'add', 'text.gguf', '--db', 'made.sqlite', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ added: [], refused: [{ path: expect.stringContaining('text.gguf') as string }] })
  })

  test('is told in words alone without it', async () => {
    expect(await runCli(folder.path, 'tree', '--genome', 'absent')).toMatchObject({ code: 1, stdout: '' })
  })
})
