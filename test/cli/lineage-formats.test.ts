import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineageDot } from '../../engine/analyses/lineage-dot.ts'
import { lineageText } from '../../cli/format/lineage-text.ts'
import type { Lineage, LineageAnswerEdge } from '../../engine/analyses/lineage.ts'

const edge = (from: string, to: string, kind: LineageAnswerEdge['kind'], isDirected: boolean): LineageAnswerEdge => ({
  from,
  to,
  kind,
  isDirected,
  confidence: kind === 'finetune' ? 0.95 : null,
  alternatives: [],
  evidence: {
    log10P: -40,
    unitsInPlace: 1,
    relativeDistance: 0.1,
    relativeDistanceError: 0.001,
    matched: null,
    growth: kind === 'finetune' ? { median: 0.8, grown: 1, tensors: 21 } : null,
    noise: { fits: true, ratio: 1.02, tensors: 21 },
    changed: null,
  },
})

const lineage: Lineage = {
  modelIds: ['a', 'b', 'c', 'd', 'e', 'f'],
  models: ['base', 'child', 'other "child"\\n', 'merge', 'base-Q4_0', 'stranger'],
  families: [['a', 'b', 'c', 'd', 'e'], ['f']],
  edges: [
    edge('a', 'b', 'finetune', true),
    edge('a', 'c', 'finetune', true),
    edge('a', 'e', 'quantization', true),
    edge('b', 'd', 'merge', true),
    edge('c', 'd', 'merge', true),
  ],
  merges: [
    {
      modelId: 'd',
      parents: [
        { modelId: 'b', share: 0.3, shareError: 0.01 },
        { modelId: 'c', share: 0.7, shareError: 0.01 },
      ],
      base: null,
      residual: 0.002,
    },
  ],
  declared: [],
  remarks: [],
}

test('a list has what descends below what it descends from, and says who is alone', () => {
  expect(lineageText(lineage)).toBe(
    [
      'Family 1, 5 models',
      '  base',
      '    child  trained from base, probability 0.950, layers moved by 0.1000 ± 0.0010 of their length, weights longer by 0.80 of the length of their change',
      '    other "child"\\n  trained from base, probability 0.950, layers moved by 0.1000 ± 0.0010 of their length, weights longer by 0.80 of the length of their change',
      '    base-Q4_0  quantization of base, layers moved by 0.1000 ± 0.0010 of their length, 1.02 times the noise of its type',
      '  merge  merge of child 0.300 ± 0.010, other "child"\\n 0.700 ± 0.010, 0.20 % not explained',
      '',
      'No evidence of a relation: stranger',
      '',
    ].join('\n'),
  )
})

const lines = (parts: Partial<Lineage>): string[] => {
  const { families } = lineage
  return lineageText({ ...lineage, families: [families.flat()], ...parts })
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/, (probability|layers|unrelated).*/, ''))
}

test('copies, quantizations and finetunes of a merge stand below it, with what it is made of and what that leaves', () => {
  const merge = { ...lineage.merges[0]!, base: 'f', residual: 0.7474 }
  const edges = [
    edge('d', 'a', 'same', false),
    edge('d', 'e', 'quantization', true),
    edge('b', 'd', 'merge', true),
    edge('c', 'd', 'merge', true),
    edge('b', 'f', 'related', false),
    edge('c', 'f', 'related', false),
  ]
  expect(lines({ edges, merges: [merge] })).toEqual([
    '  child',
    '    stranger  related to child',
    '      other "child"\\n  related to stranger',
    '  merge  merge of child 0.300 ± 0.010, other "child"\\n 0.700 ± 0.010, differences added to stranger, 74.7 % not explained',
    '    base  same weights as merge',
    '    base-Q4_0  quantization of merge',
  ])
})

test('a merge that stands below another model is told as a merge there too', () => {
  const edges = [edge('a', 'd', 'depth', true), edge('b', 'd', 'merge', true), edge('c', 'd', 'merge', true)]
  expect(lines({ edges })[1]).toBe('    merge  other depth of base')
  const whole = lineageText({ ...lineage, edges })
  expect(whole).toContain('; merge of child 0.300 ± 0.010, other "child"\\n 0.700 ± 0.010, 0.20 % not explained\n')
})

test('a second parent follows the list', () => {
  const edges = [...lineage.edges, edge('b', 'e', 'finetune', true), edge('f', 'b', 'related', false)]
  expect(lines({ edges }).slice(1)).toEqual([
    '    child  trained from base',
    '      stranger  related to child',
    '    other "child"\\n  trained from base',
    '    base-Q4_0  quantization of base',
    '  merge  merge of child 0.300 ± 0.010, other "child"\\n 0.700 ± 0.010, 0.20 % not explained',
    '  also base-Q4_0  trained from child',
  ])
})

test('every model has one line, and every edge is told once, whatever the edges are', () => {
  const kinds = ['same', 'quantization', 'finetune', 'related', 'depth', 'rearranged'] as const
  // Edges lead from earlier models to later ones, so that none comes from itself.
  const drawn = fc.record({
    from: fc.integer({ min: 0, max: 7 }),
    step: fc.integer({ min: 1, max: 7 }),
    kind: fc.constantFrom(...kinds),
    isDirected: fc.boolean(),
  })
  const ids = Array.from({ length: 9 }, (_, index) => `m${index}`)
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 14 }), fc.subarray(ids), (drawings, merged) => {
      const edges = drawings.flatMap(({ from, step, kind, isDirected }) =>
        from + step < ids.length ? [edge(ids[from]!, ids[from + step]!, kind, isDirected)] : [],
      )
      const merges = merged.map((modelId) => ({ ...lineage.merges[0]!, modelId, parents: [] }))
      const text = lineageText({ ...lineage, modelIds: ids, models: ids, families: [ids], edges, merges })
      const told = text.trimEnd().split('\n').slice(1)
      const listed = told.filter((line) => !line.startsWith('  also '))
      expect(listed.map((line) => line.trim().split('  ')[0]!).sort()).toEqual(ids)
      expect(listed.filter((line) => line.includes('not explained'))).toHaveLength(merged.length)
      expect(told.filter((line) => line.includes('layers moved') || line.includes('same weights as'))).toHaveLength(
        edges.length,
      )
    }),
  )
})

test('of one model nothing is said that needs a second', () => {
  const one = { ...lineage, modelIds: ['f'], models: ['stranger'], families: [['f']], edges: [], merges: [] }
  expect(lineageText(one)).toBe('There is nothing to compare stranger with.\n')
})

test('a graph names models by what they are called, whatever is in a name', () => {
  const dot = lineageDot({ ...lineage, edges: [...lineage.edges, edge('a', 'f', 'related', false)] })
  expect(dot).toContain('"c" [label="other \\"child\\"\\\\n"]')
  expect(dot).toContain('"b" -> "d" [label="merge 0.300 ± 0.010"]')
  expect(dot).toContain('"a" -> "f" [label="related", dir=none, style=dashed]')
  // Outside of quoted texts there is nothing but the graph's own words.
  expect(dot.replace(/"(?:[^"\\]|\\["\\])*"/g, '').match(/[^\w\s[\]{}=,>;-]/g)).toBeNull()
})
