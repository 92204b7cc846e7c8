import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Engine, openEngine } from '../../../engine/engine.ts'
import { openProjects } from '../../../engine/projects/project-host.ts'
import { ensureSampleProject } from '../../../engine/sample/sample-project.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'
import { readDemoManifest } from '../../../cli/demo-manifest.ts'
import { usualMeasure } from '../../../engine/api/comparison-contract.ts'

const manifest = readDemoManifest()
const folder = mkdtempSync(join(tmpdir(), 'cladescope-sample-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a copy of the sample project', () => {
  afterEach(() => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true })
  })

  test('is made where there is none, in a folder that is made too, and nothing else is left', () => {
    const file = join(folder, 'data', 'sample.sqlite')
    expect(ensureSampleProject(file)).toBe(file)
    expect(statSync(file).size).toBeGreaterThan(1_000_000)
    expect(readdirSync(join(folder, 'data'))).toEqual(['sample.sqlite'])
  })

  test('takes nothing over from what a killed program left beside its name', () => {
    const file = join(folder, 'sample.sqlite')
    spawnSync(process.execPath, [join(import.meta.dirname, '../projects/killed-writer.child.ts'), file])
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(100_000)
    rmSync(file)
    const connection = openDatabase(ensureSampleProject(file))
    expect(connection.prepare('SELECT count(*) FROM models').pluck().get()).toBe(15)
    connection.close()
  })

  test('is opened from another project, and then is one of the projects', async () => {
    const host = await openProjects({
      databaseFile: join(folder, 'mine.sqlite'),
      configFolder: join(folder, 'config'),
      projectsFolder: join(folder, 'projects'),
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    try {
      const { open, projects } = await host.call('projects.openSample', {})
      expect(open).toMatchObject({ name: 'sample', isOpen: true, path: join(folder, 'projects', 'sample.sqlite') })
      expect(projects.map(({ name }) => name).sort()).toEqual(['mine', 'sample'])
      expect((await host.call('models.list', {})).length).toBe(15)
      const mine = projects.find(({ name }) => name === 'mine')!
      await host.call('projects.open', { projectId: mine.id })
      expect(await host.call('models.list', {})).toEqual([])
    } finally {
      await host.close()
    }
  })

  test('that cannot be copied is told with what to do, and the open project stays', async () => {
    const host = await openProjects({
      databaseFile: join(folder, 'mine.sqlite'),
      configFolder: join(folder, 'config'),
      projectsFolder: '/proc/nowhere',
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    try {
      await expect(host.call('projects.openSample', {})).rejects.toThrow(
        /^The sample project could not be copied to .*: .* Look whether the disk has room/,
      )
      expect(await host.call('models.list', {})).toEqual([])
    } finally {
      await host.close()
    }
  })

  test('stays as it is where it is there already', () => {
    const file = join(folder, 'sample.sqlite')
    writeFileSync(file, 'changed')
    ensureSampleProject(file)
    expect(statSync(file).size).toBe(7)
    expect(readdirSync(folder)).toEqual(['sample.sqlite'])
  })

  test('is not begun where the sample that ships is missing', () => {
    const file = join(folder, 'sample.sqlite')
    expect(() => ensureSampleProject(file, join(folder, 'nowhere'))).toThrow(/ENOENT/)
    expect(existsSync(file)).toBe(false)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('what the sample project holds', () => {
  let engine: Engine
  const holder = mkdtempSync(join(tmpdir(), 'cladescope-sample-'))

  beforeAll(async () => {
    engine = await openEngine({
      databaseFile: ensureSampleProject(join(holder, 'sample.sqlite')),
      surroundings: { home: holder, platform: process.platform, variables: {} },
    })
  })
  afterAll(async () => {
    await engine.close()
    rmSync(holder, { recursive: true, force: true })
  })

  test('it is small', () => {
    const packed = new URL('../../../models/sample/sample.sqlite.br', import.meta.url)
    expect(statSync(packed).size).toBeLessThan(3.2e6)
  })

  test('models without a path of another machine, each with a whole probe and its weights read', async () => {
    const models = await engine.call('models.list', {})
    expect(models.length).toBe(15)
    for (const { places, filesState, probedGenomes } of models)
      expect({ places, filesState, probedGenomes }).toEqual({
        places: [],
        filesState: 'missing',
        probedGenomes: ['nursery'],
      })
    const { modelIds } = await engine.call('lineage.sketched', {})
    expect([...modelIds].sort()).toEqual(models.map(({ id }) => id).sort())
  })

  test('measured and published scores with their sources, and checkpoints', async () => {
    const { models, scores } = await engine.call('scores.table', {})
    expect(new Set(scores.map(({ source }) => source))).toEqual(new Set(['measured', 'imported']))
    expect(new Set(scores.map(({ scoredModelId }) => scoredModelId)).size).toBe(models.length)
    const llama = models.find(({ name }) => name === 'meta-llama/Llama-2-7b-hf')!
    expect(
      scores.find(({ scoredModelId, benchmark }) => scoredModelId === llama.id && benchmark === 'MMLU'),
    ).toMatchObject({ value: 0.438, sourceDetail: expect.stringContaining('published.csv') })
    expect((await engine.call('emergence.tables', {})).map(({ name }) => name)).toEqual(['multiplication (ladder)'])
  })

  test('its lineage is the one that the models were made by', async () => {
    const models = await engine.call('models.list', {})
    const nameOf = (id: string) => models.find((model) => model.id === id)!.name
    const { edges, merges } = await engine.call('analysis.lineage', {})
    const told = edges
      .filter(({ kind }) => kind !== 'merge')
      .map(({ from, to, kind }) => `${nameOf(to)}: ${kind} of ${nameOf(from)}`)
    const made = manifest.models.flatMap(({ name, parent, kind }) =>
      typeof parent === 'string' ? [`${name}: ${kind} of ${parent}`] : [],
    )
    expect(told.sort()).toEqual([...made, 'moss-Q8_0: quantization of moss'].sort())
    expect(
      merges.map(({ modelId, parents }) => [nameOf(modelId), parents.map((one) => nameOf(one.modelId)).sort()]),
    ).toEqual([['oak-hybrid', ['oak-sums', 'oak-tales']]])
  })

  test('its emergence misfits as a whole, and no longer where the checkpoints whose scores level off are left out', async () => {
    const [table] = await engine.call('emergence.tables', {})
    const fit = async (leastLoss: number | null) =>
      (
        await engine.call('emergence.fit', {
          checkpoints: table!.id,
          fewShot: 5,
          bootstrap: 0,
          leastLoss,
          operation: `fit ${String(leastLoss)}`,
        })
      ).first.goodness.misfits
    expect([await fit(null), await fit(0.3), await fit(0.5)]).toEqual([true, false, false])
  })

  test('its tree is computed', async () => {
    const models = await engine.call('models.list', {})
    const genome = (await engine.call('genomes.list', {})).find(({ name }) => name === 'nursery')!
    const tree = await engine.call('analysis.tree', {
      genomeId: genome.id,
      rule: { chars: 4, strip: 'none', temperature: 1 },
      measure: usualMeasure,
      modelIds: models.map(({ id }) => id),
      method: 'nj',
      root: 'none',
      replicates: 0,
      seed: 1,
    })
    expect(tree.nodes.filter(({ modelId }) => modelId !== null).length).toBe(15)
  })
})
