import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chartPlot, chartScene, type Chart } from '../../../core/scene/chart-scene.ts'
import { markShapes, type ChartMark } from '../../../core/scene/chart-marks.ts'
import { sceneSvg } from '../../../core/scene/scene-svg.ts'
import type { Shape } from '../../../core/scene/scene.ts'
import { textWidth } from '../../../core/scene/lettering.ts'
import { flatShapes, outsideOf, textsOf } from './drawn-shapes.ts'

const chart: Chart = {
  id: 'one',
  title: 'Scores over loss',
  caption: 'By a law',
  x: { title: 'loss, nats', low: 0, high: 10 },
  y: { title: 'score', low: 0, high: 1 },
  marks: [],
  legend: [],
  table: { columns: [], rows: [] },
  height: 300,
}
const size = { width: 500 }
const drawn = (marks: readonly ChartMark[]): readonly Shape[] =>
  marks.flatMap((mark) => markShapes(mark, chartPlot(chart, size)))

/** All places of a path, with those that relative steps lead to left out. */
function placesOf(shapes: readonly Shape[]): { readonly x: number; readonly y: number }[] {
  return flatShapes(shapes).flatMap(({ shape }) => {
    if (shape.kind === 'circle') return [{ x: shape.x, y: shape.y }]
    if (shape.kind === 'rect')
      return [
        { x: shape.x, y: shape.y },
        { x: shape.x + shape.width, y: shape.y + shape.height },
      ]
    if (shape.kind !== 'path') return []
    return [...shape.d.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }))
  })
}

