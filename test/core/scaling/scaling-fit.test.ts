import { describe, expect, test } from 'vitest'
import { columnMeans } from '../../../core/statistics/moments.ts'
import { equivalentCompute, fitScaling, type ScalingFitSettings } from '../../../core/scaling/scaling-fit.ts'
import { syntheticModels } from './synthetic-models.ts'

const settings: ScalingFitSettings = {
  components: 2,
  split: { by: 'random', share: 0.3 },
  chance: 0,
  top: 1,
  link: 'sigmoid',
  loss: 'ols',
  baseline: 'flops',
  referenceFamily: 'f0',
  replicates: 100,
  level: 0.9,
  seed: 1,
}

describe('observational scaling law', () => {
  test('predicts held-out scores exactly where the law holds', () => {
    const fit = fitScaling(syntheticModels({ families: 8, sizes: 4, seed: 3 }), settings)
    expect(fit.train.n + fit.test.n).toBe(32)
    expect(fit.test.n).toBe(9)
    expect(fit.test.mse).toBeLessThan(1e-12)
    expect(fit.baseline.test.mse).toBeGreaterThan(1e-4)
    expect(fit.coverage.test).toBe(1)
  })

  test('weights of metrics give the level of a complete model', () => {
    const models = syntheticModels({ families: 8, sizes: 4, seed: 3 })
    const { metricWeights, law, predictions } = fitScaling(models, { ...settings, replicates: 0 })
    const trained = models.filter((_, index) => predictions[index]!.split === 'train')
    const means = columnMeans(trained.map(({ metrics }) => metrics.map(Number)))
    for (const [index, { metrics }] of models.entries()) {
      const level = metrics.reduce<number>((sum, value, j) => sum + metricWeights[j]! * (value! - means[j]!), law.alpha)
      expect(1 / (1 + Math.exp(-level))).toBeCloseTo(predictions[index]!.predicted, 10)
    }
  })

  test('equivalent compute of the reference family is its own where its trend is exact', () => {
    // All families trained on the same tokens, so that the level of each is a line in log compute.
    const models = syntheticModels({ families: 4, sizes: 4, seed: 5 }).map((model) => {
      const steps = Math.log(model.flops!)
      const metrics = [0.3 + 0.02 * steps, 0.4 + 0.01 * steps, Number(model.family[1]) / 10 + 0.2]
      return { ...model, metrics, score: 1 / (1 + Math.exp(-(0.5 * steps + Number(model.family[1]) - 2))) }
    })
    const fit = fitScaling(models, { ...settings, split: { by: 'none' }, replicates: 0 })
    for (const forecast of fit.predictions) {
      const own = models.find(({ model }) => model === forecast.model)!.flops!
      // A family's advantage of 1 in level is worth a factor e^2 of compute at a slope of 0.5 per unit of ln C.
      expect(Math.log(forecast.equivalentFlops! / own)).toBeCloseTo(2 * Number(forecast.family[1]), 4)
    }
    expect(fit.equivalent!.slope).toBeCloseTo(0.5, 5)
    expect(equivalentCompute({ n: 2, slope: 0, intercept: 1, r2: 1 }, 3)).toBeNull()
  })

  test('models without a score change no forecast of another model', () => {
    const models = syntheticModels({ families: 8, sizes: 4, seed: 3, noise: 0.02 })
    const [scored, first, second] = [models.slice(0, -2), models.at(-1)!, models.at(-2)!]
    const alone = fitScaling(scored, settings)
    const one = fitScaling(scored, settings, [first])
    const both = fitScaling(scored, settings, [second, first])
    expect(alone.predictions.some(({ lower, upper }) => lower! < upper!)).toBe(true)
    expect(one.predictions).toEqual(alone.predictions)
    expect(both.predictions).toEqual(alone.predictions)
    expect(both.unscored[1]).toEqual(one.unscored[0])
  })

  test('other units of the score change its forecasts and nothing else', () => {
    const models = syntheticModels({ families: 6, sizes: 4, seed: 6, noise: 0.02 })
    const plain = fitScaling(models, settings)
    const scaled = fitScaling(
      models.map((model) => ({ ...model, score: 25 + 75 * model.score })),
      { ...settings, chance: 25, top: 100 },
    )
    expect(scaled.test.mse).toBeCloseTo(plain.test.mse!, 9)
    for (const [index, forecast] of scaled.predictions.entries()) {
      expect(forecast.predicted).toBeCloseTo(25 + 75 * plain.predictions[index]!.predicted, 5)
      expect(forecast.lower).toBeCloseTo(25 + 75 * plain.predictions[index]!.lower!, 4)
    }
  })

  test('90 % intervals hold about 90 % of noisy scores held out', () => {
    const shares = Array.from(
      { length: 12 },
      (_, seed) =>
        fitScaling(syntheticModels({ families: 10, sizes: 4, seed: 100 + seed, noise: 0.08 }), { ...settings, seed })
          .coverage.test!,
    )
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
    expect(mean).toBeGreaterThan(0.82)
    expect(mean).toBeLessThan(0.98)
  })

  test('never trains on what is held out by name, and keeps to its seed', () => {
    const models = syntheticModels({ families: 6, sizes: 4, seed: 7, noise: 0.02 })
    const testOnly = models.filter(({ family }) => family === 'f5').map(({ id }) => id)
    const fit = fitScaling(models, { ...settings, testOnly })
    expect(fit.predictions.filter(({ family, split }) => family === 'f5' && split === 'train')).toEqual([])
    expect(fitScaling(models, { ...settings, testOnly })).toEqual(fit)
    expect(fitScaling(models, { ...settings, seed: 2, testOnly })).not.toEqual(fit)
  })

  test('two families are resampled by model', () => {
    expect(fitScaling(syntheticModels({ families: 2, sizes: 8, seed: 9, noise: 0.02 }), settings).resampled).toBe(
      'models',
    )
    expect(fitScaling(syntheticModels({ families: 3, sizes: 5, seed: 9, noise: 0.02 }), settings).resampled).toBe(
      'families',
    )
  })

  test('refuses a scale without extent and components beyond the models', () => {
    const models = syntheticModels({ families: 3, sizes: 2, seed: 1 })
    expect(() => fitScaling(models, { ...settings, chance: 1 })).toThrow('expected a top above chance 1, found 1')
    expect(() => fitScaling(models, { ...settings, components: 5 })).toThrow('expected 1 to')
  })
})
