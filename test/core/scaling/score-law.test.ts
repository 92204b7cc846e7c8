import { describe, expect, test } from 'vitest'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { fitScoreLaw, scoreOf, type ScoreLaw } from '../../../core/scaling/score-law.ts'
import { errorOfScore, scoreAtError } from '../../../core/scaling/score-error.ts'

const generator = seededGenerator(11)
const predictors = Array.from({ length: 40 }, () => [4 * generator.real() - 2, 2 * generator.real() - 1])

describe('law from capabilities to a score', () => {
  test.each([
    ['sigmoid', { alpha: -0.7, beta: [1.3, -0.4], floor: 0, converged: true }],
    ['floor', { alpha: -0.7, beta: [1.3, -0.4], floor: 0.13, converged: true }],
  ] as const)('with link %s is found from scores without noise', (link, truth) => {
    const scores = predictors.map((x) => scoreOf(truth, x))
    for (const loss of ['ols', 'huber'] as const) {
      const law = fitScoreLaw(predictors, scores, { link, loss })
      expect(law.alpha).toBeCloseTo(truth.alpha, 6)
      expect(law.beta[0]).toBeCloseTo(truth.beta[0], 6)
      expect(law.beta[1]).toBeCloseTo(truth.beta[1], 6)
      expect(law.floor).toBeCloseTo(truth.floor, 6)
    }
  })

  test('no law nearby has a smaller error', () => {
    const scores = predictors.map((x) => 1 / (1 + Math.exp(-x[0]!)) ** 2)
    const law = fitScoreLaw(predictors, scores, { link: 'sigmoid', loss: 'ols' })
    const loss = (at: ScoreLaw): number => predictors.reduce((sum, x, i) => sum + (scoreOf(at, x) - scores[i]!) ** 2, 0)
    const best = loss(law)
    for (const step of [-1e-3, 1e-3]) {
      expect(loss({ ...law, alpha: law.alpha + step })).toBeGreaterThan(best)
      expect(loss({ ...law, beta: [law.beta[0]! + step, law.beta[1]!] })).toBeGreaterThan(best)
      expect(loss({ ...law, beta: [law.beta[0]!, law.beta[1]! + step] })).toBeGreaterThan(best)
    }
  })

  test('keeps the floor within 0 to 0.2', () => {
    const high = fitScoreLaw(
      predictors,
      predictors.map((x) => scoreOf({ alpha: 0, beta: [2, 0], floor: 0.4, converged: true }, x)),
      { link: 'floor', loss: 'ols' },
    )
    expect(high.floor).toBe(0.2)
    const low = fitScoreLaw(
      predictors,
      predictors.map((x) => 0.8 / (1 + Math.exp(-2 * x[0]!)) - 0.1),
      { link: 'floor', loss: 'ols' },
    )
    expect(low.floor).toBe(0)
  })

  test.each([
    [
      'fewer models than parameters',
      [
        [1, 2],
        [2, 1],
      ],
      2,
    ],
    [
      'as many',
      [
        [1, 2],
        [2, 1],
        [0, 0],
      ],
      3,
    ],
    [
      'more, but twins',
      [
        [1, 2],
        [2, 1],
        [0, 0],
        [0, 0],
      ],
      3,
    ],
  ])('refuses %s', (_, rows, different) => {
    const choice = { link: 'sigmoid', loss: 'ols' } as const
    const words = `expected more different training models than the 3 parameters of the law, found ${different}`
    expect(() =>
      fitScoreLaw(
        rows,
        rows.map((row) => row[0]! / 3),
        choice,
      ),
    ).toThrow(words)
    expect(() =>
      fitScoreLaw(
        [...rows, [1, 0], [3, 3]],
        [...rows, [1, 0], [3, 3]].map((_, index) => 0.1 + 0.1 * index),
        choice,
      ),
    ).not.toThrow()
  })

  test('errors of scores can be undone', () => {
    for (const [observed, predicted] of [
      [0.2, 0.6],
      [0, 0.3],
      [1, 0.9],
      [-0.1, 0.2],
      [1.05, 0.5],
      [0.3, -0.2],
    ] as const) {
      expect(scoreAtError(predicted, errorOfScore(observed, predicted))).toBeCloseTo(observed, 12)
    }
    expect(errorOfScore(0.5, 0.5 - 0.01)).toBeLessThan(errorOfScore(0.02, 0.01))
  })
})
