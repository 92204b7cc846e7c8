import { expect, test } from 'vitest'
import { heldOutNotes } from '../../../engine/analyses/held-out-notes.ts'
import type { ForecastModel } from '../../../engine/api/forecast-contract.ts'

const model = (modelId: string, family: string, role: ForecastModel['role']): ForecastModel => ({
  modelId,
  name: modelId,
  family,
  familySource: 'name',
  group: 0,
  parameters: null,
  truth: 0.5,
  stderr: 0.01,
  items: 100,
  role,
  neighbours: [],
  isFar: false,
})

test('what is set aside with a family is neither of that family, however it is spelled, nor named itself', () => {
  const shared = {
    joins: [] as never[],
    leave: 'model',
    level: 0.9,
    fewestErrors: 0,
    nearDistance: 0.15,
    isFraction: true,
  } satisfies Partial<Parameters<typeof heldOutNotes>[0]>
  const models = [
    model('a', 'Qwen2', 'set-aside'),
    model('b', 'moss', 'set-aside'),
    model('c', 'fern', 'set-aside'),
    model('d', 'oak', 'known'),
  ]
  expect(heldOutNotes({ ...shared, models }, { families: ['qwen-2'], modelIds: ['b'] })).toEqual([
    'Set aside with qwen-2, being held out together: c.',
  ])
})
