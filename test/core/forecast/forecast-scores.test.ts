import { describe, expect, test } from 'vitest'
import {
  forecastMethodNames,
  forecastScores,
  type ForecastMethodName,
  type ScoreForecasts,
} from '../../../core/forecast/forecast-scores.ts'
import { syntheticScores, usualSettings } from './synthetic-scores.ts'

const errorsOf = (found: ScoreForecasts, name: ForecastMethodName) =>
  found.methods.find(({ method }) => method === name)!.errors
const forecastOf = (found: ScoreForecasts, name: ForecastMethodName, model: number) =>
  found.methods.find(({ method }) => method === name)!.forecasts[model]

const models = syntheticScores({ families: 6, each: 6, seed: 2, noise: 0.02 })
const found = forecastScores(models, usualSettings)

describe('forecasts of scores', () => {
  test('judge every method on families it was not given', () => {
    expect(found.methods.map(({ method }) => method)).toEqual(forecastMethodNames)
    for (const name of ['gp', 'gp-loglik', 'phylolm', 'bits', 'nearest', 'size', 'mean'] as const)
      expect(errorsOf(found, name)!.n).toBe(36)
    expect(errorsOf(found, 'gp')!.meanAbsolute).toBeLessThan(0.5 * errorsOf(found, 'mean')!.meanAbsolute)
    expect(errorsOf(found, 'gp-loglik')!.meanAbsolute).toBeLessThan(0.5 * errorsOf(found, 'mean')!.meanAbsolute)
    expect(errorsOf(found, 'phylolm')!.meanAbsolute).toBeLessThan(errorsOf(found, 'mean')!.meanAbsolute)
    expect(errorsOf(found, 'gp')!.spearman).toBeGreaterThan(0.9)
  })

  test('a family that is left out has no family mean; a model that is left out has', () => {
    expect(errorsOf(found, 'family-mean')).toBeUndefined()
    expect(errorsOf(forecastScores(models, { ...usualSettings, leave: 'model' }), 'family-mean')!.n).toBe(36)
  })

  test('a score has no part in its own forecast', () => {
    const changed = { ...models, scores: models.scores.map((score, i) => (i === 7 ? 1 - score! : score)) }
    const again = forecastScores(changed, usualSettings)
    for (const name of forecastMethodNames)
      expect(forecastOf(again, name, 7)?.score).toBe(forecastOf(found, name, 7)?.score)
  })

  test('a family mean and a mean are those of the others', () => {
    const alone = forecastScores(models, { ...usualSettings, leave: 'model' })
    const rest = (keep: (i: number) => boolean): number => {
      const values = models.scores.filter((_, i) => i !== 8 && keep(i)) as number[]
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }
    expect(forecastOf(alone, 'mean', 8)!.score).toBeCloseTo(
      rest(() => true),
      12,
    )
    expect(forecastOf(alone, 'family-mean', 8)!.score).toBeCloseTo(
      rest((i) => models.families[i] === models.families[8]),
      12,
    )
    const near = alone.neighbours[8]!
    expect(forecastOf(alone, 'nearest', 8)!.score).toBe(models.scores[near[0]!])
    expect([...near]).toEqual(
      models.scores
        .map((_, i) => i)
        .filter((i) => i !== 8)
        .sort((i, j) => models.distance[8]![i]! - models.distance[8]![j]!)
        .slice(0, 5),
    )
  })

  test('weights are those of the scores: with all of them shown they give the forecast', () => {
    const few = syntheticScores({ families: 5, each: 1, seed: 4, noise: 0 })
    const small = forecastScores(few, { ...usualSettings, level: 0.5 })
    for (const name of ['gp', 'gp-loglik', 'nearest', 'mean'] as const) {
      const { score, restsOn } = forecastOf(small, name, 2)!
      expect(restsOn.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9)
      const sum = restsOn.reduce((total, { model, weight }) => total + weight * few.scores[model]!, 0)
      expect(score).toBeCloseTo(Math.min(1, Math.max(0, sum)), 9)
    }
  })

  test('a model without a score is forecast from all that have one, with an interval around it', () => {
    const open = { ...models, scores: models.scores.map((score, i) => (i === 3 ? null : score)) }
    const { methods } = forecastScores(open, usualSettings)
    for (const { method, forecasts, errors } of methods.filter(({ method: name }) => name !== 'family-mean')) {
      expect(errors).toMatchObject({ n: 35, intervals: 35 })
      const { score, lower, upper } = forecasts[3]!
      expect({ method, ordered: lower! <= score && score <= upper! && lower! >= 0 && upper! <= 1 }).toEqual({
        method,
        ordered: true,
      })
    }
  })

  test('intervals hold about as many held-out truths as they say', () => {
    let held = 0
    let width = 0
    const draws = 12
    for (let seed = 10; seed < 10 + draws; seed++) {
      const errors = errorsOf(
        forecastScores(syntheticScores({ families: 5, each: 5, seed, noise: 0.03 }), {
          ...usualSettings,
          phylolm: { ...usualSettings.phylolm, epochs: 1 },
        }),
        'gp',
      )!
      held += errors.coverage! / draws
      width += errors.meanWidth! / draws
    }
    expect(held).toBeGreaterThan(0.84)
    expect(held).toBeLessThan(0.97)
    expect(width).toBeLessThan(0.4)
  })

  test('too few errors for the level give no interval', () => {
    const few = forecastScores(syntheticScores({ families: 2, each: 4, seed: 1, noise: 0 }), usualSettings)
    expect(forecastOf(few, 'mean', 0)).toMatchObject({ lower: null, upper: null })
    expect(errorsOf(few, 'mean')).toMatchObject({ intervals: 0, coverage: null, meanWidth: null })
  })

  test('scores that are no fractions are not kept within 0 and 1, and have no sigmoid', () => {
    const bits = forecastScores(
      { ...models, scores: models.scores.map((score) => 3 - 2 * score!) },
      { ...usualSettings, isFraction: false },
    )
    expect(errorsOf(bits, 'phylolm')).toBeUndefined()
    expect(errorsOf(bits, 'mean')!.meanAbsolute).toBeCloseTo(2 * errorsOf(found, 'mean')!.meanAbsolute, 10)
    expect(forecastOf(bits, 'gp', 0)!.score).toBeGreaterThan(1)
  })

  test('a model far from all others is said to be too far, and one among them not', () => {
    const stranger = models.similarity.length - 1
    const apart = (value: number, i: number, j: number): number =>
      i === j ? 1 : i === stranger || j === stranger ? 0.001 : value
    const similarity = models.similarity.map((row, i) => row.map((value, j) => apart(value, i, j)))
    const distance = similarity.map((row) => row.map((value) => -Math.log(value)))
    const scores = models.scores.map((score, i) => (i === stranger || i === 0 ? null : score))
    const { isFar, farDistance } = forecastScores({ ...models, similarity, distance, scores }, usualSettings)
    expect(isFar[stranger]).toBe(true)
    expect(isFar[0]).toBe(false)
    expect(farDistance).toBeLessThan(-Math.log(0.001))
  })

  test('steps are told up to their number', () => {
    const steps: string[] = []
    forecastScores(syntheticScores({ families: 3, each: 2, seed: 1, noise: 0 }), usualSettings, (done, total) =>
      steps.push(`${done}/${total}`),
    )
    expect(steps).toHaveLength(8 * 4)
    expect(steps.at(-1)).toBe('32/32')
  })
})
