import { describe, expect, test } from 'vitest'
import { comparisonAdvice, comparisonText } from '../../../core/scaling/comparison-text.ts'
import { pairedDifference } from '../../../core/scaling/paired-difference.ts'
import { scaleNotes } from '../../../core/scaling/learnable-scores.ts'
import { fitScaling, type ScalingFitSettings, type ScoredModel } from '../../../core/scaling/scaling-fit.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { syntheticModels } from './synthetic-models.ts'

const settings: ScalingFitSettings = {
  components: 2,
  split: { by: 'none' },
  chance: 0,
  top: 1,
  link: 'sigmoid',
  loss: 'ols',
  baseline: 'flops',
  referenceFamily: 'f0',
  replicates: 60,
  level: 0.9,
  seed: 1,
  metricNames: ['a', 'b', 'c', 'd'],
  targetName: 'Task, strict',
}
const models = syntheticModels({ families: 8, sizes: 4, seed: 3, noise: 0.01 })
const scored = (score: (model: ScoredModel, index: number) => number) =>
  models.map((model, index) => ({ ...model, score: score(model, index) }))
const greatest = Math.max(...models.map(({ score }) => score))

describe('scores from which nothing can be learned are refused, by their title', () => {
  test.each([
    [
      'percent with a top of 1',
      scored(({ score }) => 100 * score),
      'Target "Task, strict": expected scores from chance 0 to top 1, found .*They look like percent: set top to 100 and chance to 0 \\(--top 100 --chance 0\\)',
    ],
    [
      'ratings',
      scored((_, index) => 1100 + index),
      'Target "Task, strict": expected scores from chance 0 to top 1, found 1100 to 1131. Set chance and top',
    ],
    [
      'a mix of both',
      scored(({ score }, index) => (index === 4 ? 100 * score : score)),
      'expected scores from chance 0 to top 1, found .*Set chance and top',
    ],
    ['negative ones', scored(({ score }) => -5 * score), 'expected scores from chance 0 to top 1'],
    ['all 0', scored(() => 0), 'Target "Task, strict": expected training scores that differ, found 0 in all 32'],
    ['all 1', scored(() => 1), 'found 1 in all 32'],
    ['all the same', scored(() => 0.43), 'found 0.43 in all 32'],
    [
      'a spread that rounding takes',
      scored((_, index) => index * 1e-302),
      'expected training scores that differ by more than 1e-9, found 32 that differ by at most 3.1e-301',
    ],
    [
      'fewer models than parameters',
      models.slice(0, 3),
      'more different training models than the 3 parameters of the law, found 3',
    ],
    [
      'twins alone',
      models.slice(0, 3).flatMap((model) => [model, { ...model, model: `${model.model} again` }]),
      'found 3. Take fewer components',
    ],
  ])('%s', (_, rows, words) => {
    expect(() => fitScaling(rows, settings)).toThrow(new RegExp(words))
  })

  test('bits per byte are never taken for percent', () => {
    expect(() => scaleNotes([0.4, 8.9], { name: 'sums (bits_per_byte, 0 shots)', chance: 0, top: 1 })).toThrow(
      'Bits per byte have no top and fall as models get better: choose another score of the benchmark',
    )
  })

  test('percent with a top of 100 is what fractions with a top of 1 are', () => {
    const fit = fitScaling(
      scored(({ score }) => 100 * score),
      { ...settings, top: 100 },
    )
    expect(fit.train.mse).toBeCloseTo(fitScaling(models, settings).train.mse!, 9)
    expect(fit.notes).toEqual([])
  })

  test('a measure without values and measures that are all constant', () => {
    const titles = { metricNames: ['a', 'b', 'c', 'd', 'An empty one'] }
    const empty = models.map((model) => ({ ...model, metrics: [...model.metrics, undefined] }))
    expect(() => fitScaling(empty, { ...settings, ...titles })).toThrow(
      'Measure "An empty one": expected a value of some model trained on, found none',
    )
    const near = models.map((model) => ({ ...model, metrics: model.metrics.map((value) => value! * 1e-300) }))
    expect(() => fitScaling(near, settings)).toThrow(
      /found differences of at most .*e−301: their squares are too small/,
    )
    const far = models.map((model) => ({ ...model, metrics: model.metrics.map((value) => value! * 1e300) }))
    expect(() => fitScaling(far, settings)).toThrow('Metrics: expected numbers of at most 1e+140 in size')
    const constant = models.map((model) => ({ ...model, metrics: [0.5, 0.5] }))
    expect(() => fitScaling(constant, { ...settings, metricNames: ['a', 'b'] })).toThrow('found "a", "b" constant')
  })
})

