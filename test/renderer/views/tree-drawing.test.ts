import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equalAngleLayout } from '../../../core/layout/equal-angle-layout.ts'
import { rectangularLayout } from '../../../core/layout/rectangular-layout.ts'
import { cladeOf } from '../../../core/tree/clade.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { preorder } from '../../../core/tree/tree.ts'
import { canCollapse, pathsTo, stepFrom } from '../../../renderer/views/tree/clade.ts'
import { boxesOverlap, placeLabels } from '../../../core/layout/place-labels.ts'
import {
  enlargedScaleBar,
  labelSize,
  labelWidth,
  placeRectangular,
  placeUnrooted,
  scaleBarOf,
} from '../../../core/layout/place-tree.ts'
import { arbitraryUnrootedTree } from '../../core/tree/arbitrary-trees.ts'
import { readSettings } from '../../../renderer/settings/setting.ts'
import { shownLayout, treeView } from '../../../renderer/views/tree/tree-settings.ts'

const tree = parseNewick('((a-long-name:0.1,b:0.2)0.9:0.3,(c:0.1,(d:0.05,e:0):0.1):0.2,f:0.5);')
const names = preorder(tree).map((node) => node.name ?? '')
const tipCount = 6

describe('labels', () => {
  test('law: with room enough no two labels overlap', () => {
    const wish = fc.record({
      x: fc.double({ min: 0, max: 300, noNaN: true }),
      y: fc.double({ min: 0, max: 300, noNaN: true }),
      angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
      width: fc.integer({ min: 10, max: 80 }),
      height: fc.constant(14),
    })
    fc.assert(
      fc.property(fc.array(wish, { minLength: 2, maxLength: 12 }), fc.boolean(), (wishes, along) => {
        const placed = placeLabels(wishes, along, 5000).map((label, index) => ({
          ...label,
          width: wishes[index]!.width,
          height: wishes[index]!.height,
        }))
        return placed.every((box, index) => placed.slice(0, index).every((other) => !boxesOverlap(box, other)))
      }),
    )
  })

  test('turned text is never upside down', () => {
    for (let angle = -Math.PI; angle <= Math.PI; angle += 0.1) {
      const [label] = placeLabels([{ x: 0, y: 0, angle, width: 50, height: 10 }], true, 100)
      expect(Math.abs(label!.rotation)).toBeLessThanOrEqual(Math.PI / 2 + 1e-12)
    }
  })

  test('boxes that touch at a corner of a turned one are told from those that cross', () => {
    const level = { x: 0, y: 0, width: 10, height: 10, rotation: 0 }
    expect(boxesOverlap(level, { x: 11, y: 11, width: 10, height: 10, rotation: Math.PI / 4 })).toBe(false)
    expect(boxesOverlap(level, { x: 7, y: 0, width: 10, height: 2, rotation: 1 })).toBe(true)
  })
})

