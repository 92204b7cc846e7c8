import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tokenLogProbability, topScores, wholeScores } from '../../../native/source/next-token-scores.ts'

const sorted = (logits: readonly number[]): Map<number, number> =>
  new Map([...logits.entries()].sort(([, left], [, right]) => right - left))

describe('whole vocabulary', () => {
  test('a closed form: logits ln 1, ln 2, ln 5', () => {
    const { scores, logNormaliser, tokens } = wholeScores(sorted([0, Math.log(2), Math.log(5)]), 3)
    expect(tokens).toBeUndefined()
    const p = [...scores].map((score) => Math.exp(score - logNormaliser))
    for (const [index, expected] of [1 / 8, 2 / 8, 5 / 8].entries()) expect(p[index]).toBeCloseTo(expected, 6)
  })

  test('probabilities sum to 1, whatever the logits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 50 }),
        (logits) => {
          const { scores, logNormaliser } = wholeScores(sorted(logits), logits.length)
          expect([...scores].reduce((sum, score) => sum + Math.exp(score - logNormaliser), 0)).toBeCloseTo(1, 9)
        },
      ),
    )
  })

  test('a masked token keeps probability 0', () => {
    const { scores, logNormaliser } = wholeScores(sorted([0, -Infinity]), 2)
    expect(scores[1]).toBe(-Infinity)
    expect(logNormaliser).toBe(0)
  })

  test.each([
    [[0, Number.NaN], 'NaN for token 1'],
    [[Infinity, 0], 'Infinity for token 0'],
    [[-Infinity, -Infinity], '-Infinity for every token'],
  ])('broken logits %j are refused', (logits, found) => {
    expect(() => wholeScores(sorted(logits), 2)).toThrow(found)
    try {
      wholeScores(sorted(logits), 2)
    } catch (error) {
      expect(error).toMatchObject({ name: 'InferenceError', failure: 'non-finite' })
    }
  })

  test('a list of another length is refused', () => {
    expect(() => wholeScores(sorted([0, 1]), 3)).toThrow('expected 3 logits, found 2')
  })
})

describe('top list', () => {
  test('gives what the whole vocabulary gives', () => {
    const logits = [3, -1, 2.5, 0, 7, 6.5]
    const whole = wholeScores(sorted(logits), logits.length)
    const weight = logits.reduce((sum, logit) => sum + Math.exp(logit - 7), 0)
    const top = topScores(new Map([...sorted(logits)].slice(0, 3)), weight)
    expect([...top.tokens!]).toEqual([4, 5, 0])
    expect(top.logNormaliser).toBeCloseTo(whole.logNormaliser, 12)
    expect(tokenLogProbability(2.5, 7, weight)).toBeCloseTo(2.5 - whole.logNormaliser, 12)
  })

  test('broken weights and logits are refused', () => {
    expect(() => topScores(new Map([[0, 1]]), Number.NaN)).toThrow('finite logits')
    expect(() => topScores(new Map(), 1)).toThrow('finite logits')
    expect(() => tokenLogProbability(Number.NaN, 1, 1)).toThrow('finite logits')
    expect(() => tokenLogProbability(1, Infinity, 1)).toThrow('finite logits')
  })
})
