import { expect, test } from 'vitest'
import { isOfSameModels } from '../../../renderer/api/same-models.ts'

test('an answer stays for other settings, and not for another genome or other models', () => {
  const request = { genomeId: 'g', modelIds: ['a', 'b'], measure: 'nei', replicates: 100 }
  expect(isOfSameModels(request, { ...request, measure: 'nei-mean', replicates: 0 })).toBe(true)
  expect(isOfSameModels(request, { ...request, genomeId: 'h' })).toBe(false)
  expect(isOfSameModels(request, { ...request, modelIds: ['a'] })).toBe(false)
  expect(isOfSameModels(request, { ...request, modelIds: undefined })).toBe(false)
})
