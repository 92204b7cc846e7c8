import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Lineage } from '../../../engine/analyses/lineage.ts'
import { type Engine, openEngine } from '../../../engine/engine.ts'
import { withMetadata } from '../fixtures/edit-gguf.ts'
import { stringEntry, uint32Entry } from '../fixtures/gguf-writer.ts'
import { demoFolder, type KnownModel, knownModels } from '../../known-descent.ts'
import { sharedMaterial } from '../../shared-material.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const nursery = sharedMaterial('nursery')
const folder = temporaryFolder()
const opened: Engine[] = []
afterAll(() => Promise.all(opened.map((engine) => engine.close())))

async function withModels(paths: readonly string[]): Promise<Engine> {
  const engine = await openEngine({ databaseFile: ':memory:', modelsFolder: join(folder, 'absent') })
  opened.push(engine)
  const placeIds = paths.map((path) => engine.grantPlace(path).id)
  expect((await engine.call('models.add', { placeIds, operation: 'add' })).refused).toEqual([])
  return engine
}

async function lineageIn(known: readonly KnownModel[]): Promise<Lineage> {
  const engine = await withModels(known.map(({ path }) => path))
  const modelIds = (await engine.call('models.list', {})).map(({ id }) => id)
  await engine.call('lineage.sketch', { modelIds })
  return engine.call('analysis.lineage', {})
}

/** Edges and merges in the words of a manifest, which names of several parents has one line of. */
function told({ modelIds, models, edges, merges }: Lineage): string[] {
  const nameOf = new Map(modelIds.map((id, index) => [id, models[index]!]))
  return [
    ...edges
      .filter(({ kind }) => kind !== 'merge')
      .map(({ from, to, kind, isDirected }) =>
        isDirected
          ? `${nameOf.get(from)!} ${kind} ${nameOf.get(to)!}`
          : `${kind}: ${nameOf.get(from)!}, ${nameOf.get(to)!}`,
      ),
    ...merges.map(
      ({ modelId, parents, base }) =>
        `${parents
          .map(({ modelId: parent, share }) => `${share.toFixed(2)} ${nameOf.get(parent)!}`)
          .sort()
          .join(' + ')}${base === null ? '' : ` on ${base}`} merge ${nameOf.get(modelId)!}`,
    ),
  ].sort()
}

/** What a manifest says of its models, in the same words. */
function manifested(known: readonly KnownModel[]): string[] {
  return known
    .filter(({ parents }) => parents.length > 0)
    .map(({ name, parents, kind }) =>
      kind === 'merge'
        ? `${parents
            .map((parent) => `0.50 ${parent}`)
            .sort()
            .join(' + ')} merge ${name}`
        : `${parents.join()} ${kind} ${name}`,
    )
    .sort()
}

describe('the lineage of the demo models', () => {
  const computed = lineageIn(knownModels(demoFolder))
  test('is what their manifest says: parents and children, the merge with its shares, the quantization', async () => {
    expect(told(await computed)).toEqual(manifested(knownModels(demoFolder)))
  })
  test('holds the three families apart', async () => {
    const { families, modelIds, models } = await computed
    const nameOf = new Map(modelIds.map((id, index) => [id, models[index]!]))
    const stems = families.map((family) => [...new Set(family.map((id) => nameOf.get(id)!.split('-')[0]!))])
    expect(stems.map((names) => names.length)).toEqual([1, 1, 1])
    expect(stems.flat().sort()).toEqual(['fern', 'moss', 'oak'])
  })
  test('states what it rests on', async () => {
    const { edges, remarks } = await computed
    expect(remarks).toEqual([])
    for (const { kind, confidence, evidence } of edges) {
      expect(evidence.log10P).toBeLessThan(-6)
      if (kind !== 'finetune') continue
      expect(confidence).toBeGreaterThan(0.85)
      expect(evidence.growth!.median).toBeGreaterThan(0.3)
      expect(evidence.relativeDistanceError!).toBeLessThan(0.01 * evidence.relativeDistance!)
    }
  })
})

test('a model whose weights are not read is named and left out; with none there is nothing to tell', async () => {
  const engine = await withModels(['oak', 'oak-tales', 'fern'].map((name) => join(demoFolder, `${name}.gguf`)))
  await expect(engine.call('analysis.lineage', {})).rejects.toMatchObject({ code: 'not-found' })
  const idOf = new Map((await engine.call('models.list', {})).map(({ id, name }) => [name, id]))
  await engine.call('lineage.sketch', { modelIds: [idOf.get('oak')!, idOf.get('oak-tales')!] })
  const lineage = await engine.call('analysis.lineage', {})
  expect(lineage.models).toEqual(['oak', 'oak-tales'])
  expect(lineage.remarks).toMatchObject([{ kind: 'weights not read', modelIds: [idOf.get('fern')!] }])
  await expect(engine.call('analysis.lineage', { modelIds: ['nobody'] })).rejects.toMatchObject({ code: 'not-found' })
})

