import { expect, it } from 'vitest'
import { proposeMatches } from '../../../engine/scores/match-models.ts'
import type { ModelPlace, StoredModel } from '../../../engine/store/model-store.ts'
import { sampleModel } from '../fixtures/samples.ts'

const model = (name: string, changes: Partial<StoredModel> = {}): StoredModel => ({
  ...sampleModel(name),
  places: [],
  ...changes,
})
const placeAt = (path: string, number: number): ModelPlace => ({
  number,
  files: [{ path, size: 1, device: '1', modified: '1', changed: '1', inode: '1', sha256: '' }],
})
const named = (name: string, ...aliases: string[]) => ({ name, aliases })

const shown = (scored: readonly ReturnType<typeof named>[], library: readonly StoredModel[]) =>
  proposeMatches(scored, library).map((match) => [match.scored.name, match.model.name, match.reason])

it('finds models by name, declared name, alias, file name at any of its places and similar name', () => {
  const library = [
    model('exact'),
    model('a1', { declaredName: 'Declared 7B' }),
    model('a2'),
    model('a3', { places: ['/a/first.gguf', '/b/filed.gguf'].map(placeAt) }),
    model('SmolLM2-135M-Instruct.Q4_1'),
    model('unrelated'),
  ]
  expect(
    shown(
      [
        named('org/exact'),
        named('Declared 7B'),
        named('published', 'a2'),
        named('filed'),
        named('HuggingFaceTB/SmolLM2-135M-Instruct'),
        named('none'),
      ],
      library,
    ),
  ).toEqual([
    ['org/exact', 'exact', 'name'],
    ['Declared 7B', 'a1', 'declared name'],
    ['published', 'a2', 'alias'],
    ['filed', 'a3', 'file name'],
    ['HuggingFaceTB/SmolLM2-135M-Instruct', 'SmolLM2-135M-Instruct.Q4_1', 'similar name'],
  ])
})

it('proposes each model once: the largest of several quantizations, the strongest reason of several names', () => {
  const library = [model('big.Q4_K_M', { size: 4 }), model('big.Q8_0', { size: 8 }), model('big.Q2_K', { size: 2 })]
  expect(shown([named('org/Big')], library)).toEqual([['org/Big', 'big.Q8_0', 'similar name']])
  expect(shown([named('Big'), named('org/big.Q8_0')], library)).toEqual([
    ['org/big.Q8_0', 'big.Q8_0', 'name'],
    ['Big', 'big.Q4_K_M', 'similar name'],
  ])
})
