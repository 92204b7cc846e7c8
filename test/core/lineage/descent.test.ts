import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { descentVerdict } from '../../../core/lineage/descent.ts'
import type { LineageEdge } from '../../../core/lineage/lineage-edge.ts'

const edge = (from: number, to: number, kind: LineageEdge['kind'], isDirected = true): LineageEdge => ({
  from,
  to,
  kind,
  isDirected,
  confidence: null,
  alternatives: [],
  evidence: {
    log10P: -40,
    unitsInPlace: 1,
    relativeDistance: 0.1,
    relativeDistanceError: 0.001,
    matched: null,
    growth: null,
    noise: null,
    changed: null,
  },
})

const family = (...edges: readonly LineageEdge[]) => ({
  families: [[...new Set(edges.flatMap(({ from, to }) => [from, to]))]],
  edges,
})

test('in a tree descent is shown of ancestors, reversed of descendants, and of all others neither', () => {
  const parents = fc.array(fc.nat(), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(parents, fc.nat(12), fc.nat(12), (drawn, one, other) => {
      // Model i + 1 has one of the models before it as its parent.
      const parentOf = drawn.map((value, index) => value % (index + 1))
      const [from, to] = [one % (drawn.length + 1), other % (drawn.length + 1)]
      fc.pre(from !== to)
      const isAbove = (ancestor: number, model: number): boolean =>
        model > 0 && (parentOf[model - 1] === ancestor || isAbove(ancestor, parentOf[model - 1]!))
      const lineage = family(...parentOf.map((parent, index) => edge(parent, index + 1, 'finetune')))
      const expected = isAbove(from, to) ? 'shown' : isAbove(to, from) ? 'reverse' : 'aside'
      expect(descentVerdict(lineage, from, to, () => true)).toBe(expected)
    }),
  )
})

describe('what weights cannot say contradicts nothing', () => {
  test('a relation without a direction, alone or on the way', () => {
    expect(descentVerdict(family(edge(0, 1, 'related', false)), 1, 0, () => true)).toBe('open')
    const onTheWay = family(edge(0, 1, 'related', false), edge(1, 2, 'finetune'))
    expect(descentVerdict(onTheWay, 0, 2, () => true)).toBe('open')
    // Whatever 0 is to 1, it does not come from what 1 was trained into.
    expect(descentVerdict(onTheWay, 2, 0, () => true)).toBe('aside')
  })
  test('the other side of a quantization: a finetune below its noise looks the same', () => {
    const lineage = family(edge(0, 1, 'quantization'), edge(0, 2, 'finetune'))
    expect(descentVerdict(lineage, 0, 1, () => true)).toBe('shown')
    expect(descentVerdict(lineage, 1, 0, () => true)).toBe('open')
    expect(descentVerdict(lineage, 1, 2, () => true)).toBe('open')
    expect(descentVerdict(lineage, 2, 1, () => true)).toBe('aside')
  })
  test('an alternative of a parent, which is possible and not shown', () => {
    const lineage = family(edge(0, 1, 'finetune'), { ...edge(0, 2, 'finetune'), alternatives: [1] })
    expect(descentVerdict(lineage, 0, 2, () => true)).toBe('shown')
    expect(descentVerdict(lineage, 1, 2, () => true)).toBe('open')
    expect(descentVerdict(lineage, 2, 1, () => true)).toBe('aside')
  })
  test('models that could not be tested', () => {
    const apart = { families: [[0], [1]], edges: [] }
    expect(descentVerdict(apart, 0, 1, () => true)).toBe('unrelated')
    expect(descentVerdict(apart, 0, 1, () => false)).toBe('open')
  })
})

test('the same weights, also rearranged, stand for each other', () => {
  const lineage = family(edge(0, 1, 'same', false), edge(1, 2, 'finetune'), edge(2, 3, 'rearranged', false))
  expect(descentVerdict(lineage, 0, 3, () => true)).toBe('shown')
  expect(descentVerdict(lineage, 3, 0, () => true)).toBe('reverse')
})
