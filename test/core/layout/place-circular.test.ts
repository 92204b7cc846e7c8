import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { circularLayout } from '../../../core/layout/circular-layout.ts'
import { placeCircular } from '../../../core/layout/place-circular.ts'
import { boxesOverlap } from '../../../core/layout/place-labels.ts'
import { labelSize, labelWidth, type DrawnLabel, type DrawnTree } from '../../../core/layout/place-tree.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { preorder, type Tree } from '../../../core/tree/tree.ts'
import { arbitraryUnrootedTree } from '../tree/arbitrary-trees.ts'
import { caterpillar } from '../tree/path-lengths.ts'

const place = (tree: Tree, width = 900, height = 600, kind: 'phylogram' | 'cladogram' = 'phylogram'): DrawnTree =>
  placeCircular(
    circularLayout(tree, kind),
    preorder(tree).map((node) => node.name ?? ''),
    width,
    height,
  )
const star = (names: readonly string[]): Tree => parseNewick(`(${names.map((name) => `${name}:1`).join(',')});`)
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `model-${index}`)

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly rotation: number
}

function boxOf({ text, x, y, anchor, rotation: degrees }: DrawnLabel): Box {
  const rotation = (degrees * Math.PI) / 180
  const width = labelWidth(text)
  const side = { start: 1, middle: 0, end: -1 }[anchor]
  return {
    x: x + (side * Math.cos(rotation) * width) / 2,
    y: y + (side * Math.sin(rotation) * width) / 2,
    width,
    height: labelSize,
    rotation,
  }
}

function cornersOf({ x, y, width, height, rotation }: Box): [x: number, y: number][] {
  const [cosine, sine] = [Math.cos(rotation), Math.sin(rotation)]
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([along, across]) => {
    const [dx, dy] = [(along! * width) / 2, (across! * height) / 2]
    return [x + dx * cosine - dy * sine, y + dx * sine + dy * cosine]
  })
}

/** The points of a branch's path: start, end of its arc, end; and the arc's radius and whether it turns clockwise. */
function partsOf(path: string) {
  const [startX, startY, radius, , , large, clockwise, cornerX, cornerY, endX, endY] = path
    .match(/-?[\d.]+/g)!
    .map(Number) as number[]
  expect(path).toMatch(/^M[-\d.]+ [-\d.]+A[\d.]+ [\d.]+ 0 0 [01] [-\d.]+ [-\d.]+L[-\d.]+ [-\d.]+$/)
  return {
    start: { x: startX!, y: startY! },
    corner: { x: cornerX!, y: cornerY! },
    end: { x: endX!, y: endY! },
    radius: radius!,
    large,
    clockwise,
  }
}

