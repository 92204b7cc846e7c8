import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equalAngleLayout } from '../../../core/layout/equal-angle-layout.ts'
import { rectangularLayout } from '../../../core/layout/rectangular-layout.ts'
import type { TreeLayout } from '../../../core/layout/tree-layout.ts'
import { midpointRoot } from '../../../core/tree/midpoint-root.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { arbitraryNamedTree, arbitraryUnrootedTree } from '../tree/arbitrary-trees.ts'
import { caterpillar } from '../tree/path-lengths.ts'
import { expectConsistent } from './consistent-layout.ts'

const tree = parseNewick('((a:1,b:2)0.9:1,c:4,(d:1,e:0)0.8:-2);')
const places = (layout: TreeLayout) =>
  layout.nodes.map(({ node, x, y }) => [node.name ?? '', +x.toFixed(9), +y.toFixed(9)])
const anyTree = fc.oneof(arbitraryNamedTree, arbitraryUnrootedTree({ leastTips: 2, mostTips: 25 }))

describe('rectangular layout', () => {
  test('phylogram: x is the distance from the root, a negative length counts as 0', () => {
    const layout = rectangularLayout(tree)
    expect(places(layout)).toEqual([
      // y: tips at 0, 1/4, ... 1; the root between its first child (1/8) and its last (7/8)
      ['', 0, 0.5],
      ['', 0.25, 0.125],
      ['a', 0.5, 0],
      ['b', 0.75, 0.25],
      ['c', 1, 0.5],
      ['', 0, 0.875],
      ['d', 0.25, 0.75],
      ['e', 0, 1],
    ])
    expect(layout.unit).toBe(4)
    expect(layout.negative).toBe(1)
    expect(layout.nodes[5]!.node.length).toBe(-2)
    expect(layout.branches[1]!.points).toEqual([
      [0.25, 0.125],
      [0.25, 0],
      [0.5, 0],
    ])
  })

  test('cladogram: tips in one column, inner nodes by levels', () => {
    const layout = rectangularLayout(parseNewick('(((a:9,b),c),d);'), 'cladogram')
    expect(places(layout).map(([name, x]) => [name, x])).toEqual([
      ['', 0],
      ['', 0.333333333],
      ['', 0.666666667],
      ['a', 1],
      ['b', 1],
      ['c', 1],
      ['d', 1],
    ])
    expect(layout.unit).toBeUndefined()
  })

  test('one tip, and a tree without lengths', () => {
    expect(places(rectangularLayout(parseNewick('a;')))).toEqual([['a', 0, 0.5]])
    expect(places(rectangularLayout(parseNewick('a;'), 'cladogram'))).toEqual([['a', 1, 0.5]])
    const layout = rectangularLayout(parseNewick('(a,b);'))
    expect(layout.unit).toBeUndefined()
    expect(places(layout)).toEqual([
      ['', 0, 0.5],
      ['a', 0, 0],
      ['b', 0, 1],
    ])
  })

  test('laws of any tree', () => {
    fc.assert(
      fc.property(anyTree, fc.constantFrom('phylogram' as const, 'cladogram' as const), (source, kind) => {
        const layout = rectangularLayout(source, kind)
        expectConsistent(layout, source)
        const rows = layout.nodes.filter(({ tip }) => tip).map(({ y }) => y)
        expect(new Set(rows).size).toBe(rows.length)
        expect(rows).toEqual([...rows].sort((a, b) => a - b))
        for (const { node, parent, x } of layout.nodes) {
          if (parent < 0) continue
          const width = x - layout.nodes[parent]!.x
          if (kind === 'cladogram') expect(width).toBeGreaterThan(0)
          else expect(width * (layout.unit ?? 0)).toBeCloseTo(Math.max(0, node.length ?? 0), 9)
        }
      }),
    )
  })
})

