import { describe, expect, it } from 'vitest'
import { elbow } from '../../../core/emergence/emergence-law.ts'
import { emergenceSummary } from '../../../core/emergence/emergence-summary.ts'
import { forecastEmergence } from '../../../core/emergence/forecast-emergence.ts'
import { simulateCheckpoints, typicalStudy } from '../../../core/emergence/simulate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { chartScene } from '../../../core/scene/chart-scene.ts'
import { emergenceCharts, type EmergenceCharted } from '../../../engine/analyses/emergence-charts.ts'
import { outsideOf, textsOf } from '../../core/scene/drawn-shapes.ts'

const checkpoints = simulateCheckpoints(typicalStudy, seededGenerator(5))
const rows = checkpoints.map((row) => ({ ...row, flops: null }))
const fewShot = 5
const forecast = emergenceSummary(
  forecastEmergence(checkpoints, { form: 'log-power', lossScale: 'nats', fewShot, bootstrap: 0 }, seededGenerator(1)),
  checkpoints,
)
const charted: EmergenceCharted = {
  rows,
  forecast,
  tableName: 'study',
  second: null,
  law: 'log-power',
  lossScale: 'nats',
  fewShot,
  leastLoss: null,
}

describe('charts of an emergence law', () => {
  const [scores, residuals, law, fewShotChart] = emergenceCharts(charted)

  it('draw every score, and a law per amount of data with its corner at the elbow', () => {
    const amounts = [...new Set(rows.map(({ examples }) => examples))].filter((examples) => examples > 0)
    const points = scores!.marks.filter((mark) => mark.kind === 'point' && mark.form !== 'triangle')
    expect(points).toHaveLength(rows.length)
    const curves = scores!.marks.filter((mark) => mark.kind === 'line')
    expect(curves).toHaveLength(amounts.length + 1)
    const corner = elbow(forecast.law, fewShot)
    expect(curves.at(-1)!.points.some(({ x }) => x === corner)).toBe(true)
    expect(scores!.x.isReversed).toBe(true)
  })

  it('draw checkpoints that were not fitted faint, and leave them out of the residuals', () => {
    const leastLoss = 2.4
    const left = rows.filter(({ loss, examples }) => examples > 0 && loss < leastLoss)
    const [some, fitted] = emergenceCharts({ ...charted, leastLoss })
    expect(
      some!.marks.filter((mark) => mark.kind === 'point' && mark.form === 'dot' && mark.opacity === 0.3),
    ).toHaveLength(left.length)
    const count = (chart: typeof residuals) => chart!.marks.filter(({ kind }) => kind === 'point').length
    expect(count(fitted)).toBe(count(residuals) - left.length)
  })

  it('draw the elbow over the data with its band, and ticks at the ends', () => {
    const band = law!.marks.find((mark) => mark.kind === 'band')!
    expect(band.points).toHaveLength(forecast.elbows.length)
    const texts = textsOf(chartScene(law!, { width: 600 }))
    expect(texts).toContain(String(fewShot))
    expect(texts).toContain(String(Math.max(...rows.map(({ examples }) => examples))))
  })

  it('mark 5, 50 and 95 % of the posterior; a second set has its own curve', () => {
    expect(textsOf(chartScene(fewShotChart!, { width: 500 }))).toEqual(expect.arrayContaining(['5 %', '50 %', '95 %']))
    const two = emergenceCharts({ ...charted, second: { forecast, tableName: 'later' } }).at(-1)!
    expect(two.marks.filter(({ kind }) => kind === 'line')).toHaveLength(2)
    expect(two.legend.map(({ name }) => name)).toEqual(expect.arrayContaining(['study', 'later']))
  })

  it('leave out elbows that are no number or lie off the axis', () => {
    const { least, most } = { least: forecast.elbows[0]!, most: forecast.elbows.at(-1)! }
    const beyond = { ...forecast.emergence.posterior, upper: Infinity }
    const far = {
      ...forecast,
      law: { ...forecast.law, offset: 800 },
      emergence: { ...forecast.emergence, mostLikely: Infinity, posterior: beyond },
      elbows: [least, { ...most, mostLikely: Infinity, posterior: beyond }],
      cdf: [...forecast.cdf, { loss: Infinity, posterior: 1, bootstrap: null }],
    }
    const charts = emergenceCharts({ ...charted, forecast: far, lossScale: 'log' })
    for (const chart of charts) expect(outsideOf(chartScene(chart, { width: 500 }))).toEqual([])
    expect(charts[0]!.marks.filter((mark) => mark.kind === 'point' && mark.form === 'triangle')).toEqual([])
  })

  it.each([300, 460, 900])('lie within a drawing %i wide', (width) => {
    for (const chart of emergenceCharts(charted)) expect(outsideOf(chartScene(chart, { width }))).toEqual([])
  })
})
