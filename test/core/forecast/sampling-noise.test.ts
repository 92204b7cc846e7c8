import { describe, expect, test } from 'vitest'
import { forecastScores } from '../../../core/forecast/forecast-scores.ts'
import { samplingDeviation, samplingInterval } from '../../../core/forecast/sampling-noise.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { syntheticScores, usualSettings } from './synthetic-scores.ts'

describe('what the items of a benchmark leave open', () => {
  test("is Wilson's interval of a share", () => {
    // Its ends are the true shares that the measured one is just 1.644854 of their own standard deviations away from.
    const { lower, upper } = samplingInterval(15 / 84, { items: 84, stderr: null }, 0.9, true)!
    expect(lower).toBeLessThan(15 / 84)
    for (const end of [lower, upper])
      expect(Math.abs(15 / 84 - end) / Math.sqrt((end * (1 - end)) / 84)).toBeCloseTo(1.644854, 5)
    const none = samplingInterval(0, { items: 84, stderr: null }, 0.9, true)!
    expect(none.lower).toBeCloseTo(0, 12)
    expect(none.upper).toBeGreaterThan(1 / 84)
  })

  test('is the standard error where the number of items is not known, and nothing where neither is', () => {
    expect(samplingInterval(2, { items: 84, stderr: 0.1 }, 0.9, false)!.upper).toBeCloseTo(2 + 0.1 * 1.644854, 5)
    expect(samplingInterval(0.5, { items: null, stderr: null }, 0.9, true)).toBeUndefined()
    expect(samplingDeviation(0.5, { items: null, stderr: null }, true)).toBe(0)
    expect(samplingDeviation(0, { items: 100, stderr: null }, true)).toBeGreaterThan(0.01)
  })

  test('no interval ends inside it, not even beside a twin', () => {
    const models = syntheticScores({ families: 6, each: 4, seed: 3, noise: 0 })
    const last = models.scores.length - 1
    const copied = <T>(row: readonly T[], own: T): T[] => row.map((value, i) => (i === last ? own : value))
    // The last model is the first one under another name, and has no score.
    const similarity = models.similarity.map((row, i) =>
      i === last ? copied(models.similarity[0]!, 1) : copied(row, models.similarity[i]![0]!),
    )
    const twin = {
      ...models,
      similarity,
      distance: similarity.map((row) => row.map((value) => Math.max(0, -Math.log(value)))),
      scores: models.scores.map((score, i) => (i === last ? null : score)),
      sampling: models.scores.map(() => ({ items: 84, stderr: null })),
    }
    const { score, lower, upper } = forecastScores(twin, usualSettings).methods.find(({ method }) => method === 'gp')!
      .forecasts[last]!
    const least = samplingInterval(score, { items: 84, stderr: null }, 0.9, true)!
    expect(lower!).toBeLessThanOrEqual(Math.max(0, least.lower) + 1e-12)
    expect(upper!).toBeGreaterThanOrEqual(least.upper - 1e-12)
  })

  test('with it, intervals hold at least what they say of scores that are measured on few items', () => {
    const generator = seededGenerator(11)
    const items = 40
    let held = 0
    const draws = 8
    for (let seed = 30; seed < 30 + draws; seed += 1) {
      const models = syntheticScores({ families: 5, each: 5, seed, noise: 0 })
      const scores = models.scores.map(
        (score) =>
          Array.from({ length: items }, () => (generator.real() < score! ? 1 : 0)).reduce<number>(
            (sum, one) => sum + one,
            0,
          ) / items,
      )
      const measured = { ...models, scores, sampling: scores.map(() => ({ items, stderr: null })) }
      held +=
        forecastScores(measured, { ...usualSettings, phylolm: { ...usualSettings.phylolm, epochs: 1 } }).methods.find(
          ({ method }) => method === 'gp',
        )!.errors!.coverage! / draws
    }
    expect(held).toBeGreaterThan(0.87)
  })
})
