import { expect, test } from 'vitest'
import { lineageSentences } from '../../../engine/analyses/lineage-sentences.ts'
import { kinship, modelSentence, type ModelEvidence } from '../../../engine/analyses/model-sentence.ts'
import { oakLineage } from './oak-lineage.ts'

const nothing: ModelEvidence = {
  modelId: 'a',
  weightType: 'F16',
  lineage: null,
  same: [],
  nearest: null,
  declaredBase: null,
}
const nearest = { name: 'moss', distance: { value: 0.1213, lower: 0.1175, upper: 0.1238 } }
const told = (modelId: string, more: Partial<ModelEvidence> = {}): string =>
  modelSentence({ ...nothing, lineage: oakLineage, modelId, ...more })

test('what the weights say comes first, in the words of the library', () => {
  expect(told('a', { nearest })).toBe('Same weights as acorn.')
  expect(told('b')).toBe('Trained from oak (p = 0.950).')
  expect(told('d')).toBe('Merge of oak-tales 0.500 ± 0.010, oak-sums 0.500 ± 0.010, 0.20 % not explained.')
  expect(told('e', { weightType: 'Q4_0' })).toBe('Quantization (Q4_0) of oak (p = 0.950).')
  for (const id of oakLineage.modelIds) {
    const column = lineageSentences(oakLineage).ofModel(id, 'Q8_0')
    const sentence = told(id, { weightType: 'Q8_0' })
    if (column !== null) expect(sentence.toLowerCase()).toBe(`${column}.`.toLowerCase())
  }
})

test('an original names what was made from it', () => {
  const { edges, ...rest } = oakLineage
  const lineage = { ...rest, edges: edges.filter(({ kind }) => kind !== 'same') }
  expect(told('a', { lineage, nearest })).toBe(
    'Nothing that it was made from was found; made from it: oak-tales, oak-sums, oak-Q4_0.',
  )
})

test('without a relation the nearest by behaviour is named with its bounds', () => {
  expect(told('f')).toBe('No relation to the others was found in the weights.')
  expect(told('f', { nearest })).toBe(
    'No relation to the others was found in the weights; nearest by behaviour: moss, distance 0.121 (0.117 to 0.124).',
  )
  expect(told('f', { nearest, same: ['moss', 'ivy'] })).toBe(
    'No relation to the others was found in the weights; behaves as moss, ivy, within the noise.',
  )
})

test('where the weights are not read, behaviour tells, then the header, then nothing', () => {
  expect(modelSentence({ ...nothing, nearest, declaredBase: 'oak' })).toBe(
    'Nearest by behaviour: moss, distance 0.121 (0.117 to 0.124); its weights are not compared.',
  )
  expect(modelSentence({ ...nothing, declaredBase: 'oak' })).toBe(
    'Made from oak, by its header; neither weights nor behaviour are compared.',
  )
  expect(modelSentence(nothing)).toBe('Not compared with others yet, neither by weights nor by behaviour.')
})

test('a line of a list says the same in fewer words, with the figure for itself', () => {
  const clauseOf = lineageSentences(oakLineage).ofModel
  const of = (modelId: string, more: Partial<ModelEvidence> = {}) =>
    kinship({ ...nothing, lineage: oakLineage, modelId, ...more }, clauseOf)
  expect(of('a')).toEqual({ words: 'same weights as acorn', figure: '' })
  expect(of('b')).toEqual({ words: 'trained from oak', figure: '(p = 0.950)' })
  expect(of('e')).toEqual({ words: 'quantization of oak', figure: '(p = 0.950)' })
  expect(of('f')).toEqual({ words: 'no relation by weights', figure: '' })
  expect(of('f', { nearest })).toEqual({
    words: 'no relation by weights; near by behaviour: moss',
    figure: 'distance 0.121 (0.117 to 0.124)',
  })
  for (const id of oakLineage.modelIds) {
    const { words, figure } = of(id)!
    const clause = clauseOf(id)
    if (clause !== null) expect(`${words} ${figure}`.trim()).toBe(clause)
  }
})

test('without weights a line tells behaviour, then the header; far ones are not called near', () => {
  expect(kinship({ ...nothing, nearest }, null)).toEqual({
    words: 'near by behaviour: moss',
    figure: 'distance 0.121 (0.117 to 0.124)',
  })
  const far = { name: 'moss', distance: { value: 1.2, lower: 1.1, upper: 1.3 } }
  expect(kinship({ ...nothing, nearest: far }, null)?.words).toBe('none near by behaviour, nearest moss')
  expect(kinship({ ...nothing, nearest, same: ['moss'] }, null)?.words).toBe('behaves as moss, within the noise')
  expect(kinship({ ...nothing, declaredBase: 'oak' }, null)?.words).toBe('made from oak, by its header')
  expect(kinship(nothing, null)).toBeNull()
})
