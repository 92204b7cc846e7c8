import { expect, test } from 'vitest'
import { familyRemarks, type NamedFamily } from '../../../engine/analyses/family-remarks.ts'

const model = (name: string, family: string, source: NamedFamily['family']['source'], parameters = 7): NamedFamily => ({
  modelId: name,
  name,
  family: { name: family, source },
  parameters,
})

test('a family read from the tokenizer is contradicted by weights of the same number that are unrelated', () => {
  const models = [
    model('elm', 'sage', 'vocabulary'),
    model('sage', 'sage', 'measured'),
    model('big', 'sage', 'vocabulary', 9),
  ]
  expect(familyRemarks(models, [['elm'], ['sage'], ['big']])).toEqual([
    {
      kind: 'family',
      text: 'elm counts to the family sage (same tokenizer), but its weights show no relation to sage of that family, which has as many.',
      modelIds: ['elm'],
    },
    {
      kind: 'family',
      text: 'sage counts to the family sage (measured nearness), but its weights show no relation to elm of that family, which has as many.',
      modelIds: ['sage'],
    },
  ])
})

test('related models, stated and declared families, and other families contradict nothing', () => {
  const related = [model('a', 'oak', 'vocabulary'), model('b', 'oak', 'vocabulary')]
  expect(familyRemarks(related, [['a', 'b']])).toEqual([])
  expect(familyRemarks([model('a', 'oak', 'stated'), model('b', 'oak', 'base')], [['a'], ['b']])).toEqual([])
  expect(familyRemarks([model('a', 'oak', 'vocabulary'), model('b', 'elm', 'vocabulary')], [['a'], ['b']])).toEqual([])
})
