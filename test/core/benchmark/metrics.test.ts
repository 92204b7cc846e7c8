import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scoreBenchmark } from '../../../core/benchmark/benchmark-score.ts'
import {
  type ChoiceScore,
  type ItemResult,
  promptChoiceScore,
  storedChoiceScore,
} from '../../../core/benchmark/choice-score.ts'
import type { BenchmarkItem } from '../../../core/benchmark/item.ts'
import { bitsPerByte, firstMaximum, goldMass, itemMetric } from '../../../core/benchmark/metrics.ts'

const item = (texts: readonly string[], gold: readonly number[], index = 0, group?: string): BenchmarkItem => ({
  index,
  gold,
  choices: texts.map((text) => ({ context: 'c', continuation: ` ${text}`, text })),
  ...(group === undefined ? {} : { group }),
})
const result = (logLikelihoods: readonly number[], index = 0): ItemResult => ({
  index,
  choices: logLikelihoods.map((value) => promptChoiceScore([value], false)),
})

describe('metrics of one item', () => {
  test('acc takes the greatest sum, the first of equal ones', () => {
    expect(itemMetric('acc', item(['a', 'b', 'c'], [1]), result([-2, -1, -1]))).toBe(1)
    expect(itemMetric('acc', item(['a', 'b', 'c'], [2]), result([-2, -1, -1]))).toBe(0)
    expect(itemMetric('mc1', item(['a', 'b'], [0]), result([-1, -1]))).toBe(1)
    expect(firstMaximum([-3, -1, -2, -1])).toBe(1)
  })

  test('acc_norm divides by code points, acc_bytes by UTF-8 bytes', () => {
    // 2 code points, 3 UTF-16 units and 5 bytes, beside 3 of each.
    const asked = item(['a😀', 'bcd'], [0])
    const found = result([-3, -3.3])
    expect(itemMetric('acc', asked, found)).toBe(1)
    // -3/2 < -3.3/3, whereas -3/3 (UTF-16 units) would be greater.
    expect(itemMetric('acc_norm', asked, found)).toBe(0)
    // -3/5 > -3.3/3
    expect(itemMetric('acc_bytes', asked, found)).toBe(1)
  })

  test('mc2 is the mass on true choices, also where every likelihood underflows', () => {
    const p = [0.2, 0.1, 0.1]
    expect(itemMetric('mc2', item(['a', 'b', 'c'], [0, 2]), result(p.map(Math.log)))).toBeCloseTo(0.75, 12)
    expect(goldMass([-5000, -5000 - Math.log(3)], [0])).toBeCloseTo(0.75, 12)
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -700, max: 0, noNaN: true }), { minLength: 2, maxLength: 6 }),
        fc.double({ min: -9000, max: 0, noNaN: true }),
        (values, shift) => {
          expect(
            goldMass(
              values.map((value) => value + shift),
              [0],
            ) + goldMass(values, values.map((_, index) => index).slice(1)),
          ).toBeCloseTo(1, 6)
        },
      ),
    )
  })

  test('bits per byte', () => {
    // A text of 4 bytes with probability 2^-6.
    expect(bitsPerByte(-6 * Math.LN2, ' é!')).toBeCloseTo(1.5, 12)
    expect(itemMetric('bits_per_byte', item(['abc', 'a'], [0, 1]), result([-4 * Math.LN2, -4 * Math.LN2]))).toBeCloseTo(
      (1 + 2) / 2,
      12,
    )
  })

  test('wants the result of this item', () => {
    expect(() => itemMetric('acc', item(['a', 'b'], [0]), result([-1]))).toThrow(
      'expected 2 choices, found 1 of item 0',
    )
    expect(() => itemMetric('acc', item(['a', 'b'], [0]), result([-1, -2], 3))).toThrow('of item 3')
  })
})

