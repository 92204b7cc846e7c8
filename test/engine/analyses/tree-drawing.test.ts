import { describe, expect, test } from 'vitest'
import { placeRectangular } from '../../../core/layout/place-tree.ts'
import { treeLayouts } from '../../../core/layout/tree-placing.ts'
import { treeShapes } from '../../../core/layout/tree-scene.ts'
import { figureFile } from '../../../core/scene/figure-file.ts'
import { placedTree, treeCaption, treeDrawing, treeInks } from '../../../engine/analyses/tree-drawing.ts'
import { figureDrawing } from '../../../engine/report/figure-drawing.ts'
import { flatShapes, outsideOf, textsOf } from '../../core/scene/drawn-shapes.ts'
import { readPage } from '../report/well-formed.ts'
import { sampleTree } from './sample-tree.ts'

const tree = sampleTree('((a-long-name:0.1,b:0.2)0.98:0.3,(c:0.1,(d:0.05,e:0.2)0.4:0.1)0.8:-0.02,f:0.5);')
const tips = ['a-long-name', 'b', 'c', 'd', 'e', 'f']
const families = new Map([
  ['a-long-name', 'oak'],
  ['b', 'oak'],
  ['c', 'fern'],
  ['d', 'fern'],
  ['e', 'fern'],
])
const colours = { title: 'Family', valueOf: (id: string) => families.get(id) ?? null }
const none: ReadonlySet<number> = new Set()
const options = { title: '6 models', layout: 'unrooted', width: 800, colours } as const
const clade = tree.nodes.findIndex(({ support }) => support === 0.98)

