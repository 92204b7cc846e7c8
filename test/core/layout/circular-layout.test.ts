import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { circularLayout, type CircularLayout } from '../../../core/layout/circular-layout.ts'
import { drawnLength } from '../../../core/layout/tree-layout.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { arbitraryNamedTree, arbitraryUnrootedTree } from '../tree/arbitrary-trees.ts'
import { caterpillar } from '../tree/path-lengths.ts'
import { expectConsistent } from './consistent-layout.ts'

const radiusOf = ({ x, y }: { readonly x: number; readonly y: number }): number => Math.hypot(x - 0.5, y - 0.5)
const degrees = (layout: CircularLayout): [string, number][] =>
  layout.nodes.map(({ node, angle }) => [node.name ?? '', +((angle * 180) / Math.PI).toFixed(6)])
const lengths = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 200 }).map((k) => k / 100),
)
const anyTree = fc.oneof(arbitraryNamedTree, arbitraryUnrootedTree({ leastTips: 2, mostTips: 40, length: lengths }))
const anyKind = fc.constantFrom('phylogram' as const, 'cladogram' as const)

describe('circular layout', () => {
  test('a star of four: a cross, clockwise from the top right, with the root in the middle', () => {
    const layout = circularLayout(parseNewick('(a:1,b:1,c:2,d:1);'))
    expect(degrees(layout)).toEqual([
      ['', 90],
      ['a', -45],
      ['b', 45],
      ['c', 135],
      ['d', 225],
    ])
    expect([layout.nodes[0]!.x, layout.nodes[0]!.y]).toEqual([0.5, 0.5])
    expect(layout.nodes.map(radiusOf).map((radius) => +radius.toFixed(9))).toEqual([0, 0.25, 0.25, 0.5, 0.25])
    expect(layout.unit).toBe(4)
  })

  test('a branch runs along its parent’s circle to its own angle, then outwards', () => {
    const layout = circularLayout(parseNewick('((a:1,b:1):1,c:1);'))
    const { points } = layout.branches.find(({ child }) => layout.nodes[child]!.node.name === 'a')!
    const [from, corner, to] = points.map(([x, y]) => ({ x, y }))
    expect(radiusOf(corner!)).toBeCloseTo(radiusOf(from!), 12)
    expect(Math.atan2(corner!.y - 0.5, corner!.x - 0.5)).toBeCloseTo(Math.atan2(to!.y - 0.5, to!.x - 0.5), 12)
  })

  test('few tips stand evenly around; of many, the last and the first leave a gap of 20 degrees at the top', () => {
    for (const [tips, spacing, gap] of [
      [2, 180, 180],
      [3, 120, 120],
      [18, 20, 20],
      [19, 340 / 18, 20],
      [300, 340 / 299, 20],
    ] as const) {
      const layout = circularLayout(
        parseNewick(`(${Array.from({ length: tips }, (_, index) => `t${index}:1`).join(',')});`),
      )
      expect((layout.spacing * 180) / Math.PI).toBeCloseTo(spacing, 9)
      const ends = degrees(layout)
      expect(ends[1]![1]).toBeCloseTo(-90 + gap / 2, 5)
      expect(ends.at(-1)![1]).toBeCloseTo(270 - gap / 2, 5)
    }
  })

  test('one tip, and a tree without lengths', () => {
    for (const kind of ['phylogram', 'cladogram'] as const) {
      const layout = circularLayout(parseNewick('a;'), kind)
      expect([layout.nodes[0]!.x, layout.nodes[0]!.y]).toEqual([0.5, 0.5])
      expect(Number.isFinite(layout.spacing)).toBe(true)
    }
    const layout = circularLayout(parseNewick('(a,b,c);'))
    expect(layout.unit).toBeUndefined()
    expect(layout.nodes.every((node) => radiusOf(node) === 0)).toBe(true)
  })

  test('law: the radius is the distance from the root to scale; in a cladogram all tips are on the circle', () => {
    fc.assert(
      fc.property(anyTree, anyKind, (source, kind) => {
        const layout = circularLayout(source, kind)
        expectConsistent(layout, source)
        const distances: number[] = []
        for (const node of layout.nodes) {
          distances.push(node.parent < 0 ? 0 : distances[node.parent]! + drawnLength(node.node))
          if (kind === 'phylogram')
            expect(radiusOf(node) * (layout.unit ?? 0)).toBeCloseTo(
              layout.unit === undefined ? 0 : distances.at(-1)!,
              9,
            )
          else if (node.parent >= 0) expect(radiusOf(node)).toBeGreaterThan(radiusOf(layout.nodes[node.parent]!))
          if (kind === 'cladogram' && node.tip && node.parent >= 0) expect(radiusOf(node)).toBeCloseTo(0.5, 12)
          if (radiusOf(node) > 0)
            expect(Math.cos(node.angle) * (node.y - 0.5) - Math.sin(node.angle) * (node.x - 0.5)).toBeCloseTo(0, 12)
        }
      }),
    )
  })

  test('law: tips are evenly apart, and a node is midway between its first and its last child', () => {
    fc.assert(
      fc.property(anyTree, (source) => {
        const { nodes, spacing } = circularLayout(source)
        const tips = nodes.filter(({ tip }) => tip)
        tips.slice(1).forEach(({ angle }, index) => expect(angle - tips[index]!.angle).toBeCloseTo(spacing, 9))
        if (tips.length > 1)
          expect(tips[0]!.angle + 2 * Math.PI - tips.at(-1)!.angle).toBeGreaterThanOrEqual(
            Math.max(spacing, Math.PI / 9) - 1e-9,
          )
        nodes.forEach(({ angle, tip }, index) => {
          const children = nodes.filter(({ parent }) => parent === index)
          if (!tip) expect(angle).toBeCloseTo((children[0]!.angle + children.at(-1)!.angle) / 2, 9)
        })
      }),
    )
  })

  test('law: sibling clades have sectors of their own, and no arc crosses a line', () => {
    fc.assert(
      fc.property(anyTree, anyKind, (source, kind) => {
        const layout = circularLayout(source, kind)
        const { nodes, branches } = layout
        const sectors = nodes.map(({ angle }) => [angle, angle] as [first: number, last: number])
        for (let node = nodes.length - 1; node > 0; node--) {
          const sector = sectors[nodes[node]!.parent]!
          sector[0] = Math.min(sector[0], sectors[node]![0])
          sector[1] = Math.max(sector[1], sectors[node]![1])
        }
        const lastSibling = new Map<number, number>()
        nodes.forEach(({ parent }, node) => {
          const before = lastSibling.get(parent)
          if (before !== undefined) expect(sectors[node]![0] - sectors[before]![1]).toBeCloseTo(layout.spacing, 9)
          lastSibling.set(parent, node)
        })
        const slack = 1e-9
        for (const arc of branches) {
          const radius = radiusOf(nodes[arc.parent]!)
          const [first, last] = [nodes[arc.parent]!.angle, nodes[arc.child]!.angle].sort((left, right) => left - right)
          expect(last! - first!).toBeLessThan(Math.PI)
          for (const line of branches) {
            const { angle } = nodes[line.child]!
            const isBetween = angle > first! + slack && angle < last! - slack
            if (isBetween)
              expect(
                radius > radiusOf(nodes[line.parent]!) + slack && radius < radiusOf(nodes[line.child]!) - slack,
              ).toBe(false)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  test('negative lengths are drawn as 0 and counted; lengths may be tiny or huge; trees may be deep', () => {
    expect(circularLayout(parseNewick('((a:1,b:2):-2,c:4);')).negative).toBe(1)
    for (const length of [5e-324, 1e308]) {
      const extreme = {
        children: ['a', 'b', 'c'].map((name) => ({ length, children: [{ name, length, children: [] }] })),
      }
      expectConsistent(circularLayout(extreme), extreme)
    }
    expect(circularLayout(caterpillar(5000)).unit).toBe(2 * 4999)
  })
})