test('a lineage is kept until models, weights or what probes say of them change', async () => {
  const engine = await withModels(['oak', 'oak-tales'].map((name) => join(demoFolder, `${name}.gguf`)))
  const models = await engine.call('models.list', {})
  await engine.call('lineage.sketch', { modelIds: models.map(({ id }) => id) })
  const steps: string[] = []
  engine.on('operation', ({ operation, item }) => {
    if (operation === 'lineage') steps.push(item)
  })
  /** Whether it was computed, and its answer. */
  const asked = async () => {
    steps.length = 0
    const lineage = await engine.call('analysis.lineage', { operation: 'lineage' })
    return { lineage, isComputed: steps.includes('Comparing weights') }
  }
  const first = await asked()
  expect(first.isComputed).toBe(true)
  expect(await asked()).toEqual({ lineage: first.lineage, isComputed: false })
  // Nothing was read anew.
  await engine.call('lineage.sketch', { modelIds: models.map(({ id }) => id) })
  expect((await asked()).isComputed).toBe(false)
  await engine.call('models.rename', { modelId: models[0]!.id, name: 'acorn' })
  const renamed = await asked()
  expect(renamed.isComputed).toBe(true)
  expect(renamed.lineage.models).toEqual(['acorn', 'oak-tales'])
  const placeIds = [engine.grantPlace(join(demoFolder, 'fern.gguf')).id]
  await engine.call('models.add', { placeIds, operation: 'add' })
  expect((await asked()).lineage.remarks).toMatchObject([{ kind: 'weights not read' }])
  await engine.call('lineage.sketch', { modelIds: (await engine.call('models.list', {})).map(({ id }) => id) })
  const read = await asked()
  expect(read.isComputed).toBe(true)
  expect(read.lineage.models).toEqual(['acorn', 'fern', 'oak-tales'])
})

describe('parents that headers declare', () => {
  /** A demo model under a name, whose header names a parent. */
  function declaring(file: string, name: string, parent: string): string {
    const path = join(folder, `${name}.gguf`)
    const base = [uint32Entry('general.base_model.count', 1), stringEntry('general.base_model.0.name', parent)]
    writeFileSync(
      path,
      withMetadata(readFileSync(join(demoFolder, `${file}.gguf`)), [stringEntry('general.name', name), ...base]),
    )
    return path
  }
  const opened = (async () => {
    const engine = await withModels([
      declaring('oak', 'oak', 'oak-tales'),
      declaring('oak-tales', 'oak-tales', 'moss'),
      declaring('oak-sums', 'oak-sums', 'oak'),
      declaring('oak-sums-chat', 'oak-sums-chat', 'oak-tales'),
      declaring('moss', 'moss', 'fern'),
      declaring('fern', 'fern', 'fern'),
    ])
    const idOf = new Map((await engine.call('models.list', {})).map(({ name, id }) => [name, id]))
    await engine.call('lineage.sketch', { modelIds: [...idOf.values()] })
    return { engine, idOf, lineage: await engine.call('analysis.lineage', {}) }
  })()

  test('are told to be measured where the weights say so, not where they contradict, else neither', async () => {
    const { lineage } = await opened
    const nameOf = new Map(lineage.modelIds.map((id, index) => [id, lineage.models[index]!]))
    expect(
      Object.fromEntries(
        lineage.declared.map(({ from, to, isMeasured }) => [`${nameOf.get(from)!} > ${nameOf.get(to)!}`, isMeasured]),
      ),
    ).toEqual({
      'oak > oak-sums': true,
      // The other way round, beside each other, and no relation in weights that can be compared.
      'oak-tales > oak': false,
      'oak-tales > oak-sums-chat': false,
      'moss > oak-tales': false,
      // Vectors of another length.
      'fern > moss': null,
    })
  })

  test('carry a remark where the weights contradict them, by how', async () => {
    const { lineage, idOf } = await opened
    const ids = (...names: readonly string[]): string[] => names.map((name) => idOf.get(name)!)
    expect(lineage.remarks).toEqual([
      {
        kind: 'declared parents',
        text: 'By its header oak-tales was made from moss; their weights show no evidence of a relation.',
        modelIds: ids('oak-tales', 'moss'),
      },
      {
        kind: 'declared parents',
        text: 'By its header oak was made from oak-tales; their weights show it the other way round.',
        modelIds: ids('oak', 'oak-tales'),
      },
      {
        kind: 'declared parents',
        text: 'By its header oak-sums-chat was made from oak-tales; their weights show both related, and neither made from the other.',
        modelIds: ids('oak-sums-chat', 'oak-tales'),
      },
    ])
  })

  test('carry the same remark where only the two are compared, in whatever order', async () => {
    const { engine, lineage, idOf } = await opened
    const remarksOf = async (left: string, right: string) =>
      (await engine.call('lineage.compare', { left: idOf.get(left)!, right: idOf.get(right)! })).remarks.filter(
        ({ kind }) => kind === 'declared parents',
      )
    expect(await remarksOf('oak-tales', 'moss')).toEqual([lineage.remarks[0]])
    expect(await remarksOf('oak', 'oak-tales')).toEqual([lineage.remarks[1]])
    expect(await remarksOf('oak-tales', 'oak')).toEqual([lineage.remarks[1]])
    expect(await remarksOf('oak', 'oak-sums')).toEqual([])
    expect(await remarksOf('fern', 'moss')).toEqual([])
  })
})

test.skipIf(!nursery.isThere)(
  `the nursery: 22 models of three families, all as its manifest says${nursery.absence}`,
  async () => {
    const known = knownModels(nursery.path)
    const lineage = await lineageIn(known)
    expect(lineage.models).toHaveLength(22)
    expect(told(lineage)).toEqual(manifested(known))
  },
)