describe('a score', () => {
  /** Items that are right or wrong, as given. */
  const made = (
    marks: readonly number[],
    group?: string,
    from = 0,
  ): { items: BenchmarkItem[]; results: ItemResult[] } => ({
    items: marks.map((_, index) => item(['a', 'b'], [0], from + index, group)),
    results: marks.map((mark, index) => result(mark === 1 ? [-1, -2] : [-2, -1], from + index)),
  })

  test('is the mean with sample sd / sqrt(n)', () => {
    const { items, results } = made([1, 0, 1, 1])
    const { metrics, groups } = scoreBenchmark(['acc'], items, [...results].reverse())
    // Variance of 1, 0, 1, 1 with n - 1: 0.25.
    expect(metrics).toEqual([{ metric: 'acc', value: 0.75, standardError: Math.sqrt(0.25 / 4), items: 4 }])
    expect(groups).toEqual([])
    const one = made([1])
    expect(scoreBenchmark(['acc'], one.items, one.results).metrics[0]).toMatchObject({ value: 1, standardError: null })
  })

  test('of groups is weighted by their size, with the pooled error', () => {
    const small = made([1, 0], 'small')
    const large = made([1, 1, 1, 0, 0, 0], 'large', 2)
    const score = scoreBenchmark(['acc'], [...small.items, ...large.items], [...small.results, ...large.results])
    expect(score.groups.map(({ group, metrics }) => [group, metrics[0]!.value, metrics[0]!.items])).toEqual([
      ['small', 0.5, 2],
      ['large', 0.5, 6],
    ])
    // Sums of squares 0.5 and 1.5 on 8 - 2 degrees of freedom, over 8 items.
    expect(score.metrics[0]!.standardError).toBeCloseTo(Math.sqrt(2 / 6 / 8), 12)
    const uneven = [...made([1, 1], 'a').items, ...made([0, 0, 0, 0, 0, 0], 'b', 2).items]
    const found = [...made([1, 1], 'a').results, ...made([0, 0, 0, 0, 0, 0], 'b', 2).results]
    expect(scoreBenchmark(['acc'], uneven, found).metrics[0]!.value).toBe(0.25)
  })

  test('counts items of which some context was cut', () => {
    const cut: ItemResult = { index: 0, choices: [promptChoiceScore([-1], true, 3), promptChoiceScore([-2], true)] }
    expect(scoreBenchmark(['acc'], [item(['a', 'b'], [0])], [cut]).cutItems).toBe(1)
  })

  test('needs the result of every item, once', () => {
    const { items, results } = made([1, 0])
    expect(() => scoreBenchmark(['acc'], items, results.slice(1))).toThrow('expected one for each of 2 items, found 1')
    expect(() => scoreBenchmark(['acc'], items, [results[0]!, results[0]!])).toThrow('found 2 for 1 item')
    expect(() => scoreBenchmark(['acc'], items, [results[0]!, result([-1, -2], 9)])).toThrow(
      'expected one for item 1, found none',
    )
    expect(() => scoreBenchmark(['acc'], [], [])).toThrow('expected at least 1')
  })
})

describe('a log-likelihood', () => {
  test('is the sum over the tokens of the prompt', () => {
    expect(promptChoiceScore([-1, -0.5, 1e-7], true)).toEqual({
      logLikelihood: -1.5,
      tokens: 3,
      greedy: true,
      cutTokens: 0,
    })
  })

  test.each([[[]], [[Number.NaN]], [[-Infinity]], [[0.1]], [[-1, Infinity]]])(
    'cannot come from %j',
    (logProbabilities) => {
      expect(() => promptChoiceScore(logProbabilities, false)).toThrow(RangeError)
    },
  )

  test.each([
    { tokens: 0 },
    { tokens: 1.5 },
    { logLikelihood: 0.1 },
    { logLikelihood: Number.NaN },
    { logLikelihood: -Infinity },
    { cutTokens: -1 },
  ])('cannot be read back with %j', (wrong) =>
    expect(() => storedChoiceScore({ logLikelihood: -1, tokens: 1, greedy: false, cutTokens: 0, ...wrong })).toThrow(
      RangeError,
    ),
  )

  test('has a type that only these functions give', () => {
    const facts = { logLikelihood: -1, tokens: 1, greedy: false, cutTokens: 0 }
    // @ts-expect-error a plain object has not come from the tokens of a prompt
    const score: ChoiceScore = facts
    expect(storedChoiceScore(facts)).toEqual(score)
  })
})