type Point = readonly [number, number]
const turn = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number =>
  (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
/** True where two straight lines cross in a point that is inside both. */
function cross(a: readonly Point[], b: readonly Point[]): boolean {
  const slack = 1e-12
  const [d1, d2, d3, d4] = [
    turn(a[0]!, a[1]!, b[0]!),
    turn(a[0]!, a[1]!, b[1]!),
    turn(b[0]!, b[1]!, a[0]!),
    turn(b[0]!, b[1]!, a[1]!),
  ]
  return d1! * d2! < -slack && d3! * d4! < -slack
}

describe('equal-angle layout', () => {
  test('a star of four: a cross in the unit square', () => {
    const layout = equalAngleLayout(parseNewick('(a:1,b:1,c:1,d:1);'))
    const half = Math.SQRT2 / 2
    // Middles of the four quarters of the circle, scaled so that the drawing is 1 wide.
    expect(places(layout)).toEqual([
      ['', 0.5, 0.5],
      ['a', 1, 1],
      ['b', 0, 1],
      ['c', 0, 0],
      ['d', 1, 0],
    ])
    expect(layout.unit).toBeCloseTo(2 * half, 12)
    expect(layout.nodes[1]!.angle).toBeCloseTo(Math.PI / 4, 12)
    expect(layout.nodes[4]!.angle).toBeCloseTo(-Math.PI / 4, 12)
  })

  test('a two-child root lies on a straight branch', () => {
    const layout = equalAngleLayout(parseNewick('((a:1,b:1,c:1):2,(d:1,e:1):3);'))
    const [root, left, right] = [layout.nodes[0]!, layout.nodes[1]!, layout.nodes[5]!]
    expect(turn([left.x, left.y], [root.x, root.y], [right.x, right.y])).toBeCloseTo(0, 12)
  })

  test('laws of any tree: branches keep their lengths, never cross, and tips stay apart', () => {
    fc.assert(
      fc.property(arbitraryUnrootedTree({ leastTips: 3, mostTips: 25 }), fc.boolean(), (grown, rooted) => {
        const source = rooted ? midpointRoot(grown) : grown
        const layout = equalAngleLayout(source)
        expectConsistent(layout, source)
        for (const { child, points } of layout.branches) {
          const [[ax, ay], [bx, by]] = [points[0]!, points[1]!]
          expect(Math.hypot(bx - ax, by - ay) * layout.unit!).toBeCloseTo(layout.nodes[child]!.node.length!, 9)
          const { angle } = layout.nodes[child]!
          expect(Math.cos(angle) * (by - ay) - Math.sin(angle) * (bx - ax)).toBeCloseTo(0, 9)
        }
        for (const a of layout.branches)
          for (const b of layout.branches) if (a.child < b.child) expect(cross(a.points, b.points)).toBe(false)
        const tips = layout.nodes.filter(({ tip }) => tip)
        for (const a of tips)
          for (const b of tips) if (a !== b) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(1e-6)
        const xs = layout.nodes.map(({ x }) => x)
        const ys = layout.nodes.map(({ y }) => y)
        expect(Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys))).toBeCloseTo(1, 9)
      }),
      { numRuns: 150 },
    )
  })

  test('the test of crossing sees a crossing', () => {
    expect(
      cross(
        [
          [0, 0],
          [1, 1],
        ],
        [
          [0, 1],
          [1, 0],
        ],
      ),
    ).toBe(true)
    expect(
      cross(
        [
          [0, 0],
          [1, 1],
        ],
        [
          [0, 0],
          [1, 0],
        ],
      ),
    ).toBe(false)
  })

  test('negative lengths are drawn as 0 and counted, the numbers stay', () => {
    const layout = equalAngleLayout(tree)
    expect(layout.negative).toBe(1)
    expect([layout.nodes[5]!.x, layout.nodes[5]!.y]).toEqual([layout.nodes[0]!.x, layout.nodes[0]!.y])
    expect(layout.nodes[5]!.node.length).toBe(-2)
  })

  test('one node, and no lengths at all', () => {
    expect(places(equalAngleLayout(parseNewick('a;')))).toEqual([['a', 0.5, 0.5]])
    const layout = equalAngleLayout(parseNewick('(a,b,c);'))
    expect(layout.unit).toBeUndefined()
    expect(places(layout).every(([, x, y]) => x === 0.5 && y === 0.5)).toBe(true)
  })

  test('caterpillars of thousands of tips', () => {
    const layout = equalAngleLayout(caterpillar(5000))
    expect(layout.nodes.every(({ x, y }) => x >= -1e-9 && x <= 1 + 1e-9 && y >= -1e-9 && y <= 1 + 1e-9)).toBe(true)
    expect(rectangularLayout(caterpillar(5000)).unit).toBe(4999)
  })
})

test('the smallest and the largest lengths do not overflow', () => {
  for (const length of [5e-324, 1e308]) {
    const extreme = {
      children: ['a', 'b', 'c'].map((name) => ({ length, children: [{ name, length, children: [] }] })),
    }
    for (const layout of [rectangularLayout(extreme), equalAngleLayout(extreme)]) {
      expect(layout.nodes.every(({ x, y }) => x >= -1e-9 && x <= 1 + 1e-9 && y >= -1e-9 && y <= 1 + 1e-9)).toBe(true)
    }
  }
})
