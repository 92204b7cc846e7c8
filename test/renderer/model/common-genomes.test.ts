import { expect, test } from 'vitest'
import type { ProbeSummary } from '../../../engine/api/contract.ts'
import { commonGenomes } from '../../../renderer/model/common-genomes.ts'

const probe = (modelId: string, genomeId: string, chars = 4, complete = true) =>
  ({
    modelId,
    genomeId,
    genomeName: `genome ${genomeId}`,
    complete,
    settings: { chars, strip: 'none', temperature: 1, tolerance: 0.01, maxDepth: 1, maxNodes: 1 },
  }) as ProbeSummary

test('a genome counts where all models have a complete probe of it under one rule, once', () => {
  const probes = [
    probe('a', 'h'),
    probe('b', 'h'),
    probe('b', 'h'),
    probe('a', 'g', 8),
    probe('b', 'g', 8),
    probe('a', 'g', 4),
    probe('b', 'g', 4, false),
    probe('c', 'g', 4),
  ]
  const rule = { strip: 'none', temperature: 1 }
  expect(commonGenomes(probes, ['a', 'b'])).toEqual([
    { genomeId: 'g', name: 'genome g', rule: { ...rule, chars: 8 } },
    { genomeId: 'h', name: 'genome h', rule: { ...rule, chars: 4 } },
  ])
  expect(commonGenomes(probes, ['a', 'c'])).toEqual([{ genomeId: 'g', name: 'genome g', rule: { ...rule, chars: 4 } }])
  expect(commonGenomes(probes, ['b', 'c'])).toEqual([])
})
