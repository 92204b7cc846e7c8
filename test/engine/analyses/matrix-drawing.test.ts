import { expect, test } from 'vitest'
import { matrixGeometry } from '../../../core/layout/matrix-geometry.ts'
import { matrixCells, matrixNames } from '../../../core/layout/matrix-scene.ts'
import { figureFile } from '../../../core/scene/figure-file.ts'
import { matrixCellsOf, matrixDrawing, orderedMatrix } from '../../../engine/analyses/matrix-drawing.ts'
import { figureDrawing } from '../../../engine/report/figure-drawing.ts'
import { flatShapes, outsideOf, textsOf } from '../../core/scene/drawn-shapes.ts'
import { readPage } from '../report/well-formed.ts'
import { sampleDistances, sampleTree } from './sample-tree.ts'

const names = ['oak', 'fern', 'moss', 'oak-tales']
const distances = sampleDistances(names)
const tree = sampleTree('((oak:0.1,oak-tales:0.1):0.3,(fern:0.2,moss:0.2):0.1);', { rooted: true, root: 'midpoint' })
const options = { title: 'Similarity of 4 models', shown: 'similarity', width: 900, height: 900 } as const

test('rows and columns stand in the order of the tree, each name twice, each pair with its value twice', () => {
  const scene = matrixDrawing(distances, tree, options)
  const texts = textsOf(scene)
  for (const name of names) expect(texts.filter((text) => text === name)).toHaveLength(2)
  const rows = flatShapes(scene.shapes).flatMap(({ shape }) =>
    shape.kind === 'text' && shape.rotation === undefined && names.includes(shape.text) ? [shape] : [],
  )
  expect(rows.sort((left, right) => left.y - right.y).map(({ text }) => text)).toEqual([
    'oak',
    'oak-tales',
    'fern',
    'moss',
  ])
  expect(texts.filter((text) => /^0\.\d{2,4}$/.test(text))).toHaveLength(4 * 3)
  expect(outsideOf(scene)).toEqual([])
})

test('has the same texts on the page, in the file and in the report, and nothing that runs', () => {
  const hostile = ['</svg><script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'a\u202eb\u0000']
  const content = sampleDistances(hostile)
  const scene = matrixDrawing(content, undefined, { ...options, title: hostile[1]! })
  const geometry = matrixGeometry(hostile, 900, 900)
  const matrix = orderedMatrix(content, undefined)
  const cells = matrixCells({ geometry, layout: null, ...matrixCellsOf(matrix, 'similarity') })
  const page = textsOf({ shapes: [cells, ...matrixNames(geometry, null)] })
  expect(textsOf(scene).slice(0, page.length)).toEqual(page)
  for (const svg of [figureFile(scene).svg.replace(/^<\?xml.*\n/, ''), figureDrawing(scene, 'matrix').text]) {
    const { elements, texts } = readPage(`<p>${svg}</p>`)
    expect(elements.filter((name) => ['script', 'img', 'style', 'a'].includes(name))).toEqual([])
    expect(texts).toEqual(expect.arrayContaining([...page]))
    expect(['\u202e', '\u0000'].filter((character) => svg.includes(character))).toEqual([])
  }
})

test('many models are few shapes: cells of a shade are one path', () => {
  const many = Array.from({ length: 300 }, (_, index) => `model-${index}`)
  const scene = matrixDrawing(sampleDistances(many), undefined, options)
  const shapes = flatShapes(scene.shapes)
  expect(shapes.length).toBeLessThan(2 * many.length + 64 + 64 + 8)
  const cells = shapes.flatMap(({ shape }) => (shape.kind === 'path' ? (shape.d.match(/z/g) ?? []) : []))
  expect(cells).toHaveLength(many.length ** 2)
  expect(outsideOf(scene)).toEqual([])
})

test('the nearest have the strongest colour, of distances too, and what cannot be told apart says so', () => {
  const same = { ...distances, same: [['oak', 'moss']] }
  for (const shown of ['similarity', 'distance'] as const) {
    const { positionAt, textAt } = matrixCellsOf(orderedMatrix(same, undefined), shown)
    expect(positionAt(0, 1)).toBeGreaterThan(positionAt(0, 2))
    expect(textAt(0, 2)).toBe('same')
    expect(textAt(0, 1)).not.toBe('same')
  }
  const twins = sampleDistances(['a', 'b'])
  const none = {
    ...twins,
    similarity: [
      [1, 1],
      [1, 1],
    ],
    distance: [
      [0, 0],
      [0, 0],
    ],
  }
  expect(matrixCellsOf(orderedMatrix(none, undefined), 'distance').positionAt(0, 1)).toBe(1)
})

test('a tree of other models stands beside no matrix', () => {
  expect(orderedMatrix(distances, tree).layout).not.toBeNull()
  expect(orderedMatrix(sampleDistances(['oak', 'fern', 'moss']), tree).layout).toBeNull()
})

test('the marked cell has a frame, and its row and column stand out', () => {
  const geometry = matrixGeometry(names, 900, 900)
  const shapes = matrixNames(geometry, { row: 1, column: 2 })
  expect(
    shapes.filter((shape) => shape.kind === 'text' && shape.isBold).map((shape) => 'text' in shape && shape.text),
  ).toEqual(['fern', 'moss'])
  expect(shapes.at(-1)).toMatchObject({
    kind: 'rect',
    x: geometry.left + 2 * geometry.cell,
    y: geometry.top + geometry.cell,
  })
})
