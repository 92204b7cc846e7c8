import { expect, test } from 'vitest'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { filterModels } from '../../../renderer/model/filter-models.ts'

const model = (name: string, quantization: string, base?: string) =>
  ({
    name,
    quantization,
    architecture: 'llama',
    tokenizer: 'gpt2',
    declaredName: null,
    declaredBases: base === undefined ? [] : [{ name: base }],
    firstName: 'former',
    tags: ['to keep'],
    places: [{ file: 'elsewhere.gguf' }],
    probedGenomes: ['general'],
  }) as unknown as ModelSummary

test('every word must occur somewhere, in any case', () => {
  const models = [model('Oak', 'F16'), model('fern', 'Q4_0', 'oak')]
  expect(filterModels(models, ' oak ').map((entry) => entry.name)).toEqual(['Oak', 'fern'])
  expect(filterModels(models, 'OAK q4').map((entry) => entry.name)).toEqual(['fern'])
  expect(filterModels(models, 'oak Q8')).toEqual([])
  for (const text of ['elsewhere', 'former', 'keep']) expect(filterModels(models, text)).toHaveLength(2)
  expect(filterModels(models, '')).toBe(models)
})