describe('a tree as a drawing of its own', () => {
  test.each(treeLayouts)('%s: each tip has its label once and everything is inside the frame', (layout) => {
    const { scene } = treeDrawing(tree, { ...options, layout })
    const texts = textsOf(scene)
    for (const name of tips) expect(texts.filter((text) => text === name)).toHaveLength(1)
    expect(outsideOf(scene)).toEqual([])
    expect(texts).toEqual(expect.arrayContaining(['Family', 'fern (3)', 'oak (2)', 'not known (1)', 'Support', '98']))
    expect(texts.some((text) => text === 'Branches not to scale')).toBe(layout.endsWith('cladogram'))
  })

  test('is as narrow as asked for, with the legend of support below the scale bar', () => {
    const { scene } = treeDrawing(tree, { ...options, layout: 'phylogram', width: 340 })
    expect(scene.width).toBe(340)
    expect(outsideOf(scene)).toEqual([])
  })

  test('has the same texts on the page, in the file and in the report', () => {
    const look = {
      drawn: placedTree(tree, 'phylogram', none).placeIn(800, 40 + 22 * tips.length),
      inks: treeInks(tree, colours, none).inks,
      support: tree.nodes.map(({ support }) => support),
    }
    const { scene, supportPlaces } = treeDrawing(tree, { ...options, layout: 'phylogram' })
    const written = tree.nodes.map(({ support }) => (support === null ? null : String(Math.round(100 * support))))
    const page = textsOf({ shapes: [treeShapes({ ...look, shownSupport: { texts: written, where: '' } }).still] })
    expect(supportPlaces).toBe('at all 3 branches')
    expect(textsOf(scene).slice(0, page.length)).toEqual(page)
    const marked = readPage(`<p>${figureFile(scene).svg.replace(/^<\?xml.*\n/, '')}</p>`).texts
    const reported = readPage(`<p>${figureDrawing(scene, 'tree').text}</p>`).texts
    for (const texts of [marked, reported]) expect(texts).toEqual(expect.arrayContaining([...textsOf(scene)]))
  })

  test('escapes hostile names in labels and titles, and holds no script, style or link', () => {
    const hostile = ['</svg><script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'a\u202eb\u0000']
    const named = sampleTree('(x:0.1,y:0.2,z:0.3);')
    const nodes = named.nodes.map((node) =>
      node.name === null ? node : { ...node, name: hostile['xyz'.indexOf(node.name)]! },
    )
    const { scene } = treeDrawing({ ...named, nodes }, { ...options, title: hostile[0]! })
    for (const svg of [figureFile(scene).svg.replace(/^<\?xml.*\n/, ''), figureDrawing(scene, 'tree').text]) {
      const { elements, attributes } = readPage(`<p>${svg}</p>`)
      const drawn = ['p', 'svg', 'title', 'desc', 'g', 'path', 'circle', 'rect', 'text']
      expect(elements.filter((name) => !drawn.includes(name))).toEqual([])
      expect(attributes.filter((attribute) => / (on\w+|href|style|class)=/.test(attribute))).toEqual([])
      expect(['\u202e', '\u0000'].filter((character) => svg.includes(character))).toEqual([])
    }
  })

  test('draws a collapsed clade as one triangle in the colour of its tips, and a negative branch dotted', () => {
    const { scene } = treeDrawing(tree, { ...options, layout: 'phylogram', collapsed: new Set([clade]) })
    const texts = textsOf(scene)
    expect(texts).toContain('a-long-name + 1 more')
    expect(texts).not.toContain('b')
    const shapes = flatShapes(scene.shapes).map(({ shape }) => shape)
    const ink = treeInks(tree, colours, new Set([clade])).inks[clade]
    expect(ink).toBe('category-1')
    expect(
      shapes.filter((shape) => shape.kind === 'path' && shape.fill === ink && shape.fillOpacity === 0.3),
    ).toHaveLength(1)
    expect(shapes.filter((shape) => shape.kind === 'path' && shape.dash === '2 3')).toHaveLength(1)
    const mixed = tree.nodes.findIndex(({ support }) => support === 0.8)
    expect(treeInks(tree, { title: '', valueOf: (id) => id }, new Set([mixed])).inks[mixed]).toBeNull()
  })

  test('highlights branches, labels and marks alike', () => {
    const tip = tree.nodes.findIndex(({ name }) => name === 'f')
    const { scene } = treeDrawing(tree, { ...options, highlighted: new Set([tip]) })
    const lit = flatShapes(scene.shapes).filter(
      ({ shape }) => ('stroke' in shape && shape.stroke === 'accent') || shape.fill === 'accent',
    )
    expect(lit.map(({ shape }) => shape.kind).sort()).toEqual(['path', 'text'])
  })
})

test('a label is as wide as what is written, where a name has characters that cannot be seen', () => {
  const layout = {
    nodes: [{ node: { children: [] }, parent: -1, x: 0, y: 0, tip: true, angle: 0 }],
    branches: [],
    unit: undefined,
    negative: 0,
  }
  expect(placeRectangular(layout, ['a\u202eb'], 300, 100).labels[0]!.text).toBe('a\\u{202e}b')
})

test('a caption says how the tree was made and where its root comes from', () => {
  const caption = (changes: Partial<typeof tree>, isRootForDisplay = false) =>
    treeCaption({ ...tree, ...changes }, { supportPlaces: 'at all 3 branches', isRootForDisplay })
  expect(caption({})).toBe(
    'Neighbour joining · unrooted · Nei, pooled over genes · support in % of 100 replicates over 128 genes, at all 3 branches',
  )
  expect(caption({ root: 'midpoint' })).toContain(' · midpoint-rooted · ')
  expect(caption({ root: 'midpoint' }, true)).toContain(' · midpoint-rooted (display only) · ')
  expect(caption({ root: { modelId: 'f' } })).toContain(' · rooted by an outgroup · ')
  expect(caption({ method: 'upgma', replicates: 0 })).toBe('UPGMA · Nei, pooled over genes · no bootstrap')
  const awaited = treeCaption({ ...tree, replicates: 0 }, { supportPlaces: '', isSupportAwaited: true })
  expect(awaited).toContain(' · without supports so far')
})
