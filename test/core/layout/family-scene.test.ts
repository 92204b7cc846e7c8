import fc from 'fast-check'
import { expect, test } from 'vitest'
import { descentLayers, type DescentLink } from '../../../core/layout/descent-layers.ts'
import { familyScene, type FamilyDrawing } from '../../../core/layout/family-scene.ts'
import { textWidth } from '../../../core/scene/lettering.ts'
import type { GroupShape, Scene, Shape } from '../../../core/scene/scene.ts'

interface Box {
  readonly what: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Frames of all texts and marks of a scene. */
function boxesOf(shapes: readonly Shape[], x = 0, y = 0): Box[] {
  return shapes.flatMap((shape): Box[] => {
    if (shape.kind === 'group') return boxesOf(shape.shapes, x + (shape.x ?? 0), y + (shape.y ?? 0))
    if (shape.kind === 'rect') {
      const [left, top] = [x + shape.x, y + shape.y]
      return [{ what: 'mark', left, right: left + shape.width, top, bottom: top + shape.height }]
    }
    if (shape.kind !== 'text') return []
    const width = textWidth(shape.text, shape.size)
    const left = x + shape.x - (shape.anchor === 'end' ? width : shape.anchor === 'middle' ? width / 2 : 0)
    const top = y + shape.y - (shape.isMiddle === true ? shape.size / 2 : shape.size * 0.8)
    return [{ what: shape.text, left, right: left + width, top, bottom: top + shape.size }]
  })
}

function overlaps(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
}

function titled(shapes: readonly Shape[]): GroupShape[] {
  return shapes.flatMap((shape) =>
    shape.kind !== 'group' ? [] : [...(shape.title === undefined ? [] : [shape]), ...titled(shape.shapes)],
  )
}

/** Points of the lines that are seen, where they begin, bend and end. */
function linePoints(scene: Scene): { readonly x: number; readonly y: number }[] {
  const paths = titled(scene.shapes).flatMap(({ shapes }) =>
    shapes.flatMap((shape) => (shape.kind === 'path' && shape.stroke === 'surface' ? [shape.d] : [])),
  )
  return paths.flatMap((d) => {
    const numbers = d.match(/-?[\d.]+/g)!.map(Number)
    // `M first above H from C middle above middle below to below H last`
    return [
      { x: numbers[0]!, y: numbers[1]! },
      { x: numbers[2]!, y: numbers[1]! },
      { x: numbers[7]!, y: numbers[8]! },
      { x: numbers[9]!, y: numbers[8]! },
    ]
  })
}

const sampleWidth = 900

function drawingOf(
  names: readonly string[],
  links: readonly DescentLink[],
  families: readonly (readonly number[])[],
): FamilyDrawing {
  return {
    title: 'Lineage',
    description: 'sample',
    width: sampleWidth,
    models: names.map((name, place) => ({ name, group: `group ${place % 3}`, title: `model ${place}` })),
    edges: links.map((link, index) => ({
      ...link,
      label: index % 2 === 0 ? 'quantization' : 'merge 0.50',
      title: `edge ${index}`,
    })),
    families,
    aloneTitle: 'No evidence of a relation',
    groupTitle: 'Colour: family',
  }
}

/** Families of models in which each but the first is linked with earlier ones, a few with several. */
const drawings = fc
  .array(
    fc.array(
      fc.record({
        name: fc.string({ unit: 'binary', maxLength: 40 }),
        parents: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        isDirected: fc.boolean(),
        isTurned: fc.boolean(),
      }),
      { minLength: 1, maxLength: 14 },
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((families) => {
    const names: string[] = []
    const links: DescentLink[] = []
    const groups = families.map((family) => {
      const first = names.length
      for (const [at, { name, parents, isDirected, isTurned }] of family.entries()) {
        names.push(name)
        if (at === 0) continue
        const linked = new Set(parents.map((parent) => first + (parent % at)))
        for (const from of linked) {
          const to = first + at
          links.push(isTurned ? { from: to, to: from, isDirected } : { from, to, isDirected })
        }
      }
      return family.map((_, at) => first + at)
    })
    return drawingOf(names, links, groups)
  })

test('no two texts or marks of a drawing overlap, and all lie within it', () => {
  fc.assert(
    fc.property(drawings, (drawing) => {
      const scene = familyScene(drawing)
      const boxes = boxesOf(scene.shapes)
      const outside = boxes.filter(
        ({ left, right, bottom }) => left < 0 || right > scene.width || bottom > scene.height + 8,
      )
      const overlapping = boxes.flatMap((box, index) =>
        boxes.slice(index + 1).flatMap((further) => (overlaps(box, further) ? [[box, further]] : [])),
      )
      expect({ outside, overlapping }).toEqual({ outside: [], overlapping: [] })
    }),
    { numRuns: 300 },
  )
})

test('every edge and every model is drawn once with its title, and lines lead from left to right', () => {
  fc.assert(
    fc.property(drawings, (drawing) => {
      const scene = familyScene(drawing)
      expect(
        titled(scene.shapes)
          .map(({ title }) => title)
          .sort(),
      ).toEqual([...drawing.models, ...drawing.edges].map(({ title }) => title).sort())
      const points = linePoints(scene)
      expect(points).toHaveLength(4 * drawing.edges.length)
      for (let at = 0; at < points.length; at += 4) {
        const xs = points.slice(at, at + 4).map(({ x }) => x)
        expect(xs).toEqual(xs.toSorted((one, two) => one - two))
      }
    }),
    { numRuns: 300 },
  )
})

test('ancestors stand left of what descends from them', () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 30 })
        .map((parents) =>
          parents.flatMap((of, to) =>
            to === 0 ? [] : of.map((parent): DescentLink => ({ from: parent % to, to, isDirected: true })),
          ),
        ),
      (links) => {
        const { columns } = descentLayers(30, links)
        for (const { from, to } of links) expect(columns[from]).toBeLessThan(columns[to]!)
      },
    ),
  )
})

