import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextTokens } from '../../../native/expansion/next-tokens.ts'
import { VocabularyKernel } from '../../../native/kernel/vocabulary-kernel.ts'
import type { Vocabulary } from '../../../native/source/logit-source.ts'

const vocabularyOf = (size: number): Vocabulary => ({
  size,
  kind: () => 'text',
  bytes: (token) => new TextEncoder().encode(`t${String(token)}`),
})

it('lists the most probable tokens, ties by id, whatever kind of array the scores come in', () => {
  const score = fc.oneof(fc.integer({ min: -30, max: 5 }), fc.constant(-Infinity))
  fc.assert(
    fc.property(fc.array(score, { minLength: 1, maxLength: 600 }), fc.integer({ min: 1, max: 40 }), (values, most) => {
      fc.pre(values.some((value) => value > -Infinity))
      const size = values.length
      const top = Math.max(...values)
      const logNormaliser = top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0))
      const expected = values
        .map((value, token) => ({ token, text: `t${String(token)}`, logProbability: value - logNormaliser }))
        .filter(({ logProbability }) => logProbability > -Infinity)
        .sort((left, right) => right.logProbability - left.logProbability || left.token - right.token)
        .slice(0, most)
      const kernel = new VocabularyKernel(size)
      const ask = (next: Parameters<typeof nextTokens>[0]) => nextTokens(next, vocabularyOf(size), most, kernel)
      expect(ask({ scores: Float32Array.from(values), logNormaliser })).toEqual(expected)
      const doubles = ask({ scores: Float64Array.from(values), logNormaliser: Number.NaN })
      expect(doubles.map(({ token }) => token)).toEqual(expected.map(({ token }) => token))
      doubles.forEach(({ logProbability }, index) =>
        expect(logProbability).toBeCloseTo(expected[index]!.logProbability, 9),
      )
      const listed = [...values.keys()].sort((left, right) => values[right]! - values[left]!)
      const top16 = {
        tokens: Uint32Array.from(listed),
        scores: Float32Array.from(listed, (token) => values[token]!),
        logNormaliser,
      }
      expect(ask(top16)).toEqual(expected)
    }),
  )
})
