import { boundedText, intervalText } from '../../core/format/interval.ts'
import { plural } from '../../core/format/quantity.ts'
import { orderByTree } from '../../core/layout/matrix-order.ts'
import { boundedPair, type BoundedPair } from '../../core/similarity/bounded.ts'
import { csvText } from '../../core/table/csv-writer.ts'
import type { Distances } from '../api/contract.ts'
import { measureWords } from '../analyses/comparison-words.ts'
import { matrixDrawing } from '../analyses/matrix-drawing.ts'
import { pairCells, pairColumns } from '../analyses/pair-table.ts'
import { figureDrawing } from './figure-drawing.ts'
import { html, named, type Markup } from './markup.ts'
import type { ReportContent } from './report-content.ts'
import { machineText, table } from './table.ts'

/** More models than this and the printed table has the nearest of each model instead of all pairs. */
const mostModelsWithAllPairs = 25
const nearestShown = 3
/** Size of the drawing, in pixels. */
const width = 860
const height = 900

/** The similarities as a heat map, as a table with certified intervals, and as CSV. */
export function matrixSection({ distances, tree }: ReportContent): Markup {
  const order = orderByTree(distances.modelIds, tree)
  const title = `Similarity of ${plural(order.length, 'model')}`
  const caption = `${title} (${measureWords[distances.measure].inSentence}, ${plural(distances.genes, 'gene')}), rows and columns in the order of the tree`
  const scene = matrixDrawing(distances, tree, { title, description: caption, shown: 'similarity', width, height })
  const pairs = pairsOf(distances)
  return html`<figure>
${figureDrawing(scene, 'matrix')}
<figcaption>${caption}.</figcaption>
</figure>
${order.length <= mostModelsWithAllPairs ? allPairs(distances, pairs) : nearest(distances, order)}${machineText(
  'All pairs as CSV, every digit as computed',
  csvText([
    pairColumns,
    ...pairs.map((pair) => pairCells(modelAt(distances, pair.i), modelAt(distances, pair.j), pair)),
  ]),
)}`
}

function modelAt({ models, modelIds }: Distances, index: number) {
  return { name: models[index]!, id: modelIds[index]! }
}

interface Pair extends BoundedPair {
  readonly i: number
  readonly j: number
}

function pairOf(distances: Distances, i: number, j: number): Pair {
  return { i, j, ...boundedPair(distances, i, j) }
}

/** Every pair once, most similar first. */
function pairsOf(distances: Distances): Pair[] {
  return distances.models
    .flatMap((_, i) => Array.from({ length: i }, (_, j) => pairOf(distances, j, i)))
    .sort((left, right) => right.similarity.value - left.similarity.value)
}

const tableColumns = [
  { title: 'Model' },
  { title: 'and' },
  { title: 'S', align: 'right' },
  { title: 'certified', align: 'right' },
  { title: 'D', align: 'right' },
  { title: 'certified', align: 'right' },
] as const

const intervalNote =
  'S: similarity, D: distance. Certified: the value of the distributions that the program computed lies between these ends, whatever was not expanded.'

function allPairs(distances: Distances, pairs: readonly Pair[]): Markup {
  return table(
    `All pairs of models, most similar first. ${intervalNote}`,
    tableColumns,
    pairs.map((pair) => cells(distances, pair)),
  )
}

function nearest(distances: Distances, order: readonly number[]): Markup {
  const rows = order.flatMap((i) =>
    order
      .filter((j) => j !== i)
      .map((j) => pairOf(distances, i, j))
      .sort((left, right) => right.similarity.value - left.similarity.value)
      .slice(0, nearestShown),
  )
  return table(
    `The ${plural(nearestShown, 'model')} nearest to each. ${intervalNote}`,
    tableColumns,
    rows.map((pair) => cells(distances, pair)),
  )
}

function cells({ models }: Distances, { i, j, similarity, distance }: Pair) {
  return [
    named(models[i]!),
    named(models[j]!),
    ...[similarity, distance].flatMap((bounded) => [boundedText(bounded), intervalText(bounded.lower, bounded.upper)]),
  ]
}
