import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { CombinedTree } from '../../../engine/analyses/combined-tree.ts'
import { combinedDot } from '../../../engine/analyses/combined-dot.ts'
import { combinedCaption } from '../../../engine/analyses/combined-drawing.ts'
import { firstApart } from '../../../engine/analyses/combined-edges.ts'
import { combinedReading, combinedTable } from '../../../engine/analyses/combined-table.ts'
import { combinedNewick } from '../../../engine/analyses/combined-newick.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { listNodes } from '../../../core/tree/tree.ts'
import { probedFiles, type ProbedFiles } from '../fixtures/probed-files.ts'
import { sharedMaterial } from '../../shared-material.ts'

const root = join(import.meta.dirname, '../../..')
const demo = join(root, 'models/demo')
const nursery = sharedMaterial('nursery')
const opened: ProbedFiles[] = []
afterAll(() => Promise.all(opened.map(({ engine }) => engine.close())))

type Options = Omit<Parameters<typeof probedFiles>[0], 'files'>

async function probed(names: readonly string[], options: Options = {}, where = demo): Promise<ProbedFiles> {
  const files = names.map((name) => join(where, `${name}.gguf`))
  const setup = await probedFiles({ files, ...options })
  opened.push(setup)
  return setup
}

const modelsIn = (where: string) =>
  readdirSync(where).flatMap((file) => (file.endsWith('.gguf') ? [file.replace('.gguf', '')] : []))

/** Each edge as `parent kind child`; `+` stands for a point without a model, `~` for one beside the tree. */
function told({ nodes, furtherEdges, models }: CombinedTree): string[] {
  const nameOf = new Map(models.map(({ modelId, name }) => [modelId, name]))
  return [
    ...nodes.flatMap(({ parent, name, by, kind, share }) =>
      parent === null
        ? []
        : [
            `${nodes[parent]!.name ?? '+'} ${by === 'behaviour' ? by : (kind ?? by)}${share === null ? '' : ` ${share.toFixed(2)}`} ${name ?? '+'}`,
          ],
    ),
    ...furtherEdges.map(
      ({ from, to, kind, share }) => `${nameOf.get(from)!} ~${kind} ${share!.toFixed(2)} ${nameOf.get(to)!}`,
    ),
  ].sort()
}

const ofFamilies = [
  'fern finetune fern-sums',
  'fern finetune fern-tales',
  'fern-tales finetune fern-tales-chat',
  'moss finetune moss-code',
  'moss-code finetune moss-code-chat',
  'oak finetune oak-sums',
  'oak finetune oak-tales',
  'oak quantization oak-Q4_0',
  'oak-sums finetune oak-sums-chat',
  'oak-tales finetune oak-tales-chat',
]