describe('a placed tree', () => {
  test('law: no label of an unrooted tree lies over another or touches a dot, whatever room they need', () => {
    fc.assert(
      fc.property(arbitraryUnrootedTree({ leastTips: 4, mostTips: 60 }), (shape) => {
        const listed = preorder(shape)
        const long = listed.map(({ name }, index) => (name === undefined ? '' : `model-${index}-medium-Q4_0`))
        const drawn = placeUnrooted(equalAngleLayout(shape), long, 500, 320)
        const boxes = drawn.labels.map(({ x, y, text, rotation }) => ({
          x,
          y,
          width: labelWidth(text),
          height: labelSize,
          rotation: (rotation * Math.PI) / 180,
        }))
        boxes.forEach((box, index) => {
          expect(boxes.slice(0, index).some((earlier) => boxesOverlap(box, earlier))).toBe(false)
          const inner = { width: 5, height: 5, rotation: 0 }
          expect(drawn.nodes.some(({ x, y }) => boxesOverlap(box, { x, y, ...inner }))).toBe(false)
        })
      }),
      { numRuns: 60 },
    )
  })

  test('unrooted: everything inside the frame, one label per tip, lengths in proportion', () => {
    const layout = equalAngleLayout(tree)
    const drawn = placeUnrooted(layout, names, 700, 500)
    expect(drawn.labels).toHaveLength(tipCount)
    for (const label of drawn.labels) {
      const half = [...label.text].length * 12 * 0.3
      expect(label.x - half).toBeGreaterThan(-1)
      expect(label.x + half).toBeLessThan(701)
      expect(label.y).toBeGreaterThan(0)
      expect(label.y).toBeLessThan(500)
    }
    const length = (child: number) => {
      const node = drawn.nodes[child]!
      const parent = drawn.nodes[node.parent]!
      return Math.hypot(node.x - parent.x, node.y - parent.y)
    }
    const b = names.indexOf('b')
    const f = names.indexOf('f')
    expect(length(f) / length(b)).toBeCloseTo(2.5, 6)
    expect(length(f)).toBeCloseTo((0.5 / drawn.scaleBar!.length) * drawn.scaleBar!.pixels, 6)
  })

  test('rectangular: rows are far enough apart to be read, however low the frame', () => {
    const drawn = placeRectangular(rectangularLayout(tree), names, 600, 80)
    const rows = drawn.labels.map((label) => label.y)
    expect(rows).toEqual([...rows].sort((a, b) => a - b))
    rows.slice(1).forEach((y, index) => expect(y - rows[index]!).toBeGreaterThanOrEqual(17))
    expect(drawn.height).toBeGreaterThan(80)
    expect(placeRectangular(rectangularLayout(tree, 'cladogram'), names, 600, 400).scaleBar).toBeNull()
  })

  test('scale bars are 1, 2 or 5 times a power of ten', () => {
    for (const unit of [0.003, 0.7, 1, 42]) {
      const bar = scaleBarOf(unit, 500)!
      expect(['1', '2', '5']).toContain(bar.length.toExponential().split('e')[0])
      expect(bar.pixels).toBeLessThanOrEqual(150)
      expect(bar.pixels).toBeGreaterThan(30)
    }
    expect(scaleBarOf(undefined, 500)).toBeNull()
  })

  test('law: the scale bar of an enlarged drawing is to its scale, and no longer or shorter than others', () => {
    const unit = fc.double({ min: 1e-3, max: 1e3, noNaN: true })
    fc.assert(
      fc.property(unit, fc.double({ min: 0.1, max: 12, noNaN: true }), (length, factor) => {
        const plain = scaleBarOf(length, 600)!
        const enlarged = enlargedScaleBar(plain, factor)!
        expect(enlarged.pixels / enlarged.length).toBeCloseTo((plain.pixels / plain.length) * factor, 6)
        expect(enlarged.pixels).toBeGreaterThan(30)
        expect(enlarged.pixels).toBeLessThanOrEqual(150)
      }),
    )
    expect(enlargedScaleBar(null, 2)).toBeNull()
  })
})

describe('moving in a tree', () => {
  const parents = [-1, 0, 1, 1, 0, 4, 4, 6, 6, 0]

  test('a clade is a node and all below it', () => {
    expect([...cladeOf(4, parents)]).toEqual([4, 5, 6, 7, 8])
    expect([...cladeOf(9, parents)]).toEqual([9])
    expect(cladeOf(0, parents).size).toBe(10)
  })

  test('steps lead to the parent, the first child, and along the list; and stay at the ends', () => {
    expect(stepFrom(6, 'parent', parents)).toBe(4)
    expect(stepFrom(0, 'parent', parents)).toBe(0)
    expect(stepFrom(6, 'child', parents)).toBe(7)
    expect(stepFrom(9, 'child', parents)).toBe(9)
    expect(stepFrom(9, 'next', parents)).toBe(9)
    expect(stepFrom(3, 'last', parents)).toBe(9)
  })

  test('steps pass over what a collapsed clade hides', () => {
    const isShown = (node: number) => ![5, 6, 7, 8].includes(node)
    expect(stepFrom(4, 'next', parents, isShown)).toBe(9)
    expect(stepFrom(9, 'previous', parents, isShown)).toBe(4)
    expect(stepFrom(4, 'child', parents, isShown)).toBe(4)
    expect(stepFrom(0, 'last', parents, (node) => node < 5)).toBe(4)
    expect(stepFrom(4, 'next', parents, (node) => node < 5)).toBe(4)
  })

  test('paths lead from some nodes to the root', () => {
    expect([...pathsTo([7, 2], parents)].sort((left, right) => left - right)).toEqual([0, 1, 2, 4, 6, 7])
    expect(pathsTo([], parents).size).toBe(0)
  })

  test('tips and the root cannot be collapsed', () => {
    const nodes = [
      { parent: null, modelId: null },
      { parent: 0, modelId: null },
      { parent: 1, modelId: 'm' },
    ]
    expect([0, 1, 2, 3].map((node) => canCollapse({ nodes }, node))).toEqual([false, true, false, false])
  })
})

test('the layout that is not chosen is one that so many models can be read in', () => {
  expect([3, 29, 30, 64].map((models) => shownLayout('usual', models))).toEqual([
    'unrooted',
    'unrooted',
    'phylogram',
    'phylogram',
  ])
  expect(shownLayout('circular', 64)).toBe('circular')
  expect(shownLayout('unrooted', 64)).toBe('unrooted')
})

test('settings that make no sense fall back to the defaults', () => {
  const texts = { layout: 'spiral', replicates: '-5', seed: 'x', support: '250' }
  expect(readSettings(treeView.settings, texts)).toMatchObject({
    layout: 'usual',
    method: 'nj',
    root: 'none',
    replicates: 100,
    seed: 1,
    color: 'family',
    support: 100,
  })
})
