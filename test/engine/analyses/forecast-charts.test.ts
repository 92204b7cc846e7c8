import { describe, expect, it } from 'vitest'
import { chartScene, type Chart } from '../../../core/scene/chart-scene.ts'
import type { ChartMark } from '../../../core/scene/chart-marks.ts'
import { forecastChartIds, forecastCharts } from '../../../engine/analyses/forecast-charts.ts'
import { outsideOf, textsOf } from '../../core/scene/drawn-shapes.ts'
import { sampleForecast } from './sample-forecast.ts'

const names = ['oak', 'oak-tales', 'fern', 'moss']
const forecast = sampleForecast(names)

function ofKind<K extends ChartMark['kind']>(chart: Chart, kind: K): readonly Extract<ChartMark, { kind: K }>[] {
  return chart.marks.filter((mark): mark is Extract<ChartMark, { kind: K }> => mark.kind === kind)
}

describe('charts of a forecast', () => {
  const [truth, residuals] = forecastCharts(forecast, forecast.methods[0]!)

  it('draw the models with a known score in points, with both intervals, and tell all that is known of each', () => {
    expect(ofKind(truth!, 'point').map(({ x, y }) => [x, y])).toEqual([
      [50, 51],
      [50, 50],
      [50, 40],
    ])
    expect(ofKind(truth!, 'error bar').map(({ of, lower, upper }) => [of, lower, upper])).toEqual([
      ['y', 47, expect.closeTo(55, 9)],
      ['x', 48, 52],
      ['y', expect.closeTo(49.7, 9), expect.closeTo(50.3, 9)],
      ['x', 48, 52],
      ['x', 48, 52],
    ])
    expect(ofKind(truth!, 'point')[0]!.title).toBe(
      'oak\nFamily: oak\nTrue: 50 ± 2\nForecast: 51 (47 to 55)\nNearest: oak-tales, distance 0.20',
    )
    expect(truth!.caption).toContain('90 % intervals, across the standard error of the true score')
    expect(truth!.legend.map(({ name }) => name)).toEqual([
      'forecast = true',
      'held out, with interval',
      'held out, too few errors from other groups for an interval',
      'oak',
    ])
  })

  it('are named', () => expect([truth!.id, residuals!.id]).toEqual(forecastChartIds))

  it('draw the errors in a row per family, with their mean', () => {
    const [mean, ...models] = ofKind(residuals!, 'point')
    expect(models.map(({ x, y }) => [x, y])).toEqual([
      [expect.closeTo(1, 9), 0],
      [0, 0],
      [expect.closeTo(-10, 9), 0],
    ])
    expect(mean).toMatchObject({ form: 'tick', x: expect.closeTo(-3, 9) as number })
    expect(residuals!.y.ticks).toEqual([{ value: 0, text: 'oak' }])
  })

  it.each([420, 900])('lie within a drawing %i wide', (width) => {
    for (const chart of [truth!, residuals!]) {
      const scene = chartScene(chart, { width })
      expect(outsideOf(scene)).toEqual([])
      expect(textsOf(scene)).toContain(chart.x.title)
    }
  })

  it('of a method that forecast nothing are empty', () => {
    for (const chart of forecastCharts(forecast, forecast.methods[1]!)) {
      expect(ofKind(chart, 'point')).toEqual([])
      expect(outsideOf(chartScene(chart, { width: 400 }))).toEqual([])
    }
  })
})
