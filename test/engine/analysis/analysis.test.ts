import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { describe, expect, it } from 'vitest'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { treeNewick } from '../../../engine/analyses/tree-newick.ts'
import { tipNames } from '../../core/tree/tip-names.ts'
import type { Engine } from '../../../engine/engine.ts'
import { Death, fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'
import { sampleResult, sampleSettings } from '../fixtures/samples.ts'

const rule = { chars: 4, strip: 'none', temperature: 1 } as const

/**
 * Populations of two alleles, all resolved, whose share depends on the model and a little on the gene: similarities
 * have a closed form.
 */
const share: Readonly<Record<string, number>> = { a: 0.5, b: 0.625, c: 0.9375, d: 0.96875 }
const nameOf = (path: string): string => path.slice(-6, -5)
function twoAlleles(p: number): ReturnType<typeof sampleResult> {
  return {
    ...sampleResult(0.5),
    alleles: [
      { text: 'aaaa', end: false, p },
      { text: 'bbbb', end: false, p: 1 - p },
    ],
    residue: [],
    unresolved: 0,
    bound: 0,
  }
}
const shareOf = (name: string, gene: number): number => share[name]! - gene / 64

async function probed(
  change: Parameters<typeof setUp>[0] = {},
  behaviour: Parameters<typeof fakeInference>[0] = {},
): Promise<{ engine: Engine; genomeId: string; ids: string[] }> {
  const { start } = fakeInference({
    result: (gene, path) => twoAlleles(shareOf(nameOf(path), gene.index)),
    ...behaviour,
  })
  const { engine, request, genomeId, models } = await setUp({
    startInference: start,
    modelNames: ['a', 'b', 'c', 'd'],
    genes: 3,
    ...change,
  })
  await engine.call('probes.start', request)
  await queueUntil(engine, allOver)
  return { engine, genomeId, ids: models }
}

/** The published formula, straight from the definition. */
function nei(left: string, right: string, genes: readonly number[]): number {
  const sum = (f: (gene: number) => number): number => genes.reduce((total, gene) => total + f(gene), 0)
  const dot = (x: number, y: number): number => x * y + (1 - x) * (1 - y)
  const cross = sum((gene) => dot(shareOf(left, gene), shareOf(right, gene)))
  const self = (name: string): number => sum((gene) => dot(shareOf(name, gene), shareOf(name, gene)))
  return cross / Math.sqrt(self(left) * self(right))
}

describe('distances', () => {
  it('are those of the definition, with bounds that meet where nothing is unresolved', async () => {
    const { engine, genomeId, ids } = await probed()
    const found = await engine.call('analysis.distances', { genomeId, rule, measure: 'nei' })
    expect(found).toMatchObject({ models: ['a', 'b', 'c', 'd'], modelIds: ids, genes: 3, remarks: [] })
    found.models.forEach((model, i) => {
      found.models.forEach((other, j) => {
        expect(found.similarity[i]![j]).toBeCloseTo(nei(model, other, [0, 1, 2]), 12)
        expect(found.distance[i]![j]).toBeCloseTo(-Math.log(nei(model, other, [0, 1, 2])), 12)
        expect(found.lower[i]![j]).toBeCloseTo(found.similarity[i]![j]!, 12)
        expect(found.upper[i]![j]).toBeCloseTo(found.similarity[i]![j]!, 12)
      })
    })
    const some = await engine.call('analysis.distances', {
      genomeId,
      rule,
      measure: 'nei',
      modelIds: [ids[3]!, ids[0]!],
    })
    expect(some.models).toEqual(['a', 'd'])
    expect(some.similarity[0]![1]).toBeCloseTo(found.similarity[0]![3]!, 12)
    await engine.close()
  })

  it('take the genes that all models have, and say so', async () => {
    const { engine, genomeId } = await probed(
      {},
      {
        load: (path) => {
          current = nameOf(path)
        },
        gene: (gene) => {
          if (current === 'b' && gene.index === 1) throw new Death()
        },
      },
    )
    const found = await engine.call('analysis.distances', { genomeId, rule, measure: 'nei' })
    expect(found.genes).toBe(2)
    expect(remarkTexts(found)).toEqual([
      'Compared are the 2 of 3 genes that all models have.',
      expect.stringMatching(
        /^b \(1 gene\): Set aside, since the inference process refused or died on what was asked: /,
      ),
    ])
    expect(found.similarity[0]![2]).toBeCloseTo(nei('a', 'c', [0, 2]), 12)
    await engine.close()
  })

  it('take the finest tolerance of each model, and say where tolerances differ', async () => {
    const { engine, genomeId, ids } = await probed()
    const start = (modelIds: string[], tolerance: number): Promise<unknown> =>
      engine.call('probes.start', {
        modelIds,
        genomeId,
        settings: { ...sampleSettings, tolerance },
        load: { gpu: 'off' },
      })
    await start([ids[0]!], 0.0001)
    await start([ids[1]!], 0.01)
    await queueUntil(engine, allOver)
    expect(remarkTexts(await engine.call('analysis.distances', { genomeId, rule, measure: 'nei' }))).toEqual([
      'Tolerances differ: 0.0001, 0.001. The bounds take this into account.',
    ])
    expect((await engine.call('populations.get', { modelId: ids[0]!, genomeId })).probe.settings.tolerance).toBe(0.0001)
    await engine.close()
  })

  it('say where the models were probed under differing conditions', async () => {
    const { start } = fakeInference()
    let started = 0
    const { engine, request, genomeId } = await setUp({
      modelNames: ['a', 'b'],
      startInference: async () => {
        started += 1
        const device = `card ${String(started)}`
        const inference = await start()
        return {
          ...inference,
          load: async (path, settings, options) => {
            const loaded = await inference.load(path, settings, options)
            return { ...loaded, environment: { ...loaded.environment, device } }
          },
        }
      },
    })
    await engine.call('probes.start', request)
    await queueUntil(engine, allOver)
    const found = await engine.call('analysis.distances', { genomeId, rule, measure: 'nei' })
    expect(remarkTexts(found)).toContain(
      'The models were not all probed under the same conditions: device card 1, card 2.',
    )
    await engine.close()
  })

  it('need two models with complete probes, and say what to do', async () => {
    const { engine, request, genomeId, models } = await setUp({
      startInference: fakeInference().start,
      modelNames: ['a', 'b'],
    })
    const ask = { genomeId, rule, measure: 'nei' as const }
    await engine.call('probes.start', { ...request, modelIds: [models[0]!] })
    await queueUntil(engine, allOver)
    await expect(engine.call('analysis.distances', ask)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(
        /at least 2 models with a complete probe with genome numbers \(4 characters, strip none, temperature 1\); found 1\. Probe more/,
      ) as string,
    })
    await expect(engine.call('analysis.distances', { ...ask, modelIds: models })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('of: b. Probe it first') as string,
    })
    await expect(engine.call('analysis.distances', { ...ask, genomeId: 'absent' })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(engine.call('analysis.distances', { ...ask, modelIds: ['absent'] })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(engine.call('populations.get', { modelId: models[1]!, genomeId })).rejects.toMatchObject({
      code: 'not-found',
      message: 'b has no population of genome numbers. Probe it first.',
    })
    await engine.close()
  })

  it('and populations: a model that is removed while they are read is named', async () => {
    const { engine, genomeId, ids } = await probed({ genes: 600 })
    const reading = engine.call('populations.get', { modelId: ids[0]!, genomeId, count: 600 })
    const removing = engine.call('models.remove', { modelId: ids[0]! })
    await expect(reading).rejects.toMatchObject({
      code: 'not-found',
      message: 'The population of a was removed while it was read.',
    })
    expect(await removing).toMatchObject({ removed: true })
    await engine.close()
  })

  it('are computed anew when a probe joins, not taken from a cache', async () => {
    const { start } = fakeInference({ result: (gene, path) => twoAlleles(shareOf(nameOf(path), gene.index)) })
    const { engine, request, genomeId, models } = await setUp({
      startInference: start,
      modelNames: ['a', 'b', 'c'],
      genes: 3,
    })
    const probe = async (modelIds: string[]): Promise<string[]> => {
      await engine.call('probes.start', { ...request, modelIds })
      await queueUntil(engine, allOver)
      return (await engine.call('analysis.distances', { genomeId, rule, measure: 'nei' })).models
    }
    expect(await probe([models[0]!, models[1]!])).toEqual(['a', 'b'])
    expect(await probe([models[2]!])).toEqual(['a', 'b', 'c'])
    await engine.call('models.rename', { modelId: models[0]!, name: 'z' })
    expect((await engine.call('analysis.distances', { genomeId, rule, measure: 'nei' })).models).toEqual([
      'b',
      'c',
      'z',
    ])
    await engine.close()
  })
})

let current = ''

describe('trees', () => {
  const request = { rule, measure: 'nei', method: 'nj', root: 'none', replicates: 0, seed: 1 } as const

  it('have the models as tips and the clades of the distances, in preorder', async () => {
    const { engine, genomeId, ids } = await probed()
    const tree = await engine.call('analysis.tree', { ...request, genomeId, root: 'midpoint', replicates: 50 })
    expect(tipNames(parseNewick(treeNewick(tree))).sort()).toEqual(['a', 'b', 'c', 'd'])
    expect(tree).toMatchObject({ rooted: true, method: 'nj', measure: 'nei', genes: 3, replicates: 50, seed: 1 })
    expect(tree.nodes[0]?.parent).toBeNull()
    tree.nodes.slice(1).forEach((node, index) => {
      expect(node.parent).toBeLessThan(index + 1)
    })
    const tips = tree.nodes.filter((node) => node.name !== null)
    expect(tips.map((node) => [node.name, node.modelId]).sort()).toEqual(
      ['a', 'b', 'c', 'd'].map((name, index) => [name, ids[index]]),
    )
    const parentOf = (name: string): number => tree.nodes.find((node) => node.name === name)!.parent!
    expect(parentOf('a')).toBe(parentOf('b'))
    expect(parentOf('c')).toBe(parentOf('d'))
    const supports = tree.nodes.filter((node) => node.support !== null)
    expect(supports.length).toBeGreaterThan(0)
    for (const node of supports) expect(node.support).toBe(1)
    await engine.close()
  })

  it('are the same for the same seed, rooted as asked, and refuse a root that is not compared', async () => {
    const { engine, genomeId, ids } = await probed()
    const ask = { ...request, genomeId, replicates: 20 }
    expect(await engine.call('analysis.tree', ask)).toEqual(await engine.call('analysis.tree', ask))
    expect((await engine.call('analysis.tree', ask)).rooted).toBe(false)
    expect((await engine.call('analysis.tree', { ...ask, method: 'upgma' })).rooted).toBe(true)
    const byModel = await engine.call('analysis.tree', { ...ask, root: { modelId: ids[2]! } })
    expect(byModel.nodes.find((node) => node.name === 'c')?.parent).toBe(0)
    expect(byModel.nodes.filter((node) => node.parent === 0)).toHaveLength(2)
    await expect(
      engine.call('analysis.tree', { ...ask, modelIds: ids.slice(0, 3), root: { modelId: ids[3]! } }),
    ).rejects.toMatchObject({ code: 'invalid' })
    await engine.close()
  })
})
