import { describe, expect, it } from 'vitest'
import { similarityMatrix } from '../../../core/similarity/similarity-matrix.ts'
import { similarityTerms } from '../../../bench/terms-in-memory.ts'
import { distancesFromSimilarities } from '../../../core/similarity/distance-from-similarity.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { bootstrapTrees } from '../../../core/tree/bootstrap.ts'
import { treeOfRows } from '../../../core/tree/node-rows.ts'
import { rootByOutgroup } from '../../../core/tree/root-by-outgroup.ts'
import { listNodes, type Tree } from '../../../core/tree/tree.ts'
import { tipNames } from '../../core/tree/tip-names.ts'
import { upgma } from '../../../core/tree/upgma.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'
import { sampleResult } from '../fixtures/samples.ts'

const rule = { chars: 4, strip: 'none', temperature: 1 } as const
const request = { rule, measure: 'nei', method: 'nj', root: 'none', replicates: 40, seed: 3 } as const

function twoAlleles(p: number): ReturnType<typeof sampleResult> {
  const alleles = [
    { text: 'aaaa', end: false, p },
    { text: 'bbbb', end: false, p: 1 - p },
  ]
  return { ...sampleResult(0.5), alleles, residue: [], unresolved: 0, bound: 0 }
}

/** An engine with one probe per name; `share` gives the first allele's probability. */
async function probed(names: readonly string[], genes: number, share: (name: string, gene: number) => number) {
  const nameOf = (path: string): string => /([^/]+)\.gguf$/.exec(path)![1]!
  const { start } = fakeInference({ result: (gene, path) => twoAlleles(share(nameOf(path), gene.index)) })
  const { engine, request: probe, genomeId } = await setUp({ startInference: start, modelNames: names, genes })
  await engine.call('probes.start', probe)
  await queueUntil(engine, allOver)
  return { engine, genomeId }
}

const clades = (tree: Tree): { names: string; support: number | undefined; length: number | undefined }[] =>
  listNodes(tree).flatMap(({ node, parent }) =>
    parent < 0 || node.children.length === 0
      ? []
      : [{ names: tipNames(node).sort().join(' '), support: node.support, length: node.length }],
  )

describe('models with the same populations', () => {
  const share = (name: string, gene: number): number =>
    (name.startsWith('twin') ? 0.5 : { near: 0.53, kin: 0.8, far: 0.95 }[name]!) - gene / 100
  const twins = ['twin_b', 'twin_c', 'twin_a']

  it.each(['nj', 'upgma'] as const)(
    'are one point of a tree by %s, with no support among them, and a note says so',
    async (method) => {
      const { engine, genomeId } = await probed([...twins, 'near', 'kin', 'far'], 6, share)
      const tree = await engine.call('analysis.tree', { ...request, method, genomeId })
      const found = clades(treeOfRows(tree.nodes))
      expect(
        found.filter(
          ({ names }) =>
            names.split(' ').some((name) => name.startsWith('twin')) && !names.includes('twin_a twin_b twin_c'),
        ),
      ).toEqual([])
      expect(found.find(({ names }) => names === 'twin_a twin_b twin_c')).toMatchObject({ support: undefined })
      for (const name of twins) expect(tree.nodes.find((node) => node.name === name)!.length).toBe(0)
      expect(tree.same).toHaveLength(1)
      expect(tree.remarks).toContainEqual({
        kind: 'same',
        text: 'The same within the noise, and one point in a tree: twin_a = twin_b = twin_c.',
        modelIds: tree.same[0],
      })
      const distances = await engine.call('analysis.distances', { genomeId, rule, measure: 'nei' })
      expect(distances.same).toEqual(tree.same)
      expect(distances.remarks).toEqual(tree.remarks.filter(({ kind }) => kind !== 'negative branches'))
      await engine.close()
    },
  )

  it('keep topology and supports under other names', async () => {
    const shapes = []
    for (const rename of [
      (name: string) => name,
      (name: string) => ({ twin_a: 'z1', twin_b: 'a1', twin_c: 'm1', near: 'b', kin: 'y', far: 'a0' })[name]!,
    ]) {
      const original = new Map([...twins, 'near', 'kin', 'far'].map((name) => [rename(name), name]))
      const { engine, genomeId } = await probed([...original.keys()], 6, (name, gene) =>
        share(original.get(name)!, gene),
      )
      for (const method of ['nj', 'upgma'] as const) {
        const { nodes } = await engine.call('analysis.tree', { ...request, method, genomeId, root: 'midpoint' })
        const below = (index: number): string[] =>
          nodes.flatMap(({ parent, name }, at) =>
            parent === index ? (name === null ? below(at) : [original.get(name)!]) : [],
          )
        shapes.push(
          nodes
            .flatMap(({ name, support }, index) =>
              name === null ? [`${below(index).sort().join(' ')} ${String(support)}`] : [],
            )
            .sort(),
        )
      }
      await engine.close()
    }
    expect(shapes[0]!.length).toBeGreaterThan(2)
    expect(shapes.slice(2)).toEqual(shapes.slice(0, 2))
  })

  it('are rooted by as one', async () => {
    const { engine, genomeId } = await probed([...twins, 'near', 'kin', 'far'], 6, share)
    const [modelId] = (await engine.call('analysis.distances', { genomeId, rule, measure: 'nei' })).same[0]!
    const tree = treeOfRows(
      (await engine.call('analysis.tree', { ...request, genomeId, root: { modelId: modelId! } })).nodes,
    )
    expect(tree.children.map((child) => tipNames(child).sort().join(' ')).sort()).toEqual([
      'far kin near',
      'twin_a twin_b twin_c',
    ])
    await engine.close()
  })
})

describe('a UPGMA tree under another root', () => {
  it('has as support of a clade the share of replicates that have it under that root', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const genes = 9
    const drawn = seededGenerator(11)
    const shares = names.map((_, model) =>
      Array.from({ length: genes }, () => 0.3 + 0.06 * model + 0.0003 * drawn.integer(1000)),
    )
    const { engine, genomeId } = await probed(names, genes, (name, gene) => shares[names.indexOf(name)]![gene]!)
    const terms = similarityTerms(shares.map((row) => row.map((p) => twoAlleles(p))))
    const treeOf = (chosen: Int32Array): Tree => {
      const { similarity } = similarityMatrix(terms, 'nei', chosen)
      return upgma(distancesFromSimilarities('nei', similarity), names)
    }
    const replicates = [...bootstrapTrees({ geneCount: genes, replicates: 40, seed: 3, treeOf })]
    const { modelIds } = await engine.call('analysis.distances', { genomeId, rule, measure: 'nei' })
    const differing: string[] = []
    for (const [place, modelId] of modelIds.entries()) {
      const tree = treeOfRows(
        (await engine.call('analysis.tree', { ...request, method: 'upgma', genomeId, root: { modelId } })).nodes,
      )
      const rerooted = replicates.map(
        (replicate) => new Set(clades(rootByOutgroup(replicate, [names[place]!])).map((clade) => clade.names)),
      )
      const asGiven = replicates.map((replicate) => new Set(clades(replicate).map((clade) => clade.names)))
      for (const clade of clades(tree)) {
        if (clade.names.split(' ').length === names.length - 1) continue
        const share = rerooted.filter((one) => one.has(clade.names)).length / replicates.length
        expect(clade.support).toBeCloseTo(share, 12)
        if (share !== asGiven.filter((one) => one.has(clade.names)).length / replicates.length)
          differing.push(clade.names)
      }
    }
    // Otherwise counting clades under the method's own root would pass too.
    expect(differing).not.toEqual([])
    await engine.close()
  })
})
