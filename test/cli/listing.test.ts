import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chosenRows, listTable, type ListColumn } from '../../cli/format/listing.ts'
import { openEngine } from '../../engine/engine.ts'
import { namedModel, write } from '../engine/fixtures/tiny-library.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

interface Row {
  readonly name: string
  readonly size: number | null
}

const columns: readonly ListColumn<Row>[] = [
  { id: 'name', title: 'name', cell: ({ name }) => name },
  { id: 'size', title: 'size', align: 'right', cell: ({ size }) => `${size ?? '-'} B`, key: ({ size }) => size },
  { id: 'note', title: 'note', cell: ({ name }) => `of ${name}`, isExtra: true },
]
const rows: readonly Row[] = [
  { name: 'oak-Q10', size: 9 },
  { name: 'Moss', size: null },
  { name: 'oak-Q4', size: 80 },
  { name: 'Café', size: 700 },
]
const names = (chosen: readonly Row[]): string[] => chosen.map(({ name }) => name)

describe('rows of a list', () => {
  test('are filtered by any column, whatever the case and the form of accents', () => {
    expect(names(chosenRows(rows, columns, { filter: 'OAK' }))).toEqual(['oak-Q10', 'oak-Q4'])
    expect(names(chosenRows(rows, columns, { filter: 'cafe\u0301' }))).toEqual(['Café'])
    expect(names(chosenRows(rows, columns, { filter: 'of m' }))).toEqual(['Moss'])
    expect(chosenRows(rows, columns, { filter: 'elm' })).toEqual([])
  })

  test('are sorted as a reader looks for them, numbers by value, what is not known last in both directions', () => {
    expect(names(chosenRows(rows, columns, { sort: 'name' }))).toEqual(['Café', 'Moss', 'oak-Q4', 'oak-Q10'])
    expect(names(chosenRows(rows, columns, { sort: 'size' }))).toEqual(['oak-Q10', 'oak-Q4', 'Café', 'Moss'])
    expect(names(chosenRows(rows, columns, { sort: 'size', reverse: true }))).toEqual([
      'Café',
      'oak-Q4',
      'oak-Q10',
      'Moss',
    ])
    expect(names(chosenRows(rows, columns, { reverse: true }))).toEqual(names(rows).reverse())
  })

  test('are as many as before without a filter, in an order that does not depend on theirs', () => {
    const row = fc.record({ name: fc.string({ maxLength: 3 }), size: fc.option(fc.nat(9)) })
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ({ name }) => name }), fc.boolean(), (list, reverse) => {
        const sorted = chosenRows(list, columns, { sort: 'name', reverse })
        expect(sorted).toHaveLength(list.length)
        expect(chosenRows([...list].reverse(), columns, { sort: 'name', reverse })).toEqual(sorted)
      }),
    )
  })

  test('have the columns that are named, in that order', () => {
    expect(listTable(rows.slice(0, 1), columns, {})).toBe('name     size\noak-Q10   9 B\n')
    expect(listTable(rows.slice(0, 1), columns, { columns: ['note', 'name'] })).toBe(
      'note        name\nof oak-Q10  oak-Q10\n',
    )
  })
})

describe('the lists of the command line', () => {
  const folder = temporaryFolder()
  afterAll(() => folder.remove())
  const run = (...words: string[]) => runCli(folder.path, ...words)
  const firstCells = async (...words: string[]): Promise<string[]> =>
    (await run(...words)).stdout
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ {2,}/)[0]!)

  beforeAll(async () => {
    const models = join(folder.path, 'models')
    const files = ['Fern-Q10', 'fern-Q9', 'ash'].map((name) => [`${name}.gguf`, namedModel(name)])
    write(models, Object.fromEntries(files) as Record<string, Uint8Array>)
    const engine = await openEngine({ databaseFile: join(folder.path, 'cladescope.sqlite') })
    await engine.call('models.add', { placeIds: [engine.grantPlace(models).id], operation: 'add' })
    const list = await engine.call('models.list', {})
    for (const { id, name } of list)
      await engine.call('models.setFamily', { modelIds: [id], family: name === 'ash' ? 'Olive' : 'Fern' })
    for (const [model, value] of [
      ['ash', 0.4],
      ['fern', 0.7],
    ] as const)
      await engine.call('scores.set', { model, benchmark: 'MMLU', metric: 'acc', value, shots: 5, stderr: null })
    await engine.close()
  })

  test('models', async () => {
    const name = ['--columns', 'name,path']
    expect(await firstCells('models', 'list', '--sort', 'name', ...name)).toEqual(['ash', 'fern-Q9', 'Fern-Q10'])
    expect(await firstCells('models', 'list', '--sort', 'name', '--reverse', '--filter', 'FERN', ...name)).toEqual([
      'Fern-Q10',
      'fern-Q9',
    ])
    expect(await firstCells('models', 'list', '--family', 'olive', ...name)).toEqual(['ash'])
    expect(await firstCells('models', 'list', '--quantization', 'f16', ...name)).toHaveLength(3)
    expect((await run('models', 'list', '--filter', 'elm')).stdout).toBe('none of 3 models fits\n')
    expect((await run('models', 'list')).stdout).toContain(join(folder.path, 'models', 'ash.gguf'))
    const { stdout } = await run('models', 'list', '--filter', 'fern-q9', '--json')
    expect((JSON.parse(stdout) as { models: { name: string }[] }).models.map((model) => model.name)).toEqual([
      'fern-Q9',
    ])
  })

  test('scores, runs and probes', async () => {
    expect(await firstCells('scores', 'list', '--sort', 'score', '--reverse')).toEqual(['fern', 'ash'])
    expect(await firstCells('scores', 'list', '--filter', 'fe', '--columns', 'score,model')).toEqual(['0.7000'])
    expect((await run('benchmarks', 'runs', '--sort', 'time')).stdout).toContain('no runs yet')
    expect((await run('probes', 'list')).stdout).toContain('no probes yet')
  })

  test('refuse columns that there are not, and columns of a document', async () => {
    expect(await run('models', 'list', '--columns', 'name,colour')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("found 'colour'") as string,
    })
    expect((await run('models', 'list', '--sort', 'colour')).code).toBe(2)
    expect((await run('models', 'list', '--columns', 'name', '--json')).code).toBe(2)
  })
})
