import { describe, expect, it } from 'vitest'
import type { Chart } from '../../../core/scene/chart-scene.ts'
import { drawnChart } from '../../../renderer/figure/drawn-chart.ts'

const chart: Chart = {
  id: 'loss',
  title: 'Loss',
  caption: '',
  x: { title: 'tokens', low: 0, high: 1 },
  y: { title: 'loss', low: 0, high: 1 },
  marks: [{ kind: 'point', x: 0.5, y: 0.5, form: 'dot', ink: 'text' }],
  legend: [],
  table: { columns: [], rows: [] },
  height: 200,
}

describe('a chart on the page', () => {
  it('is its scene in the width', () => {
    expect(drawnChart(chart, 300)).toMatchObject({ scene: { width: 300, height: 200 } })
  })

  it('that cannot be drawn is why', () => {
    expect(drawnChart({ ...chart, x: { title: 'tokens', low: 0, high: Infinity } }, 300)).toEqual({
      failure: 'Axis "tokens": expected ends in ascending order, found 0 and Infinity',
    })
  })
})
