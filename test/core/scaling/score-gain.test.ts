import { describe, expect, test } from 'vitest'
import type { ScalingFitSettings } from '../../../core/scaling/scaling-fit.ts'
import { fitGain, type TreatedModel } from '../../../core/scaling/score-gain.ts'
import { syntheticModels } from './synthetic-models.ts'

const settings: ScalingFitSettings = {
  components: 2,
  split: { by: 'cutoff', flops: 20 },
  chance: 0,
  top: 1,
  link: 'sigmoid',
  loss: 'ols',
  baseline: 'flops',
  referenceFamily: 'f0',
  replicates: 0,
  level: 0.9,
  seed: 1,
}

/** A technique that adds 1 to the level of every model: the law of the score after it is exact too. */
function treatedModels(noise: number): TreatedModel[] {
  const after = syntheticModels({ families: 10, sizes: 5, seed: 4, noise })
  const before = syntheticModels({ families: 10, sizes: 5, seed: 4 }).map(
    ({ score }) => 1 / (1 + Math.exp(1 - Math.log(score / (1 - score)))),
  )
  return after.map((model, index) => ({ ...model, before: before[index]! }))
}

describe('what a technique gains', () => {
  test('two exact laws give the exact gain, where compute alone does not', () => {
    const { test: held, baseline, before, after, predictions } = fitGain(treatedModels(0), settings)
    expect(held.mse!).toBeLessThan(1e-12)
    expect(baseline.test.mse!).toBeGreaterThan(1e-6)
    expect(after.law.alpha - before.law.alpha).toBeCloseTo(1, 6)
    expect(after.law.beta[0]!).toBeCloseTo(before.law.beta[0]!, 5)
    for (const { observed, predicted } of predictions) expect(predicted).toBeCloseTo(observed, 6)
  })

  test('both laws see the same training models, also where a share is held out by score', () => {
    const { before, after, predictions } = fitGain(treatedModels(0.02), {
      ...settings,
      split: { by: 'best', share: 0.3 },
    })
    const trained = (fit: typeof before): string[] =>
      fit.predictions.filter(({ split }) => split === 'train').map(({ model }) => model)
    expect(trained(before)).toEqual(trained(after))
    expect(predictions.filter(({ split }) => split === 'test')).toHaveLength(15)
  })

  test("gains are in the score's own units, errors on the scale from chance to top", () => {
    const models = treatedModels(0.02)
    const small = fitGain(models, settings)
    const large = fitGain(
      models.map((model) => ({ ...model, score: 100 * model.score, before: 100 * model.before })),
      { ...settings, top: 100 },
    )
    expect(large.predictions[3]!.predicted / small.predictions[3]!.predicted).toBeCloseTo(100, 4)
    expect(large.test.mse! / small.test.mse!).toBeCloseTo(1, 6)
  })

  test('about the stated share of noisy gains held out lies in the intervals', () => {
    const { coverage, replicates } = fitGain(treatedModels(0.03), {
      ...settings,
      split: { by: 'random', share: 0.4 },
      replicates: 200,
    })
    expect(replicates).toBe(200)
    expect(coverage.test!).toBeGreaterThan(0.75)
  })
})
