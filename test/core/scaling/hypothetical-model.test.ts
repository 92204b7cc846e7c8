import { describe, expect, test } from 'vitest'
import { forecastHypothetical } from '../../../core/scaling/hypothetical-model.ts'
import type { LawSettings } from '../../../core/scaling/law-settings.ts'
import { fitTranslog, capabilityOfPlan } from '../../../core/scaling/translog.ts'
import { absence, allModels, benchmarks, isBase, published } from './published-results.ts'
import { capabilities, metricsOf, syntheticModels } from './synthetic-models.ts'

const settings: LawSettings = {
  components: 2,
  chance: 0,
  top: 1,
  link: 'sigmoid',
  loss: 'ols',
  replicates: 60,
  level: 0.9,
  seed: 1,
}

describe('translog', () => {
  test('is found from capabilities without noise', () => {
    const gifts = [
      [0.1, 0.3],
      [0.4, -0.2],
    ]
    const plans = [0, 1].flatMap((f) =>
      [0.5, 1, 4, 9].flatMap((size) => [0.3, 2].map((tokens) => ({ family: `f${f}`, size, tokens }))),
    )
    const translog = fitTranslog(
      plans,
      plans.map(({ family, size, tokens }) => capabilities(gifts[Number(family[1])]!, size, tokens)),
    )
    expect(translog.terms).toEqual(['size', 'tokens', 'size x tokens'])
    expect(translog.slopes[0]![2]).toBeCloseTo(0.01, 10)
    const [first, second] = capabilityOfPlan(translog, { family: 'f1', size: 70, tokens: 15 })
    expect(first).toBeCloseTo(capabilities(gifts[1]!, 70, 15)[0]!, 9)
    expect(second).toBeCloseTo(capabilities(gifts[1]!, 70, 15)[1]!, 9)
  })

  test('leaves out terms that the models do not determine', () => {
    const plans = [1, 3, 9].map((size) => ({ family: 'f', size, tokens: 2 }))
    const translog = fitTranslog(plans, [[1], [2], [3]])
    expect(translog.terms).toEqual(['size'])
    expect(capabilityOfPlan(translog, { family: 'f', size: 27, tokens: 2 })[0]).toBeCloseTo(4, 10)
    expect(() => fitTranslog([{ family: 'f', size: 1, tokens: 1 }], [[1]])).toThrow('found too few')
  })
})

describe('hypothetical model', () => {
  test('far from all models, it is said so', () => {
    const models = syntheticModels({ families: 6, sizes: 4, seed: 4 })
    const notesAt = (size: number, tokens: number) =>
      forecastHypothetical(models, { family: 'f2', size, tokens }, { ...settings, replicates: 0 }).notes
    const sizes = models.map(({ size }) => size!)
    const tokens = models.map((model) => model.tokens!)
    const most = { size: Math.max(...sizes), tokens: Math.max(...tokens) }
    expect(notesAt(5 * most.size, 5 * most.tokens)).toEqual([])
    expect(notesAt(most.size * 200, most.tokens)).toEqual([
      'the size is 200 times more than the most of any model here: nothing tells how good a forecast so far away is',
    ])
    expect(notesAt(most.size, Math.min(...tokens) / 40)).toEqual([
      'the tokens are 40 times less than the least of any model here: nothing tells how good a forecast so far away is',
    ])
  })

  test('is forecast exactly where all laws hold without noise', () => {
    const models = syntheticModels({ families: 6, sizes: 4, seed: 4 })
    const own = models.filter(({ family }) => family === 'f2')
    const largest = own.at(-1)!
    const forecast = forecastHypothetical(
      models.filter((model) => model !== largest),
      { family: 'f2', size: largest.size!, tokens: largest.tokens! },
      settings,
    )
    for (const [j, metric] of forecast.metrics.entries()) expect(metric.predicted).toBeCloseTo(largest.metrics[j]!, 6)
    expect(forecast.target!.predicted).toBeCloseTo(largest.score, 5)
    expect(forecast.heldOut.metricError).toBeLessThan(1e-6)
    expect(forecast.heldOut).toMatchObject({ metricIntervals: 6 * 4, scoreIntervals: 6 })
    expect(forecast.target!.upper! - forecast.target!.lower!).toBeLessThan(1e-4)
  })

  test('does without a score, and gives the same for the same seed', () => {
    const models = syntheticModels({ families: 5, sizes: 4, seed: 8 }).map(({ score, ...model }) => ({
      ...model,
      metrics: [...model.metrics, score],
    }))
    const plan = { family: 'f0', size: 20, tokens: 1 }
    const forecast = forecastHypothetical(models, plan, settings)
    expect(forecast.target).toBeNull()
    expect(forecast.metrics).toHaveLength(5)
    expect(forecastHypothetical(models, plan, settings)).toEqual(forecast)
  })

  test('counts no interval where only two families can be held out', () => {
    const models = syntheticModels({ families: 2, sizes: 4, seed: 3 })
    const { heldOut } = forecastHypothetical(
      models,
      { family: 'f0', size: 20, tokens: 1 },
      { ...settings, replicates: 20 },
    )
    expect(heldOut.models).toHaveLength(2)
    expect(heldOut).toMatchObject({ metricIntervals: 0, scoreIntervals: 0, metricCoverage: null, scoreCoverage: null })
  })

  test('counts no interval where no forecast has one', () => {
    const models = syntheticModels({ families: 6, sizes: 4, seed: 4 })
    const { heldOut, replicates } = forecastHypothetical(
      models,
      { family: 'f0', size: 20, tokens: 1 },
      { ...settings, replicates: 0 },
    )
    expect(replicates).toBe(0)
    expect(heldOut.metricError).toBeGreaterThanOrEqual(0)
    expect(heldOut).toMatchObject({ metricIntervals: 0, scoreIntervals: 0, metricCoverage: null, scoreCoverage: null })
  })

  test('of a family without models is refused', () => {
    expect(() =>
      forecastHypothetical(
        syntheticModels({ families: 3, sizes: 3, seed: 1 }),
        { family: 'g', size: 1, tokens: 1 },
        settings,
      ),
    ).toThrow('Family: expected one with models of known size and tokens, found g')
  })

  test.skipIf(!published)(`intervals cover the largest models of the published families${absence}`, () => {
    const models = allModels(benchmarks).filter(isBase)
    const { heldOut } = forecastHypothetical(
      models,
      { family: 'Llama-2', size: 30, tokens: 2 },
      { ...settings, components: 3, replicates: 20 },
    )
    expect(heldOut.models.length).toBeGreaterThan(15)
    expect(heldOut.metricError).toBeLessThan(0.07)
    expect(heldOut.metricCoverage).toBeGreaterThan(0.75)
    expect(heldOut.metricCoverage).toBeLessThan(0.97)
  })
})

test('synthetic metrics are shares', () => {
  const values = syntheticModels({ families: 8, sizes: 5, seed: 2 }).flatMap(({ metrics }) => metrics)
  expect(Math.min(...values.map(Number))).toBeGreaterThan(0)
  expect(Math.max(...values.map(Number), ...metricsOf(0, 0))).toBeLessThan(1)
})