describe('a chart as a scene', () => {
  it('has its axes with titles and ticks within the drawing, also where it is empty', () => {
    const scene = chartScene(chart, size)
    expect(scene).toMatchObject({ width: 500, height: 300, title: 'Scores over loss', description: 'By a law' })
    expect(textsOf(scene)).toEqual(expect.arrayContaining(['0', '2', '4', '0.0', '1.0', 'loss, nats', 'score']))
    expect(outsideOf(scene)).toEqual([])
  })

  it('writes counts of weights short, and no text of an axis reaches the edge', () => {
    const sizes = { title: 'parameters', low: 20_000, high: 500_000, scale: 'log', counted: 'weights' } as const
    for (const x of [sizes, { ...sizes, counted: 'numbers' as const }, { title: 'x', low: 0, high: 480_000 }]) {
      const scene = chartScene({ ...chart, x }, size)
      const below = flatShapes(scene.shapes).flatMap(({ shape }) => (shape.kind === 'text' ? [shape] : []))
      for (const { x: middle, text, size: letters, anchor, rotation } of below)
        if (anchor === 'middle' && rotation === undefined)
          expect(middle + textWidth(text, letters) / 2).toBeLessThanOrEqual(size.width - 4 + 1e-9)
    }
    expect(textsOf(chartScene({ ...chart, x: sizes }, size))).toEqual(expect.arrayContaining(['50 k', '500 k']))
  })

  it('says what is missing where there is no mark', () => {
    const absent = 'Of no model the FLOPs of pretraining are known'
    const scene = chartScene({ ...chart, absent }, { width: 260 })
    expect(textsOf(scene).join(' ')).toContain(absent)
    expect(outsideOf(scene)).toEqual([])
    const marks = [{ kind: 'point', x: 1, y: 1, form: 'dot', ink: 'text' }] as const
    expect(textsOf(chartScene({ ...chart, absent, marks }, size))).not.toContain(absent)
  })

  it('is higher by its legend, of which no name is wider than the drawing', () => {
    const legend = [
      { name: 'trained on', color: 'muted' as const },
      { name: 'held out, too few errors from other groups for an interval '.repeat(3).trim(), color: 'text' as const },
    ]
    const scene = chartScene({ ...chart, legend }, { width: 260 })
    expect(scene.height).toBeGreaterThan(300 + 4 * 17)
    expect(outsideOf(scene)).toEqual([])
  })

  it('draws a point where its values are, with what it says and where it leads', () => {
    const { x, y } = chartPlot(chart, size)
    const [shape] = drawn([
      { kind: 'point', x: 5, y: 0.5, form: 'dot', ink: 'accent', title: 'oak\nScore: 0.5', link: '#/library' },
    ])
    expect(shape).toEqual({
      kind: 'group',
      title: 'oak\nScore: 0.5',
      link: '#/library',
      shapes: [{ kind: 'circle', x: x.toPixels(5), y: y.toPixels(0.5), radius: 4, fill: 'accent', fillOpacity: 0.85 }],
    })
  })

  it.each(['dot', 'ring', 'diamond', 'triangle', 'tick'] as const)('draws the mark %s', (form) => {
    expect(drawn([{ kind: 'point', x: 5, y: 0.5, form, ink: 'accent' }])).toHaveLength(1)
  })

  it('steps from value to value where a line is stepped', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 1 },
    ]
    const { x, y } = chartPlot(chart, size)
    const [straight, stepped] = [false, true].map((isStepped) =>
      placesOf(drawn([{ kind: 'line', points, ink: 'text', isStepped }])),
    )
    expect(straight).toHaveLength(2)
    expect(stepped![1]).toEqual({
      x: expect.closeTo(x.toPixels(10), 1) as number,
      y: expect.closeTo(y.toPixels(0), 1) as number,
    })
  })

  it('ends an error bar only where its end is in the plot', () => {
    const bar = (upper: number) =>
      placesOf(drawn([{ kind: 'error bar', of: 'y', x: 5, y: 0.5, lower: 0.2, upper, ink: 'muted' }]))
    expect(bar(0.8)).toHaveLength(6)
    expect(bar(3)).toHaveLength(4)
    expect(
      placesOf(drawn([{ kind: 'error bar', of: 'x', x: 5, y: 0.5, lower: 4, upper: 6, ink: 'muted' }])),
    ).toHaveLength(6)
    expect(drawn([{ kind: 'error bar', of: 'y', x: 50, y: 0.5, lower: 0.2, upper: 0.8, ink: 'muted' }])).toEqual([])
  })

  it('writes labels of lines above the plot, in rows where they would touch', () => {
    const at = (value: number, label: string): ChartMark => ({
      kind: 'reference',
      axis: 'x',
      at: value,
      label,
      ink: 'muted',
    })
    const labelled = (values: readonly number[]) =>
      chartScene({ ...chart, marks: values.map((value) => at(value, `${value} of all`)) }, size)
    const rowsOf = (values: readonly number[]) =>
      new Set(
        flatShapes(labelled(values).shapes).flatMap(({ shape, y }) =>
          shape.kind === 'text' && shape.text.endsWith('of all') ? [y + shape.y] : [],
        ),
      ).size
    expect(rowsOf([1, 5, 9])).toBe(1)
    expect(rowsOf([5, 5.1, 5.2])).toBe(3)
    expect(rowsOf([50])).toBe(0)
    expect(outsideOf(labelled([0, 0.1, 9.9, 10]))).toEqual([])
  })

  it('shortens the names of rows, and keeps them different', () => {
    const names = ['a-very-long-name-of-a-family-of-models-1', 'a-very-long-name-of-a-family-of-models-2']
    const rows = {
      ...chart,
      y: { title: '', low: -0.6, high: 1.6, isReversed: true, ticks: names.map((text, value) => ({ value, text })) },
    }
    const scene = chartScene(rows, { width: 240 })
    const shown = textsOf(scene).filter((text) => text.includes('…'))
    expect(new Set(shown).size).toBe(2)
    expect(outsideOf(scene)).toEqual([])
    const { y } = chartPlot(rows, size)
    expect(y.toPixels(0)).toBeLessThan(y.toPixels(1))
  })

  it.each([
    [
      { kind: 'point', x: NaN, y: 0.5, form: 'dot', ink: 'text' },
      'Axis "loss, nats": expected a finite number, found NaN',
    ],
    [
      { kind: 'line', points: [{ x: 1, y: Infinity }], ink: 'text' },
      'Axis "score": expected a finite number, found Infinity',
    ],
    [{ kind: 'band', points: [{ x: 1, lower: NaN, upper: 1 }], ink: 'text' }, 'found NaN'],
    [{ kind: 'error bar', of: 'y', x: 1, y: 0, lower: 0, upper: NaN, ink: 'text' }, 'found NaN'],
    [{ kind: 'bar', y: 0, from: 0, to: NaN, ink: 'text' }, 'found NaN'],
    [{ kind: 'span', from: NaN, to: 1, ink: 'text' }, 'found NaN'],
    [{ kind: 'reference', axis: 'y', at: NaN, ink: 'text' }, 'found NaN'],
  ] as const)('refuses %j', (mark, message) => {
    expect(() => chartScene({ ...chart, marks: [mark as ChartMark] }, size)).toThrow(message)
  })

  it('draws every mark inside of the plot, or not', () => {
    const value = fc.oneof(
      fc.double({ min: -20, max: 30, noNaN: true }),
      fc.constantFrom(0, 10, 1, -1e300, 1e300, 5e-324),
    )
    const ink = fc.constant('text' as const)
    const mark = fc.oneof(
      fc.record({
        kind: fc.constant('point' as const),
        x: value,
        y: value,
        ink,
        form: fc.constantFrom('dot' as const, 'ring' as const),
      }),
      fc.record({
        kind: fc.constant('line' as const),
        ink,
        isStepped: fc.boolean(),
        points: fc.array(fc.record({ x: value, y: value }), { maxLength: 6 }),
      }),
      fc.record({
        kind: fc.constant('band' as const),
        ink,
        points: fc.array(fc.record({ x: value, lower: value, upper: value }), { maxLength: 6 }),
      }),
      fc.record({
        kind: fc.constant('error bar' as const),
        ink,
        of: fc.constantFrom('x' as const, 'y' as const),
        x: value,
        y: value,
        lower: value,
        upper: value,
      }),
      fc.record({ kind: fc.constant('bar' as const), ink, y: value, from: value, to: value }),
      fc.record({ kind: fc.constant('span' as const), ink, from: value, to: value }),
      fc.record({
        kind: fc.constant('reference' as const),
        ink,
        axis: fc.constantFrom('x' as const, 'y' as const),
        at: value,
      }),
    )
    fc.assert(
      fc.property(mark, fc.integer({ min: 60, max: 1200 }), (one: ChartMark, width) => {
        const plot = chartPlot(chart, { width })
        for (const { x, y } of placesOf(markShapes(one, plot))) {
          expect(x >= plot.left - 0.02 && x <= plot.right + 0.02).toBe(true)
          expect(y >= plot.top - 0.02 && y <= plot.bottom + 0.02).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('keeps texts at its axes apart and in the drawing, whatever its size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 240, max: 1400 }),
        fc.integer({ min: 120, max: 800 }),
        fc.double({ min: -1e5, max: 1e5, noNaN: true }),
        fc.double({ min: 1e-4, max: 1e5, noNaN: true }),
        (width, height, low, range) => {
          const axes = { x: { title: 'a', low, high: low + range }, y: { title: 'b', low, high: low + range } }
          const scene = chartScene({ ...chart, ...axes }, { width, height })
          expect(outsideOf(scene)).toEqual([])
          const below = flatShapes(scene.shapes).flatMap(({ shape }) =>
            shape.kind === 'text' && shape.anchor === 'middle' && shape.rotation === undefined && shape.text !== 'a'
              ? [{ x: shape.x, width: textWidth(shape.text, 11) }]
              : [],
          )
          below.slice(1).forEach(({ x, width: own }, index) => {
            const before = below[index]!
            expect(x - own / 2).toBeGreaterThan(before.x + before.width / 2)
          })
        },
      ),
    )
  })

  it('is drawn without a character that a file cannot hold', () => {
    const named = {
      ...chart,
      marks: [{ kind: 'point', x: 1, y: 1, form: 'dot', ink: 'text', title: 'a\u202eb\nF: </g>' }] as const,
    }
    const svg = sceneSvg(chartScene(named, size), { colour: (ink) => ink })
    expect(svg).toContain('<title>a\\u{202e}b\nF: &lt;/g&gt;</title>')
    expect(svg).toContain('stroke-opacity="0.35"')
  })
})