test('an arrow points to what was made, a line without a direction is dashed and has none', () => {
  const scene = familyScene(
    drawingOf(
      ['base', 'child', 'copy', 'stranger'],
      [
        { from: 0, to: 1, isDirected: true },
        { from: 2, to: 0, isDirected: false },
      ],
      [[0, 1, 2], [3]],
    ),
  )
  const [directed, undirected] = ['edge 0', 'edge 1'].map(
    (title) => titled(scene.shapes).find((of) => of.title === title)!,
  )
  const arrows = (group: GroupShape) =>
    group.shapes.filter((shape) => shape.kind === 'path' && shape.fill !== undefined)
  expect(arrows(directed!)).toHaveLength(1)
  expect(arrows(undirected!)).toHaveLength(0)
  expect(undirected!.shapes.some((shape) => shape.kind === 'path' && shape.dash !== undefined)).toBe(true)
  const texts = boxesOf(scene.shapes).map(({ what }) => what)
  expect(texts).toContain('No evidence of a relation')
  expect(texts).toContain('Colour: family')
})

test('a direction that closes a circle is drawn against the arrow, and the same input gives the same drawing', () => {
  const links = [
    { from: 0, to: 1, isDirected: true },
    { from: 1, to: 2, isDirected: true },
    { from: 2, to: 0, isDirected: true },
  ]
  const drawing = drawingOf(['a', 'b', 'c'], links, [[0, 1, 2]])
  expect(descentLayers(3, links).columns).toEqual([0, 1, 2])
  expect(familyScene(drawing)).toEqual(familyScene(drawing))
  const back = titled(familyScene(drawing).shapes).find(({ title }) => title === 'edge 2')!
  expect(back.shapes.filter((shape) => shape.kind === 'path' && shape.fill !== undefined)).toHaveLength(1)
})
