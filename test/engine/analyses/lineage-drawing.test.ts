import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMarkTitle } from '../../../core/scene/mark-title.ts'
import type { GroupShape, Shape } from '../../../core/scene/scene.ts'
import { lineageDrawing, lineageReading, lineageTable } from '../../../engine/analyses/lineage-drawing.ts'
import { lineageOrder } from '../../../engine/analyses/lineage-order.ts'
import { edgeBrief, edgeFacts, lineageSentences } from '../../../engine/analyses/lineage-sentences.ts'
import type { LineageAnswerEdge } from '../../../engine/analyses/lineage.ts'
import { edge, oakLineage as lineage } from './oak-lineage.ts'

const groups = (shapes: readonly Shape[]): GroupShape[] =>
  shapes.flatMap((shape) =>
    shape.kind !== 'group' ? [] : [...(shape.title === undefined ? [] : [shape]), ...groups(shape.shapes)],
  )

test('each model and each edge is drawn with what is known of it, and leads where it should', () => {
  const scene = lineageDrawing(lineage, {
    width: 700,
    groups: new Map([['a', 'oak']]),
    linkOf: (id) => `#model-${id}`,
    edgeLinkOf: ({ from, to }) => `#pair-${from}-${to}`,
    marked: ['b', 'a'],
  })
  const drawn = new Map(groups(scene.shapes).map((group) => [readMarkTitle(group.title!).name, group]))
  const facts = (name: string) => Object.fromEntries(readMarkTitle(drawn.get(name)!.title!).facts)
  expect([...drawn.keys()].sort()).toEqual([
    'acorn',
    'acorn: same weights as oak',
    'fern',
    'oak',
    'oak-Q4_0',
    'oak-Q4_0: quantization of oak',
    'oak-hybrid',
    'oak-hybrid: merge of oak-sums',
    'oak-hybrid: merge of oak-tales',
    'oak-sums',
    'oak-sums: trained from oak',
    'oak-tales',
    'oak-tales: trained from oak',
  ])
  expect(drawn.get('fern')!.link).toBe('#model-f')
  expect(drawn.get('oak-hybrid: merge of oak-sums')!.link).toBe('#pair-c-d')
  expect(facts('oak-tales: trained from oak')).toMatchObject({
    'Probability of this direction': '0.950',
    'Layers moved': 'by 0.1000 ± 0.0010 of their length',
    'Unrelated models look so': 'with probability below 1e−40',
  })
  expect(facts('oak-hybrid: merge of oak-sums')).toMatchObject({ Share: '0.500 ± 0.010' })
  expect(facts('acorn: same weights as oak')).toMatchObject({ Direction: 'cannot be told from the weights' })
  const inks = (name: string) =>
    drawn
      .get(name)!
      .shapes.flatMap((shape) => (shape.kind === 'path' && shape.stroke !== undefined ? [shape.stroke] : []))
  expect(inks('oak-tales: trained from oak')).toContain('accent')
  expect(inks('oak-sums: trained from oak')).not.toContain('accent')
})

test('models in words: what each descends from, and both ends of what has no direction', () => {
  const { ofModel } = lineageSentences(lineage)
  expect(lineage.modelIds.map((id) => ofModel(id))).toEqual([
    'same weights as acorn',
    'trained from oak (p = 0.950)',
    'trained from oak (p = 0.950)',
    'merge of oak-tales 0.500 ± 0.010, oak-sums 0.500 ± 0.010, 0.20 % not explained',
    'quantization of oak (p = 0.950)',
    null,
    'same weights as oak',
  ])
})

test('an edge in one line says how probable it is and what that rests on', () => {
  expect(lineage.edges.map((of) => edgeBrief(lineage, of).join(' · '))).toEqual([
    'probability 0.950 · layers moved by 0.1000 ± 0.0010 of their length · weights longer by 0.80 of the length of their change',
    'probability 0.950 · layers moved by 0.1000 ± 0.0010 of their length · weights longer by 0.80 of the length of their change',
    'probability 0.950 · layers moved by 0.1000 ± 0.0010 of their length · 1.02 times the noise of its type',
    'share 0.500 ± 0.010',
    'share 0.500 ± 0.010',
    'unrelated models look so with probability below 1e−40',
  ])
})

