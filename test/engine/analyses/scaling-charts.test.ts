import { describe, expect, it } from 'vitest'
import { fitScaling, type ScalingFit } from '../../../core/scaling/scaling-fit.ts'
import { overviewOfSpace } from '../../../core/scaling/space-overview.ts'
import { chartScene } from '../../../core/scene/chart-scene.ts'
import { scalingLawCharts, type ScalingLawCharted } from '../../../engine/analyses/scaling-law-charts.ts'
import { scalingSpaceCharts } from '../../../engine/analyses/scaling-space-charts.ts'
import { syntheticModels } from '../../core/scaling/synthetic-models.ts'
import { outsideOf, textsOf } from '../../core/scene/drawn-shapes.ts'

const models = syntheticModels({ families: 4, sizes: 4, seed: 3, noise: 0.01 })
const metricNames = ['a', 'b', 'c', 'd']
const fit: ScalingFit = fitScaling(models, {
  components: 2,
  split: { by: 'cutoff', flops: 5 },
  chance: 0,
  top: 1,
  link: 'sigmoid',
  loss: 'ols',
  baseline: 'flops',
  referenceFamily: 'f0',
  replicates: 20,
  level: 0.9,
  seed: 1,
})
const charted: ScalingLawCharted = {
  fit,
  target: 'task',
  metricNames,
  chance: 0,
  top: 1,
  link: 'sigmoid',
  loss: 'ols',
  baseline: 'flops',
  reference: 'f0',
  level: 0.9,
  split: 'trained on up to 5e21 FLOPs',
  cutoff: { at: 5, least: 0.2, most: 200 },
}

describe('charts of a scaling law', () => {
  it('draw every model, intervals of those held out, and the law over equivalent compute in FLOPs', () => {
    const [law] = scalingLawCharts(charted)
    const points = law.marks.filter((mark) => mark.kind === 'point')
    expect(points).toHaveLength(16)
    expect(law.marks.filter((mark) => mark.kind === 'error bar')).toHaveLength(fit.test.n)
    expect(points.filter(({ form }) => form === 'ring')).toHaveLength(fit.test.n)
    expect(law.x).toMatchObject({ title: 'f0-equivalent FLOPs', scale: 'log' })
    points.forEach(({ x }, index) => expect(x / (fit.predictions[index]!.equivalentFlops! * 1e21)).toBeCloseTo(1, 9))
    // The law goes through what it predicts.
    const line = law.marks.find((mark) => mark.kind === 'line')!
    const { equivalentFlops, predicted } = fit.predictions[5]!
    const after = line.points.findIndex(({ x }) => x > equivalentFlops! * 1e21)
    expect(line.points[after - 1]!.y <= predicted && predicted <= line.points[after]!.y).toBe(true)
  })

  it('fall back to the level of the law where compute would be no number', () => {
    const equivalent = { ...fit.equivalent!, slope: 1e-12 }
    for (const changed of [equivalent, null]) {
      const [law] = scalingLawCharts({ ...charted, fit: { ...fit, equivalent: changed } })
      expect(law.x.title).toBe('level alpha + beta · S')
      expect(outsideOf(chartScene(law, { width: 500 }))).toEqual([])
    }
  })

  it('draw the whole law where the reference family is so flat that compute would leave the numbers', () => {
    const { predictions } = fit
    const spread = predictions.map((prediction, index) => ({
      ...prediction,
      level: -1 + (2 * index) / (predictions.length - 1),
    }))
    for (const slope of [0.001, 0.0016, 0.002, 0.003, 0.01, 0.1, 1]) {
      const equivalent = { ...fit.equivalent!, intercept: 0, slope }
      const charts = scalingLawCharts({ ...charted, fit: { ...fit, predictions: spread, equivalent } })
      for (const chart of charts) expect(outsideOf(chartScene(chart, { width: 500 }))).toEqual([])
      // 2 units of the level are 2 / slope / ln 10 decades.
      expect(charts[0].x.scale).toBe(slope < 0.01 ? undefined : 'log')
    }
  })

  it('say nothing of what a baseline without a law predicts', () => {
    const observed = { ...fit, baseline: { ...fit.baseline, law: null } }
    const [, baseline] = scalingLawCharts({ ...charted, fit: observed })
    const column = baseline.table.columns.indexOf('predicted')
    expect(baseline.table.rows.map((row) => row[column])).toEqual(fit.predictions.map(() => null))
    const points = baseline.marks.filter((mark) => mark.kind === 'point')
    expect(points).toHaveLength(fit.predictions.length)
    for (const { title } of points) expect(title).not.toContain('Predicted')
  })

  it('of thousands of models are made', () => {
    const predictions = Array.from({ length: 200_000 }, () => fit.predictions[0]!)
    const [law] = scalingLawCharts({ ...charted, fit: { ...fit, predictions } })
    expect(law.y.high).toBeGreaterThan(law.y.low)
  })

  it('draw the cutoff at its limits where it lies beyond, and its whole range', () => {
    const [, baseline] = scalingLawCharts({ ...charted, cutoff: { at: 1e9, least: 0.002, most: 200 } })
    expect(baseline.marks.at(-1)).toMatchObject({ kind: 'reference', at: 200e21, label: 'cutoff 1e30' })
    expect(baseline.x.low).toBeLessThan(0.002e21)
    expect(textsOf(chartScene(baseline, { width: 500 }))).toContain('cutoff 1e30')
    const [, sizes] = scalingLawCharts({ ...charted, baseline: 'size' })
    expect(sizes.marks.filter(({ kind }) => kind === 'reference')).toEqual([])
  })

  it('draw a bar per metric from 0', () => {
    const [, , weights] = scalingLawCharts(charted)
    expect(weights.marks.filter((mark) => mark.kind === 'bar').map(({ from, to }) => [from, to])).toEqual(
      fit.metricWeights.map((weight) => [0, weight]),
    )
    expect(textsOf(chartScene(weights, { width: 400 }))).toEqual(expect.arrayContaining(metricNames))
  })
})

describe('charts of a capability space', () => {
  const overview = overviewOfSpace(models, 2, metricNames)

  it('draw the models and a line in compute per family', () => {
    const [space, compute] = scalingSpaceCharts(overview, metricNames, 1)
    expect(space.marks.filter(({ kind }) => kind === 'point')).toHaveLength(16)
    expect(compute.title).toBe('PC-2 and compute')
    const lines = compute.marks.filter((mark) => mark.kind === 'line')
    expect(lines).toHaveLength(4)
    const { intercept, slope } = overview.trends.find(({ family, component }) => family === 'f0' && component === 1)!
    const [first] = lines[0]!.points
    expect(first!.y).toBeCloseTo(intercept + slope * Math.log10(first!.x / 1e21), 9)
  })

  it('say so where no compute is known', () => {
    const unknown = overviewOfSpace(
      models.map((model) => ({ ...model, flops: null, tokens: null })),
      2,
      metricNames,
    )
    const [, compute] = scalingSpaceCharts(unknown, metricNames, 0)
    expect(textsOf(chartScene(compute, { width: 700 }))).toContain('Of no model the FLOPs of pretraining are known')
  })
})
