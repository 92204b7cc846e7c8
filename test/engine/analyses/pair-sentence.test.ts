import { expect, test } from 'vitest'
import { pairSentence } from '../../../engine/analyses/pair-sentence.ts'
import { oakLineage } from './oak-lineage.ts'

const named = (id: string) => ({ id, name: oakLineage.models[oakLineage.modelIds.indexOf(id)]! })
const distance = { value: 0.1213, lower: 0.1175, upper: 0.1238 }

test('two models by their weights and their behaviour, whichever comes first', () => {
  const sentence = (left: string, right: string, more: Partial<Parameters<typeof pairSentence>[0]> = {}): string =>
    pairSentence({ left: named(left), right: named(right), lineage: oakLineage, distance: null, ...more })
  expect(sentence('a', 'b')).toBe('oak-tales: trained from oak (p = 0.950).')
  expect(sentence('b', 'a')).toBe(sentence('a', 'b'))
  expect(sentence('a', 'g', { distance })).toBe(
    'acorn: same weights as oak; distance by behaviour 0.121 (0.117 to 0.124).',
  )
  expect(sentence('b', 'd')).toBe(
    'oak-hybrid: merge of oak-tales 0.500 ± 0.010, oak-sums 0.500 ± 0.010, 0.20 % not explained.',
  )
  expect(sentence('b', 'c')).toBe('oak-tales and oak-sums are related through others, by their weights.')
  expect(sentence('b', 'b')).toBe('oak-tales is compared with itself.')
  expect(sentence('b', 'f')).toBe('No evidence of a relation in the weights of oak-tales and fern.')
  expect(sentence('b', 'f', { lineage: null, distance })).toBe(
    'Distance by behaviour 0.121 (0.117 to 0.124); the weights are not compared.',
  )
  expect(sentence('b', 'f', { lineage: null })).toBe(
    'oak-tales and fern are not compared yet, neither by weights nor by behaviour.',
  )
})
