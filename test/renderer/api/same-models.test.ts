import { expect, test } from 'vitest'
import { isOfSameComparison, isOfSameModels } from '../../../renderer/api/same-models.ts'

test('an answer stays for other settings, and not for another genome or other models', () => {
  const request = { genomeId: 'g', modelIds: ['a', 'b'], measure: 'nei', replicates: 100 }
  expect(isOfSameModels(request, { ...request, measure: 'nei-mean', replicates: 0 })).toBe(true)
  expect(isOfSameModels(request, { ...request, genomeId: 'h' })).toBe(false)
  expect(isOfSameModels(request, { ...request, modelIds: ['a'] })).toBe(false)
  expect(isOfSameModels(request, { ...request, modelIds: undefined })).toBe(false)
})

test('distances stand beside a tree only where both are of one measure and one rule of alleles', () => {
  const request = { genomeId: 'g', modelIds: ['a', 'b'], measure: 'nei', rule: { chars: 4 } }
  expect(isOfSameComparison(request, { ...request, method: 'nj', replicates: 100 })).toBe(true)
  expect(isOfSameComparison(request, { ...request, measure: 'nei-mean' })).toBe(false)
  expect(isOfSameComparison(request, { ...request, rule: { chars: 6 } })).toBe(false)
})