describe('what is learned in part carries a note', () => {
  const noInterval = (rows: readonly ScoredModel[]) => {
    const fit = fitScaling(rows, settings)
    expect(fit.predictions.every(({ lower, upper }) => lower === null && upper === null)).toBe(true)
    expect(fit.coverage).toEqual({ train: null, test: null })
    return fit.notes.join('; ')
  }

  test.each([
    ['0 and 1, separated by capability', scored(({ metrics }) => (metrics[0]! > 0.5 ? 1 : 0))],
    ['one 1 among zeros', scored(({ score }) => (score === greatest ? 1 : 0))],
    ['one 0.3 among zeros', scored(({ score }) => (score === greatest ? 0.3 : 0))],
  ])('%s: no intervals', (_, rows) => {
    expect(noInterval(rows)).toContain('separated perfectly')
  })

  test('one model more than parameters: hardly a resample determines the law, so no intervals', () => {
    expect(noInterval([models[0]!, models[5]!, models[10]!, models[15]!])).toMatch(
      /too few models for intervals: only \d+ of 60/,
    )
  })

  test.each([
    [
      'scores above the top',
      scored(({ score }, index) => (index === 3 ? 1.2 : score)),
      {},
      '1 of 32 scores of "Task, strict" lies above the top 1',
    ],
    ['fractions with a top of 100', models, { top: 100 }, 'if they are fractions, the top is 1'],
    [
      'a constant measure',
      models.map((model) => ({ ...model, metrics: [...model.metrics, 0.5] })),
      { metricNames: ['a', 'b', 'c', 'd', 'E'] },
      '"E": the same for all models',
    ],
    [
      'a measure that follows from others',
      models.map((model) => ({
        ...model,
        metrics: [model.metrics[0], model.metrics[0], 0.5 * model.metrics[0]! + 0.1],
      })),
      { metricNames: ['a', 'b', 'c'] },
      'vary along 1 direction only',
    ],
    [
      'twins',
      [...models, { ...models[0]!, model: 'twin' }],
      {},
      '1 of 33 models trained on have the same measures as another',
    ],
  ])('%s', (_, rows, more, words) => {
    const fit = fitScaling(rows, { ...settings, ...more })
    expect(fit.notes.join('; ')).toContain(words)
    expect(fit.predictions.every(({ lower, upper }) => upper! > lower!)).toBe(true)
  })
})

describe('law and baseline', () => {
  test('are compared on the held-out models that both predict', () => {
    const rows = models.map((model, index) => (index % 5 === 0 ? { ...model, flops: null } : model))
    const fit = fitScaling(rows, { ...settings, split: { by: 'random', share: 0.5 } })
    const common = fit.predictions.filter(
      ({ split, model }) => split === 'test' && rows.find((row) => row.model === model)!.flops !== null,
    )
    expect(fit.test.n).toBeGreaterThan(common.length)
    expect(fit.comparison).toMatchObject({
      n: common.length,
      second: expect.closeTo(fit.baseline.test.mse!, 12) as number,
    })
    const law = common.reduce((sum, { observed, predicted }) => sum + (observed - predicted) ** 2, 0) / common.length
    expect(fit.comparison!.first).toBeCloseTo(law, 12)
  })

  test('the interval of the difference is that of the mean where each model is a group', () => {
    const generator = seededGenerator(4)
    const pairs = Array.from({ length: 80 }, (_, index) => ({
      first: generator.real(),
      second: generator.real() + 0.1,
      group: String(index),
    }))
    const { difference, lower, upper } = pairedDifference(pairs, 0.9)!
    const spread = Math.sqrt(pairs.reduce((sum, { first, second }) => sum + (first - second - difference) ** 2, 0) / 79)
    expect((upper! - lower!) / ((2 * 1.645 * spread) / Math.sqrt(80))).toBeCloseTo(1, 1)
  })

  test('of predictions that are equally good, no more than 1 in 10 comparisons finds a difference at a level of 0.9, with two families too', () => {
    const generator = seededGenerator(6)
    const normal = normalDeviates(generator)
    for (const families of [2, 3, 8]) {
      const verdicts = Array.from({ length: 1000 }, () => {
        const pairs = Array.from({ length: families }, (_, family) => {
          const shared = normal()
          return Array.from({ length: 4 }, () => ({
            first: 10 + shared + 0.5 * normal(),
            second: 10,
            group: String(family),
          }))
        })
        return pairedDifference(pairs.flat(), 0.9)!.verdict
      })
      const share = verdicts.filter((verdict) => verdict !== 'no better').length / 1000
      expect(Math.abs(share - 0.1)).toBeLessThan(0.03)
    }
  })

  test.each([
    ['better', [1, 1.2, 0.9], [2, 2.1, 2.2]],
    ['worse', [2, 2.1, 2.2], [1, 1.2, 0.9]],
    ['no better', [1, 3, 1.5], [2, 1.5, 2]],
  ] as const)('the verdict is %s', (verdict, first, second) => {
    const pairs = first.map((value, index) => ({ first: value, second: second[index]!, group: String(index) }))
    expect(pairedDifference(pairs, 0.9)!.verdict).toBe(verdict)
  })

  test('one family gives no interval and no verdict, and no pairs nothing', () => {
    const one = pairedDifference(
      [
        { first: 0, second: 1, group: 'x' },
        { first: 0, second: 1, group: 'x' },
      ],
      0.9,
    )!
    expect(one).toMatchObject({ n: 2, difference: -1, lower: null, verdict: 'too few groups' })
    expect(comparisonText(one, 'compute alone', 0.9)).toContain(
      'one family is too few groups to compare with compute alone',
    )
    expect(pairedDifference([], 0.9)).toBeNull()
  })

  test('each verdict but the best comes with what would make it better', () => {
    expect(comparisonAdvice({ verdict: 'better' })).toBeNull()
    expect(comparisonAdvice({ verdict: 'no better' })).toMatch(/^More held-out models, of more families,/)
    expect(comparisonAdvice({ verdict: 'worse' })).toMatch(/^Fewer components, another cutoff/)
    expect(comparisonAdvice({ verdict: 'too few groups' })).toMatch(/of a second family are needed/)
  })
})