describe('the demo models', { timeout: 60_000 }, () => {
  const computed = probed(modelsIn(demo)).then(async ({ engine, scope }) => ({
    engine,
    scope,
    combined: await engine.call('analysis.combinedTree', scope),
  }))

  test('are three lineages with their bases as roots, joined by behaviour, the merge below both its parents', async () => {
    const { combined } = await computed
    const edges = told(combined)
    expect(edges.filter((edge) => / (finetune|quantization) /.test(edge))).toEqual(ofFamilies)
    expect(edges.filter((edge) => edge.includes('behaviour'))).toEqual([
      '+ behaviour +',
      '+ behaviour fern',
      '+ behaviour moss',
      '+ behaviour oak',
    ])
    const ofMerge = edges.filter((edge) => edge.endsWith(' oak-hybrid'))
    expect(ofMerge).toHaveLength(2)
    expect(ofMerge.map((edge) => edge.split(' ')[0]).sort()).toEqual(['oak-sums', 'oak-tales'])
    expect(ofMerge.every((edge) => edge.includes(' 0.50 '))).toBe(true)
    expect(ofMerge.filter((edge) => edge.includes('~'))).toHaveLength(1)
    expect(combined.families.map(({ isJoined, isClade }) => [isJoined, isClade])).toEqual(
      combined.families.map(() => [true, true]),
    )
    expect(combined.remarks.filter(({ kind }) => kind === 'weights and behaviour' || kind === 'not joined')).toEqual([])
    expect(combinedCaption(combined)).toMatch(
      /^3 families by weights, all joined by behaviour · .*midpoint-rooted \(display only\) · /,
    )
  })

  test('have an edge each that says on what it rests, how long it is and how certain', async () => {
    const { combined } = await computed
    for (const node of combined.nodes) {
      if (node.parent === null) continue
      expect(node.lengthError === null).toBe(node.length === null)
      if (node.by === 'behaviour') expect(node.lengthError!).toBeGreaterThan(0)
      else if (node.kind === 'merge') expect(node.length).toBeNull()
      else expect(node.lengthError!).toBeLessThan(0.01 * node.length!)
      expect(node.probability !== null).toBe(node.kind === 'finetune')
      const edge = combined.lineage.edges.find(
        ({ from, to, kind }) => from === node.from && to === node.to && kind === node.kind,
      )
      expect(edge?.evidence.relativeDistance ?? null).toBe(node.by === 'weights' ? node.length : null)
    }
  })

  test('are written as extended Newick, as a graph and as tables', async () => {
    const { combined } = await computed
    const newick = combinedNewick(combined)
    const parsed = listNodes(parseNewick(newick))
    const named = parsed.flatMap(({ node }) => node.name ?? [])
    expect(named.toSorted()).toEqual(
      [...combined.models.map(({ name }) => (name === 'oak-hybrid' ? 'oak-hybrid#H1' : name)), 'oak-hybrid#H1'].sort(),
    )
    const parentOf = (name: string) =>
      parsed.flatMap(({ node, parent }) => (node.name === name ? [parsed[parent]!.node.name] : []))
    expect(parentOf('oak-tales-chat')).toEqual(['oak-tales'])
    expect(parentOf('oak-hybrid#H1').toSorted()).toEqual(['oak-sums', 'oak-tales'])
    expect(parsed.every(({ node }) => node.length === undefined)).toBe(true)
    expect(combinedDot(combined).match(/ -> /g)).toHaveLength(combined.nodes.length)
    const { columns, rows } = combinedTable(combined)
    expect(rows.every((row) => row.length === columns.length)).toBe(true)
    expect(rows).toHaveLength(combined.nodes.length + 1)
    const reading = combinedReading(combined)
    expect(reading.rows).toHaveLength(combined.nodes.length)
    expect(reading.rows.at(-1)).toEqual(expect.arrayContaining(['oak-hybrid', 'weights', 'merge']))
  })

  test('are joined as their representatives are by behaviour alone, where a family is one model', async () => {
    const { engine, scope, combined } = await computed
    const named = new Map(combined.models.map(({ name, modelId }) => [name, modelId]))
    const modelIds = ['oak', 'fern', 'moss'].map((name) => named.get(name)!)
    for (const method of ['nj', 'upgma'] as const) {
      const request = { ...scope, modelIds, method, root: 'midpoint' as const }
      const { nodes } = await engine.call('analysis.combinedTree', request)
      const tree = await engine.call('analysis.tree', request)
      expect(nodes.map(({ parent, modelId, length, support }) => ({ parent, modelId, length, support }))).toEqual(
        tree.nodes.map(({ parent, modelId, length, support }) => ({ parent, modelId, length, support })),
      )
    }
  })

  test('hang below the family of the outgroup, where one of its models is asked for', async () => {
    const { engine, scope, combined } = await computed
    const chat = combined.models.find(({ name }) => name === 'moss-code-chat')!
    const { nodes } = await engine.call('analysis.combinedTree', {
      ...scope,
      root: { modelId: chat.modelId },
      replicates: 0,
    })
    expect(nodes.flatMap(({ parent, name }) => (parent === 0 ? [name] : [])).sort()).toEqual(['moss', null])
    expect(nodes.every(({ lengthError, by }) => by !== 'behaviour' || lengthError === null)).toBe(true)
  })
})

