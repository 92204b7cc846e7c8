import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { joinByName, respelledText } from '../../../core/model/join-by-name.ts'

describe('a join by the names of models', () => {
  test('takes the same name before another spelling, and no spelling that two names share', () => {
    const values = new Map([
      ['Llama-2-7B', 1],
      ['llama 2 7b', 2],
      ['Mistral_7B', 3],
    ])
    const { matched, respelled } = joinByName(['llama 2 7b', 'LLAMA-2-7b', 'mistral-7b', 'Llama-27b'], values)
    expect(matched).toEqual([2, undefined, 3, undefined])
    expect(respelledText(respelled)).toBe('models in another spelling: "Mistral_7B" is "mistral-7b"')
    expect(respelledText([])).toBeUndefined()
  })

  test('gives nothing to two names', () => {
    const join = (names: readonly string[]) => joinByName(names, new Map([['Model-A', 1]])).matched
    expect(join(['Model-A', 'model a'])).toEqual([1, undefined])
    expect(join(['model a', 'Model-A'])).toEqual([undefined, 1])
    expect(join(['MODEL a', 'model-a'])).toEqual([undefined, undefined])
  })

  test('finds every name whatever its case and separators', () => {
    const word = fc.stringMatching(/^[a-z]{3,6}$/)
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('-', '_', ' ', ''),
        (words, separator) => {
          const values = new Map(words.map((each, index) => [`lab/${each}-7B`, index]))
          const { matched } = joinByName(
            words.map((each) => `LAB/${each.toUpperCase()}${separator}7b`),
            values,
          )
          expect(matched).toEqual(words.map((_, index) => index))
        },
      ),
    )
  })
})
