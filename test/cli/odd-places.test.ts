import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { runCliIn, temporaryFolder, type CliResult } from './run-cli.ts'

const demo = fileURLToPath(new URL('../../models/demo/', import.meta.url))
const folder = temporaryFolder()
afterAll(() => folder.remove())

/** Names that Linux and macOS take, and that something on the way from a path to llama.cpp might not. */
const folders = [
  `it's "a" library`,
  'café',
  'cafe\u0301 decomposed',
  '🦙 👩‍👩‍👧 模型',
  'line\nbreak\tand \u202ereversed',
  'CON/aux. . .',
  '100%/$HOME `x` #1?q&b;*',
  String.raw`a\b:c/-rf`,
]
const place = join(folder.path, ...folders)
const home = join(place, 'home')
/** The database, its settings and the copies of weights as floats all lie below such a home. */
const environment = { HOME: home, CLADESCOPE_DB: '', CLADESCOPE_CACHE: '', XDG_DATA_HOME: '', XDG_CACHE_HOME: '' }
const run = (...words: string[]): Promise<CliResult> => runCliIn(place, environment, ...words)
const cpu = ['--gpu', 'off', '--threads', '1']

function put(file: string, name: string): void {
  mkdirSync(join(file, '..'), { recursive: true })
  copyFileSync(join(demo, name), file)
}

describe.skipIf(process.platform === 'win32')('models, database, cache and results in folders of any name', () => {
  test('are added, probed, scored, compared and reported', { timeout: 600_000 }, async () => {
    const models = join(place, 'models')
    mkdirSync(home, { recursive: true })
    put(join(models, 'aux.gguf'), 'oak-Q4_0.gguf')
    put(join(models, 'CON .. .gguf'), 'oak.gguf')
    put(join(models, 'naïve\n🦙.gguf'), 'fern.gguf')
    writeFileSync(join(place, 'genes\n🧬.txt'), 'Once there was\nTwo plus two is\n')
    const done = async (...words: string[]): Promise<string> => {
      const { code, stdout, stderr } = await run(...words)
      if (code !== 0) throw new Error(`${words.join(' ')}: ${stderr}`)
      return stdout
    }
    expect(JSON.parse(await done('models', 'add', models, '--json'))).toMatchObject({ refused: [] })
    await done('genomes', 'add', join(place, 'genes\n🧬.txt'))
    const probed = await done(
      'probe',
      join(models, 'aux.gguf'),
      'CON ..',
      'naïve\\n🦙',
      ...cpu,
      '--genome',
      'genes\n🧬',
      '--json',
    )
    const { probes } = JSON.parse(probed) as {
      probes: { complete: boolean; precision: string; environments: object[] }[]
    }
    expect(probes.map(({ complete }) => complete)).toEqual([true, true, true])
    // Weights that llama.cpp was given as floats, from a copy in the cache, by the direct source.
    expect(probes[0]).toMatchObject({ precision: 'float', environments: [{ source: 'direct' }] })
    await done('score', join(models, 'CON .. .gguf'), '--benchmark', 'grammar', '--limit', '4', ...cpu)
    expect(await done('tree')).toContain('naïve\\n🦙')
    await done('lineage')
    await done('report', '--out', join(place, 'report of\n🦙.html'))
    await done('models', 'sources')
    expect(existsSync(join(place, 'report of\n🦙.html'))).toBe(true)
    expect(existsSync(join(home, '.local/share/cladescope/cladescope.sqlite'))).toBe(true)
    expect(readdirSync(join(home, '.cache/cladescope'))).not.toEqual([])
    const other = join(place, 'other\n🦙.sqlite')
    await done('models', 'add', join(models, 'aux.gguf'), '--db', other)
    expect(await done('models', 'list', '--db', other)).toContain('aux')
  })

  test('also at the longest path of the system', { timeout: 300_000 }, async () => {
    const longest = process.platform === 'darwin' ? 1023 : 4095
    let deep = join(folder.path, 'deep')
    while (Buffer.byteLength(deep) + 301 < longest) deep = join(deep, 'd'.repeat(200))
    const file = join(deep, `${'n'.repeat(longest - Buffer.byteLength(deep) - 6)}.gguf`)
    put(file, 'oak-Q4_0.gguf')
    expect(Buffer.byteLength(file)).toBe(longest)
    const short = (...words: string[]): Promise<CliResult> =>
      runCliIn(folder.path, { CLADESCOPE_DB: join(folder.path, 'short.sqlite') }, ...words)
    writeFileSync(join(folder.path, 'one.txt'), 'Once there was\n')
    await short('genomes', 'add', 'one.txt')
    expect(await short('probe', file, '--genome', 'one', ...cpu)).toMatchObject({ code: 0 })
    expect(await short('score', file, '--benchmark', 'grammar', '--limit', '2', ...cpu)).toMatchObject({ code: 0 })
    const database = join(deep, 'long.sqlite')
    const refused = await short('models', 'add', file, '--db', database)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain(
      `The path of the database has ${Buffer.byteLength(database)} bytes, and SQLite opens at most 504`,
    )
  })
})
