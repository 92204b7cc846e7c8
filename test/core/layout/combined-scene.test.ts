import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { combinedScene, type CombinedDrawing, type CombinedSceneNode } from '../../../core/layout/combined-scene.ts'
import { placeCombined } from '../../../core/layout/place-combined.ts'
import { textWidth } from '../../../core/scene/lettering.ts'
import type { Shape } from '../../../core/scene/scene.ts'

const node = (parent: number | null, changes: Partial<CombinedSceneNode> = {}): CombinedSceneNode => ({
  parent,
  model: { name: 'model', group: null, title: 'model' },
  by: parent === null ? null : 'weights',
  length: parent === null ? null : 0.1,
  support: null,
  isHighlighted: false,
  label: parent === null ? '' : 'finetune',
  edgeTitle: parent === null ? null : 'edge',
  ...changes,
})
const point = (parent: number | null, changes: Partial<CombinedSceneNode> = {}) =>
  node(parent, { model: null, by: parent === null ? null : 'behaviour', label: '', ...changes })

const drawn = (nodes: readonly CombinedSceneNode[], changes: Partial<CombinedDrawing> = {}) =>
  combinedScene({
    title: 'Tree',
    description: '',
    width: 900,
    nodes,
    furtherEdges: [],
    firstApart: null,
    apartTitle: 'Apart',
    groupsTitle: 'Family',
    ...changes,
  })

const flat = (
  shapes: readonly Shape[],
  x = 0,
  y = 0,
): { readonly shape: Shape; readonly x: number; readonly y: number }[] =>
  shapes.flatMap((shape) =>
    shape.kind === 'group' ? flat(shape.shapes, x + (shape.x ?? 0), y + (shape.y ?? 0)) : [{ shape, x, y }],
  )

/** Lines of edges as segments: `M x y V y H x`, or `M x y H x V y H x` beside the tree. */
function segments(shapes: readonly Shape[]): { x1: number; y1: number; x2: number; y2: number }[] {
  return flat(shapes).flatMap(({ shape }) => {
    if (shape.kind !== 'path' || shape.strokeOpacity !== 0) return []
    let [x, y] = [0, 0]
    return [...shape.d.matchAll(/([MVH])([-\d.]+)(?: ([-\d.]+))?/g)].flatMap(([, step, first, second]) => {
      const before = { x1: x, y1: y }
      if (step === 'M') [x, y] = [Number(first), Number(second)]
      else if (step === 'V') y = Number(first)
      else x = Number(first)
      return step === 'M' ? [] : [{ ...before, x2: x, y2: y }]
    })
  })
}

const labelsOf = (shapes: readonly Shape[]) =>
  flat(shapes).flatMap(({ shape, x, y }) => {
    if (shape.kind !== 'text') return []
    const width = textWidth(shape.text, shape.size)
    const left = x + shape.x - (shape.anchor === 'end' ? width : 0)
    const middle = y + shape.y - (shape.isMiddle === true ? 0 : shape.size * 0.35)
    const reach = shape.size * 0.35
    return [{ text: shape.text, left, right: left + width, top: middle - reach, bottom: middle + reach }]
  })

