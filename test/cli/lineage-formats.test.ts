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
  evidence: {
    log10P: -40,
    unitsInPlace: 1,
    relativeDistance: 0.1,
    relativeDistanceError: 0.001,
    growth: null,
    noise: { fits: true, ratio: 1.02, tensors: 21 },
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
      '    child  trained from base, probability 0.950, layers moved by 0.1000 ± 0.0010 of their length',
      '    other "child"\\n  trained from base, probability 0.950, layers moved by 0.1000 ± 0.0010 of their length',
      '    base-Q4_0  quantization of base, layers moved by 0.1000 ± 0.0010 of their length, 1.02 times the noise of its type',
      '  merge  merge of child 0.300 ± 0.010, other "child"\\n 0.700 ± 0.010, residual 0.20 %',
      '',
      'No evidence of a relation: stranger',
      '',
    ].join('\n'),
  )
})

test('of one model nothing is said that needs a second', () => {
  const one = { ...lineage, modelIds: ['f'], models: ['stranger'], families: [['f']], edges: [], merges: [] }
  expect(lineageText(one)).toBe('There is nothing to compare stranger with.\n')
})

test('a graph names models by what they are called, whatever is in a name', () => {
  const dot = lineageDot({ ...lineage, edges: [...lineage.edges, edge('a', 'f', 'related', false)] })
  expect(dot).toContain('"c" [label="other \\"child\\"\\\\n"]')
  expect(dot).toContain('"b" -> "d" [label="merge 0.30"]')
  expect(dot).toContain('"a" -> "f" [label="related", dir=none, style=dashed]')
  // Outside of quoted texts there is nothing but the graph's own words.
  expect(dot.replace(/"(?:[^"\\]|\\["\\])*"/g, '').match(/[^\w\s[\]{}=,>;-]/g)).toBeNull()
})