describe('what is not known', { timeout: 60_000 }, () => {
  test('a family without populations stands apart, a model without weights is placed by behaviour, and both are told', async () => {
    const { engine, scope, idOf } = await probed(['oak', 'oak-tales', 'fern', 'fern-sums', 'moss', 'moss-code'], {
      unprobed: ['oak-tales', 'moss', 'moss-code'],
      unread: ['fern-sums'],
    })
    const combined = await engine.call('analysis.combinedTree', scope)
    expect(told(combined)).toEqual([
      '+ behaviour +',
      '+ behaviour fern',
      '+ behaviour fern-sums',
      '+ behaviour oak',
      'moss finetune moss-code',
      'oak finetune oak-tales',
    ])
    expect(combined.nodes[firstApart(combined)!]!.name).toBe('moss')
    expect(combined.nodes.filter(({ parent }) => parent === null)).toHaveLength(2)
    const about = (kind: string) => combined.remarks.flatMap((remark) => (remark.kind === kind ? [remark] : []))
    expect(about('not joined')).toMatchObject([{ modelIds: [idOf.get('moss'), idOf.get('moss-code')] }])
    expect(about('weights not read')).toMatchObject([{ modelIds: [idOf.get('fern-sums')] }])
    expect(combined.models.filter(({ isRead }) => !isRead).map(({ name }) => name)).toEqual(['fern-sums'])
    expect(combinedNewick(combined).split('\n')).toHaveLength(2)
    expect(combinedCaption(combined)).toContain('4 families by weights, 3 joined by behaviour')
  })

  test('with one probed model its family is the tree; with none all stand apart; without weights there is none', async () => {
    const { engine, scope, idOf } = await probed(['oak', 'oak-tales', 'fern', 'moss'], {
      unprobed: ['fern', 'moss', 'oak-tales'],
      unread: ['moss'],
    })
    const combined = await engine.call('analysis.combinedTree', scope)
    expect(combined.nodes.map(({ parent, name }) => [parent, name])).toEqual([
      [null, 'oak'],
      [0, 'oak-tales'],
      [null, 'fern'],
    ])
    expect(firstApart(combined)).toBe(2)
    // Nothing is joined, so that no bootstrap, method or root is told of.
    expect(combined).toMatchObject({ replicates: 0 })
    expect(combinedCaption(combined)).toBe('2 families by weights, none joined by behaviour')
    const ids = (...names: string[]) => names.map((name) => idOf.get(name)!)
    const none = await engine.call('analysis.combinedTree', { ...scope, modelIds: ids('fern', 'oak-tales', 'moss') })
    expect(none.nodes.map(({ parent, name }) => [parent, name]).toSorted()).toEqual([
      [null, 'fern'],
      [null, 'moss'],
      [null, 'oak-tales'],
    ])
    expect(firstApart(none)).toBe(0)
    expect(none).toMatchObject({ genes: 0, replicates: 0 })
    await expect(engine.call('analysis.combinedTree', { ...scope, modelIds: ids('moss') })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(engine.call('analysis.combinedTree', { ...scope, genomeId: 'none' })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  test('of models whose weights are not read behaviour contradicts nothing', async () => {
    // By behaviour both in the midst of a family.
    const { engine, scope, idOf } = await probed(['oak', 'oak-tales', 'fern', 'fern-tales', 'moss', 'oak-sums'], {
      twinOf: { moss: 'fern' },
      behavesAs: { 'oak-sums': 'fern' },
      unread: ['moss', 'oak-sums'],
    })
    const combined = await engine.call('analysis.combinedTree', scope)
    expect(combined.remarks.filter(({ kind }) => kind === 'weights and behaviour')).toEqual([])
    expect(combined.root).toBe('midpoint')
    for (const root of ['oak', 'fern'])
      expect(combined.families.find(({ modelIds }) => modelIds.includes(idOf.get(root)!))).toMatchObject({
        isClade: true,
      })
  })

  test('where behaviour says otherwise the tree follows the weights, and remarks tell with numbers', async () => {
    const { engine, scope, idOf } = await probed(['oak', 'oak-tales', 'oak-sums', 'fern', 'fern-tales', 'moss'], {
      behavesAs: { 'oak-sums': 'fern' },
    })
    const combined = await engine.call('analysis.combinedTree', scope)
    expect(told(combined)).toContain('oak finetune oak-sums')
    const texts = combined.remarks.flatMap(({ kind, text }) => (kind === 'weights and behaviour' ? [text] : []))
    expect(texts).toEqual([
      expect.stringMatching(
        /^By their weights oak, oak-sums, oak-tales are one family, which the tree by behaviour does not hold together \(it does in (0|< 1) % of the replicates\)\.$/,
      ),
      expect.stringMatching(/^By their weights fern, fern-tales are one family, which .*\.$/),
      expect.stringMatching(
        /^By behaviour nearer to fern, fern-tales than to the others of their family by weights, with the mean distances to both: oak-sums at 0\.\d+ \(.+ to .+\) and 0\.\d+ \(.+ to .+\), so in (\d+|> 99) % of the replicates\.$/,
      ),
    ])
    const split = combined.families.find(({ modelIds }) => modelIds.includes(idOf.get('oak')!))
    expect(split).toMatchObject({ isClade: false, cladeSupport: 0 })
  })
})

test('models that compute the same and are unrelated by weights stay apart, with a remark', {
  timeout: 60_000,
}, async () => {
  const { engine, scope, idOf } = await probed(['oak', 'oak-tales', 'fern', 'moss'], { twinOf: { moss: 'fern' } })
  const combined = await engine.call('analysis.combinedTree', scope)
  expect(combined.families.map(({ modelIds }) => modelIds.length)).toEqual([2, 1, 1])
  expect(combined.remarks.filter(({ kind }) => kind === 'weights and behaviour')).toEqual([
    {
      kind: 'weights and behaviour',
      text: expect.stringMatching(
        /^fern, moss compute the same within the noise \(D .+\), and their weights show no evidence of a relation\.$/,
      ),
      modelIds: [idOf.get('fern'), idOf.get('moss')].toSorted(),
    },
  ])
})

test.skipIf(!nursery.isThere)(
  `the nursery: three families, each parent a model above what was made from it${nursery.absence}`,
  { timeout: 120_000 },
  async () => {
    const { engine, scope } = await probed(modelsIn(nursery.path), {}, nursery.path)
    const combined = await engine.call('analysis.combinedTree', scope)
    expect(combined.families.map(({ modelIds }) => modelIds.length)).toEqual([11, 7, 4])
    const edges = told(combined)
    expect(edges).toEqual(expect.arrayContaining(ofFamilies))
    expect(edges.filter((edge) => edge.includes('+') && !edge.includes('behaviour'))).toEqual([])
    expect(
      edges
        .filter((edge) => edge.endsWith('0.50 oak-hybrid'))
        .map((edge) => edge.replace('~', ''))
        .sort(),
    ).toEqual(['oak-sums merge 0.50 oak-hybrid', 'oak-tales merge 0.50 oak-hybrid'])
  },
)