const arbitraryTree = fc
  .array(
    fc.record({
      pick: fc.nat(),
      name: fc.stringMatching(/^[a-z]{1,24}$/),
      length: fc.option(
        fc.integer({ min: -2, max: 30 }).map((k) => k / 100),
        { nil: null },
      ),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((picks) => {
    // In preorder a parent is an ancestor of the node before, or that node.
    const nodes: CombinedSceneNode[] = []
    for (const [place, { pick, name, length }] of picks.entries()) {
      const above: number[] = []
      for (let at: number | null = place - 1; at !== null && at >= 0; at = nodes[at]!.parent) above.push(at)
      const parent = above.length === 0 ? null : above[pick % above.length]!
      nodes.push(
        node(parent, {
          model: { name, group: null, title: name },
          length: parent === null ? null : length,
          by: parent === null ? null : pick % 3 === 0 ? 'behaviour' : 'weights',
        }),
      )
    }
    return nodes
  })

describe('the drawing of a combined tree', () => {
  test('has no text upon another, and no line through a text, whatever the tree', () => {
    fc.assert(
      fc.property(arbitraryTree, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 }), (nodes, picks) => {
        const furtherEdges = picks.flatMap(([from, to]) => {
          const ends = { from: from % nodes.length, to: to % nodes.length }
          return ends.from === ends.to ? [] : [{ ...ends, label: '0.50', title: 'further' }]
        })
        const { shapes, width, height } = drawn(nodes, { furtherEdges })
        const labels = labelsOf(shapes)
        for (const [index, one] of labels.entries()) {
          expect(one.right).toBeLessThanOrEqual(width)
          expect(one.bottom).toBeLessThanOrEqual(height)
          for (const other of labels.slice(index + 1))
            expect(
              one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom,
            ).toBe(false)
        }
        for (const { x1, y1, x2, y2 } of segments(shapes))
          for (const { text, left, right, top, bottom } of labels)
            expect(
              Math.min(x1, x2) < right - 0.5 &&
                Math.max(x1, x2) > left + 0.5 &&
                Math.min(y1, y2) < bottom &&
                Math.max(y1, y2) > top
                ? text
                : null,
            ).toBeNull()
      }),
    )
  })

  test('has two scales, in the lines that they measure, and says what has none', () => {
    const nodes = [
      point(null),
      node(0, { by: 'behaviour', length: 0.4, support: null }),
      node(1, { length: 0.2 }),
      node(1, { length: null, label: 'merge 0.50' }),
      node(0, { by: 'behaviour', length: 0.2 }),
    ]
    const { shapes } = drawn(nodes, { furtherEdges: [{ from: 2, to: 3, label: '0.50', title: 'further' }] })
    const texts = labelsOf(shapes).map(({ text }) => text)
    expect(texts.filter((text) => text.includes('by '))).toEqual([
      expect.stringMatching(/^0\.\d+ distance, by behaviour$/),
      expect.stringMatching(/^0\.\d+ of the weights’ length, by weights$/),
      'by weights, length not known',
    ])
    expect(texts).toEqual(expect.arrayContaining(['merge 0.50', 'further parent of a merge, with its share']))
    const places = placeCombined(
      nodes.map(({ parent, by, length, model }) => ({ parent, by, length, labelWidth: model === null ? null : 36 })),
      900,
    )
    const [root, first, child, , second] = places.nodes
    const across = (from: { x: number }, to: { x: number }) => to.x - from.x
    expect(across(root!, first!)).toBeCloseTo((0.4 * places.behaviour!.pixels) / places.behaviour!.length, 6)
    expect(across(root!, second!)).toBeCloseTo((0.2 * places.behaviour!.pixels) / places.behaviour!.length, 6)
    expect(across(first!, child!)).toBeCloseTo((0.2 * places.weights!.pixels) / places.weights!.length, 6)
    expect(root!.y).toBe((first!.y + second!.y) / 2)
  })

  test('has lines by behaviour solid, those by weights broken, and negative ones dotted', () => {
    const { shapes } = drawn([
      point(null),
      node(0, { by: 'behaviour', length: 0.4, edgeTitle: 'solid' }),
      node(1, { length: 0.2, edgeTitle: 'broken' }),
      node(0, { by: 'behaviour', length: -0.1, edgeTitle: 'dotted' }),
    ])
    const dashes = shapes.flatMap((shape) =>
      shape.kind !== 'group' || !['solid', 'broken', 'dotted'].includes(shape.title ?? '')
        ? []
        : shape.shapes.flatMap((part) => (part.kind === 'path' && part.stroke === 'text' ? [part.dash ?? 'none'] : [])),
    )
    expect(dashes).toEqual(['none', '5 3', '2 3'])
  })

  test('has a heading above what is not joined, and the support of a branch in percent', () => {
    const { shapes } = drawn(
      [
        point(null),
        point(0, { length: 0.3, support: 0.984 }),
        node(1, { by: 'behaviour', label: '' }),
        node(1, { by: 'behaviour', label: '' }),
        node(0, { by: 'behaviour', label: '' }),
        node(null),
      ],
      { firstApart: 5 },
    )
    const labels = labelsOf(shapes)
    expect(labels.map(({ text }) => text)).toContain('98')
    const apart = labels.findIndex(({ text }) => text === 'Apart')
    const names = labels.filter(({ text }) => text === 'model').map(({ top }) => top)
    expect(names.filter((top) => top > labels[apart]!.bottom)).toHaveLength(1)
  })

  test('lets a model stand out by its name and by its edges from the root on, and its ancestors by neither name', () => {
    const named = (name: string) => ({ name, group: null, title: name })
    const { shapes } = drawn([
      node(null, { model: named('root') }),
      node(0, { model: named('parent') }),
      node(1, { model: named('found'), isHighlighted: true }),
      node(1, { model: named('sibling') }),
    ])
    const inks = flat(shapes).flatMap(({ shape }) =>
      shape.kind === 'text' && shape.fill === 'accent' ? [shape.text] : [],
    )
    expect(inks).toEqual(['found'])
    expect(flat(shapes).filter(({ shape }) => shape.kind === 'path' && shape.stroke === 'accent')).toHaveLength(2)
  })
})
