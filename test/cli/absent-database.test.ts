import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const reading: readonly (readonly string[])[] = [
  ['models', 'list'],
  ['models', 'show', 'x'],
  ['models', 'remove', 'x'],
  ['models', 'rename', 'x', 'y'],
  ['models', 'set-family', 'x', '--family', 'oak'],
  ['genomes', 'list'],
  ['genomes', 'remove', 'x'],
  ['probes', 'list'],
  ['probes', 'remove', 'x'],
  ['benchmarks', 'list'],
  ['benchmarks', 'runs'],
  ['benchmarks', 'remove', 'x'],
  ['populations', 'x', '--genome', 'general'],
  ['distances', '--genome', 'general'],
  ['tree', '--genome', 'general'],
  ['tree'],
  ['map'],
  ['lineage'],
  ['undo', '--list'],
  ['scores', 'list'],
  ['scores', 'match'],
  ['scores', 'remove', 'x'],
  ['scores', 'import', 'table.csv', '--dry-run'],
  ['forecast', '--genome', 'general', '--benchmark', 'x'],
  ['report', '--genome', 'general', '--out', 'report.html'],
  ['doctor'],
  ['doctor', '--check'],
]

describe('a database that is not there', () => {
  test.each(reading.map((words) => [words.join(' '), words] as const))('is not made by %s', async (_, words) => {
    const file = join(folder.path, 'typo', 'x.sqlite')
    const { code, stdout, stderr } = await runCli(folder.path, ...words, '--db', file, '--json')
    expect(code).toBe(1)
    const message = `There is no database ${file}. Commands that store something, such as models add, make it.`
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'not-found', message } })
    expect(stderr).toBe(`cladescope: ${message}\n`)
    expect(existsSync(join(folder.path, 'typo'))).toBe(false)
  })

  test('is not made by reading the default one, which is said to be empty', async () => {
    const { code, stdout, stderr } = await runCli(folder.path, 'models', 'list')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^no models yet; add some with: .+\n$/)
    expect(stderr).toBe(
      `note: there is no database yet (${join(folder.path, 'cladescope.sqlite')}); commands that store something, such as models add, make it\n`,
    )
    expect(JSON.parse((await runCli(folder.path, 'genomes', 'list', '--json')).stdout)).toMatchObject({
      genomes: expect.arrayContaining([expect.objectContaining({ name: 'general' })]) as unknown,
    })
    expect(readdirSync(folder.path).filter((name) => name.includes('sqlite'))).toEqual([])
  })
})

writeFileSync(join(folder.path, 'table.csv'), 'Model,MMLU (%)\noak,50\n')
writeFileSync(join(folder.path, 'text.gguf'), 'no model')
writeFileSync(join(folder.path, 'odd.csv'), 'Model,Score\noak,"50\n')

const failures: readonly (readonly [code: string, words: readonly string[]])[] = [
  ['not-found', ['models', 'list', '--db', 'absent.sqlite']],
  ['not-found', ['doctor', '--check', '--db', 'absent.sqlite']],
  ['not-found', ['models', 'remove', 'lost']],
  ['not-found', ['probe', 'lost.gguf', '--genome', 'general']],
  ['not-found', ['benchmarks', 'runs', '--remove', '7']],
  ['not-found', ['genomes', 'add', 'lost.txt']],
  ['not-found', ['scores', 'list', '--model', 'lost']],
  ['not-found', ['scores', 'import', 'table.csv', '--model-column', 'lost', '--dry-run']],
  ['invalid', ['scores', 'import', 'odd.csv', '--dry-run']],
  ['invalid', ['probe', 'text.gguf', '--genome', 'general', '--db', 'made.sqlite']],
]

describe('a failure under --json', () => {
  test.each(failures.map(([code, words]) => [words.join(' '), code, words] as const))(
    'of %s has the code %s',
    async (_, code, words) => {
      const result = await runCli(folder.path, ...words, '--json')
      expect(result.code).toBe(1)
      expect(JSON.parse(result.stdout)).toMatchObject({ error: { code } })
    },
  )

  test('is one document on stdout, with the code of the failure, and the message as on stderr', async () => {
    const { code, stdout, stderr } = await runCli(folder.path, 'tree', '--genome', 'absent', '--json')
    expect(code).toBe(1)
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } }
    expect(error.code).toBe('not-found')
    expect(stderr.split('\n')).toContain(`cladescope: ${error.message}`)
  })

  test('of usage is one too', async () => {
    const { code, stdout } = await runCli(folder.path, '--json', 'models', 'lost')
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'usage', message: expect.stringMatching(/unknown command/) as string },
    })
  })

  test('comes with no second document where the result was written', async () => {
    const { code, stdout } = await runCli(folder.path, 'models', 'add', 'text.gguf', '--db', 'made.sqlite', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      added: [],
      refused: [{ path: expect.stringContaining('text.gguf') as string }],
    })
  })

  test('is told in words alone without it', async () => {
    expect(await runCli(folder.path, 'tree', '--genome', 'absent')).toMatchObject({ code: 1, stdout: '' })
  })
})
