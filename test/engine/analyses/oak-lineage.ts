import type { Lineage, LineageAnswerEdge } from '../../../engine/analyses/lineage.ts'

export const edge = (
  from: string,
  to: string,
  kind: LineageAnswerEdge['kind'],
  isDirected: boolean,
): LineageAnswerEdge => ({
  from,
  to,
  kind,
  isDirected,
  confidence: 0.95,
  alternatives: [],
  evidence: {
    log10P: -40.5,
    unitsInPlace: 1,
    relativeDistance: kind === 'merge' ? null : 0.1,
    relativeDistanceError: kind === 'merge' ? null : 0.001,
    matched: null,
    growth: kind === 'finetune' ? { median: 0.8, grown: 1, tensors: 21 } : null,
    noise: kind === 'quantization' ? { fits: true, ratio: 1.02, tensors: 21 } : null,
    changed: null,
  },
})

/** Finetunes, a merge, a quantization and a copy of one model, and a stranger. */
export const oakLineage: Lineage = {
  modelIds: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
  models: ['oak', 'oak-tales', 'oak-sums', 'oak-hybrid', 'oak-Q4_0', 'fern', 'acorn'],
  families: [['a', 'b', 'c', 'd', 'e', 'g'], ['f']],
  edges: [
    edge('a', 'b', 'finetune', true),
    edge('a', 'c', 'finetune', true),
    edge('a', 'e', 'quantization', true),
    edge('b', 'd', 'merge', true),
    edge('c', 'd', 'merge', true),
    edge('a', 'g', 'same', false),
  ],
  merges: [
    {
      modelId: 'd',
      parents: [
        { modelId: 'b', share: 0.5, shareError: 0.01 },
        { modelId: 'c', share: 0.5, shareError: 0.01 },
      ],
      base: null,
      residual: 0.002,
    },
  ],
  declared: [],
  remarks: [],
}