test('an edge by matched units says how far these moved, and what may be rounding', () => {
  const matched = {
    units: 120,
    sampledUnits: 128,
    relativeDistance: 0.05,
    relativeDistanceError: 0.003,
    floor: 0.002,
    inPlaceDistance: 1.4,
    attention: { matrices: 2, mostChange: 0.00123 },
  }
  const of = (kind: LineageAnswerEdge['kind'], distance: number): LineageAnswerEdge => {
    const plain = edge('a', 'b', kind, false)
    const evidence = {
      ...plain.evidence,
      relativeDistance: null,
      relativeDistanceError: null,
      matched: { ...matched, relativeDistance: distance },
    }
    return { ...plain, confidence: null, evidence }
  }
  const [changed, same] = [of('related', 0.05), of('rearranged', 0.001)]
  expect(edgeBrief(lineage, changed)).toContain('rearranged and changed by 5.0 ± 0.3 %')
  expect(edgeBrief(lineage, same)).toContain('matched hidden units moved by 0.001 ± 0.003')
  expect(Object.fromEntries(edgeFacts(lineage, changed))).toMatchObject({
    'Matched hidden units': '120 of 128 sampled, in the feed-forward part',
    'They moved by': '0.050 ± 0.003 of their length',
    'The same matrices in place': '1.4 of their length',
    Attention: 'heads are not matched; lengths of 2 matrices change by 0.12 % at most',
  })
  expect(Object.fromEntries(edgeFacts(lineage, same))['They moved by']).toBe(
    '0.001 ± 0.003 of their length, which rounding alone may be, up to 0.0020',
  )
})

test('an edge with an alternative names both, and a change of few matrices says in how many', () => {
  const plain = edge('a', 'b', 'finetune', true)
  const either: LineageAnswerEdge = { ...plain, alternatives: ['g'] }
  const { ofEdge, ofModel } = lineageSentences({ ...lineage, edges: [either] })
  expect(ofEdge(either)).toBe('oak-tales: trained from oak or acorn')
  expect(ofModel('b')).toBe('trained from oak or acorn (p = 0.950)')
  expect(Object.fromEntries(edgeFacts(lineage, either))['From']).toBe(
    'oak or acorn: these are too near to each other to tell which',
  )
  const near = edge('a', 'g', 'near', false)
  const moved = (relativeDistance: number, changed: number): string => {
    const evidence = { ...near.evidence, relativeDistance, changed: { changed, matrices: 21 } }
    return Object.fromEntries(edgeFacts(lineage, { ...near, evidence }))['Layers moved']!
  }
  expect(moved(1e-5, 21)).toBe('by 0.0010 % of their length')
  expect(moved(0.002, 1)).toBe('by 0.0020 ± 0.0010 of their length, in 1 of 21 matrices')
})

test('the table has a row for each edge, by names and ids', () => {
  const { columns, rows } = lineageTable(lineage)
  expect(rows.every((row) => row.length === columns.length)).toBe(true)
  expect(rows[3]).toEqual([
    'oak-tales',
    'oak-hybrid',
    'merge',
    'yes',
    0.95,
    0.5,
    0.01,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    1,
    -40.5,
    'b',
    'd',
    '',
  ])
})

test('for reading parents stand before what descends from them, strangers too, and no column is empty', () => {
  const { columns, rows } = lineageReading(lineage)
  expect(columns).toEqual(['Model', 'Is', 'Of', 'Probability', 'Share', 'Layers moved by'])
  expect(rows.map((row) => row.slice(0, 3).join(' | '))).toEqual([
    'oak | first of its family | –',
    'oak-tales | finetune | oak',
    'oak-sums | finetune | oak',
    'oak-hybrid | merge | oak-tales',
    'oak-hybrid | merge | oak-sums',
    'oak-Q4_0 | quantization | oak',
    'acorn | same weights | oak',
    'fern | no evidence of a relation | –',
  ])
  expect(columns.every((_, column) => rows.some((row) => row[column] !== '–'))).toBe(true)
})

test('law: each model is listed once, after all that it descends from', () => {
  const graph = fc.integer({ min: 1, max: 12 }).chain((count) =>
    fc.record({
      ids: fc.shuffledSubarray(
        Array.from({ length: count }, (_, place) => `m${place}`),
        { minLength: count },
      ),
      links: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 20 }),
    }),
  )
  fc.assert(
    fc.property(graph, ({ ids, links }) => {
      // From a smaller number to a larger one, so that none leads in a circle; listed in any order.
      const edges = links
        .filter(([from, to]) => from < to)
        .map(([from, to]) => edge(`m${from}`, `m${to}`, 'finetune', true))
      const order = lineageOrder({ families: [ids], edges })
      expect([...order].sort()).toEqual([...ids].sort())
      for (const { from, to } of edges) expect(order.indexOf(from)).toBeLessThan(order.indexOf(to))
    }),
  )
})

test('a circle of edges without a direction is listed whole', () => {
  const edges = [edge('a', 'b', 'related', false), edge('b', 'c', 'related', false), edge('c', 'a', 'related', false)]
  expect(lineageOrder({ families: [['a', 'b', 'c']], edges })).toEqual(['a', 'b', 'c'])
})
