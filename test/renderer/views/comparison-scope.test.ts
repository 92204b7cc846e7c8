import { expect, test } from 'vitest'
import type { GenomeSummary, ProbeSummary } from '../../../engine/api/contract.ts'
import { comparisonScope } from '../../../renderer/views/comparison/comparison-scope.ts'

const genome = (id: string): GenomeSummary => ({ id, name: id, digest: id, genes: 2, builtIn: true, description: '' })
const probe = (modelId: string, genomeId: string, chars = 4, complete = true) =>
  ({
    modelId,
    genomeId,
    complete,
    settings: { chars, strip: 'none', temperature: 1, tolerance: 0.01, maxDepth: 1, maxNodes: 1 },
  }) as ProbeSummary
const models = ['a', 'b', 'c'].map((id) => ({ id }))

test('by default the genome and the alleles that most models have', () => {
  const probes = [probe('a', 'g'), probe('a', 'h'), probe('b', 'h'), probe('c', 'h', 8), probe('c', 'g', 4, false)]
  const scope = comparisonScope({}, [genome('g'), genome('h')], probes, models)
  expect(scope?.genome.id).toBe('h')
  expect(scope?.chosen.rule).toEqual({ chars: 4, strip: 'none', temperature: 1 })
  expect(scope?.modelIds).toEqual(['a', 'b'])
  expect(scope?.rules.map((rule) => rule.id)).toEqual(['4-none-1', '8-none-1'])
})

test('the address chooses genome, alleles, measure and models; models without a probe and removed models do not count', () => {
  const probes = [probe('a', 'g'), probe('b', 'g'), probe('gone', 'g'), probe('a', 'h'), probe('c', 'h', 8)]
  const scope = comparisonScope(
    { genome: 'h', alleles: '8-none-1', measure: 'nei-mean', models: 'c,a,x' },
    [genome('g'), genome('h')],
    probes,
    models,
  )
  expect(scope).toMatchObject({ measure: 'nei-mean', modelIds: ['c'], isSubset: true })
  expect(comparisonScope({}, [genome('g')], [probe('gone', 'g')], models)).toBeNull()
})