describe('a placed circular tree', () => {
  test('law: labels overlap neither one another nor branches and nodes, are never upside down, and all is inside of the drawing', () => {
    const length = fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 200 }).map((k) => k / 100),
    )
    const size = fc.integer({ min: 60, max: 1500 })
    fc.assert(
      fc.property(
        arbitraryUnrootedTree({ leastTips: 2, mostTips: 45, length }),
        size,
        size,
        fc.constantFrom('phylogram' as const, 'cladogram' as const),
        (tree, width, height, kind) => {
          const drawn = place(tree, width, height, kind)
          const center = drawn.center!
          expect(drawn.width).toBeGreaterThanOrEqual(width)
          expect(drawn.height).toBeGreaterThanOrEqual(height)
          const boxes = drawn.labels.map(boxOf)
          boxes.forEach((box, index) => {
            expect(Math.abs(box.rotation)).toBeLessThanOrEqual(Math.PI / 2 + 1e-9)
            expect(boxes.slice(0, index).some((other) => boxesOverlap(box, other))).toBe(false)
            expect(drawn.nodes.some(({ x, y }) => boxesOverlap(box, { x, y, width: 1, height: 1, rotation: 0 }))).toBe(
              false,
            )
            for (const [x, y] of cornersOf(box)) {
              expect(x).toBeGreaterThan(0)
              expect(x).toBeLessThan(drawn.width)
              expect(y).toBeGreaterThan(0)
              expect(y).toBeLessThan(drawn.height)
            }
          })
          for (const { child, path } of drawn.branches) {
            const { start, end, radius } = partsOf(path)
            const [node, parent] = [drawn.nodes[child]!, drawn.nodes[drawn.nodes[child]!.parent]!]
            expect(Math.hypot(start.x - parent.x, start.y - parent.y)).toBeLessThan(0.02)
            expect(Math.hypot(end.x - node.x, end.y - node.y)).toBeLessThan(0.02)
            for (let step = 0; step <= 12; step++) {
              const angle = parent.angle + ((node.angle - parent.angle) * step) / 12
              const point = {
                x: center.x + radius * Math.cos(angle),
                y: center.y + radius * Math.sin(angle),
                width: 1,
                height: 1,
                rotation: 0,
              }
              expect(point.x > 0 && point.x < drawn.width && point.y > 0 && point.y < drawn.height).toBe(true)
              expect(boxes.some((box) => boxesOverlap(box, point))).toBe(false)
            }
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  test('arcs go round the root, clockwise to later children', () => {
    const drawn = place(parseNewick('((a:1,b:1):2,c:4,(d:1,e:2):1);'))
    const clockwise: Record<string, number> = {}
    for (const { child, path } of drawn.branches) {
      const { start, corner, radius, clockwise: way, large } = partsOf(path)
      for (const { x, y } of [start, corner])
        expect(Math.hypot(x - drawn.center!.x, y - drawn.center!.y)).toBeCloseTo(radius, 1)
      const label = drawn.labels.find(({ node }) => node === child)
      if (label !== undefined) clockwise[label.text] = way!
      expect(large).toBe(0)
    }
    expect(clockwise).toMatchObject({ a: 0, b: 1, d: 0, e: 1 })
  })

  test('lengths are in proportion to the scale bar; a cladogram has none', () => {
    const tree = parseNewick('(a:1,b:2,c:4);')
    const drawn = place(tree)
    const { length, pixels } = drawn.scaleBar!
    const radii = drawn.nodes.map(({ x, y }) => Math.hypot(x - drawn.center!.x, y - drawn.center!.y))
    ;[0, 1, 2, 4].forEach((distance, node) => expect(radii[node]).toBeCloseTo((distance * pixels) / length, 6))
    expect(place(tree, 900, 600, 'cladogram').scaleBar).toBeNull()
  })

  test('fills its frame, and grows beyond it where labels need room', () => {
    const few = place(star(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']), 700, 500)
    expect([few.width, few.height]).toEqual([700, 500])
    const ys = few.labels.flatMap((label) => cornersOf(boxOf(label)).map(([, y]) => y))
    expect(Math.max(...ys) - Math.min(...ys)).toBeGreaterThan(450)
    const many = place(star(numbered(400)), 700, 500)
    expect(many.height).toBeGreaterThan(1900)
    expect(many.labels).toHaveLength(400)
  })

  test('a tip that ends before its sector is as wide as a label has a leader, others have none', () => {
    const drawn = place(
      parseNewick(
        `(${numbered(60)
          .map((name, index) => `${name}:${index === 7 ? 1 : 9}`)
          .join(',')});`,
      ),
    )
    expect(drawn.labels.filter(({ leader }) => leader !== null).map(({ text }) => text)).toEqual(['model-7'])
  })

  test('support is written on branches that are long enough and have room beside them', () => {
    const roomy = (tree: Tree) =>
      place(tree)
        .branches.filter(({ child }) => preorder(tree)[child]!.children.length > 0)
        .map(({ fitsSupport }) => fitsSupport)
    expect(roomy(parseNewick('((a:1,b:1):1,(c:2,d:2):0.01,e:1);'))).toEqual([true, false])
    // Near the middle of many tips, only a branch with a sector of its own has room.
    expect(
      roomy(
        parseNewick(
          `((${numbered(60)
            .map((name) => `${name}:1`)
            .join(',')}):2,(x:1,y:1):2,z:1);`,
        ),
      ),
    ).toEqual([true, false])
  })

  test('one tip, two tips, no lengths, and a tree as deep as it is wide', () => {
    expect(place(parseNewick('a;')).labels.map(({ text }) => text)).toEqual(['a'])
    const two = place(parseNewick('(a:1,b:1);'))
    expect(two.labels.map(({ anchor, rotation }) => [anchor, Math.abs(Math.round(rotation))])).toEqual([
      ['start', 0],
      ['end', 0],
    ])
    for (const tree of [parseNewick('a;'), parseNewick('(a,b,c);'), caterpillar(300)]) {
      const drawn = place(tree)
      expect([...drawn.nodes, ...drawn.labels].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true)
    }
  })
})
