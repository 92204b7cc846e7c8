import { boundedText, fixed } from '../../core/format/interval.ts'
import { plural } from '../../core/format/quantity.ts'
import { matrixGeometry, mostCellDecimals } from '../../core/layout/matrix-geometry.ts'
import { orderByTree } from '../../core/layout/matrix-order.ts'
import { matrixScene, type ScaleLegend } from '../../core/layout/matrix-scene.ts'
import { rectangularLayout } from '../../core/layout/rectangular-layout.ts'
import type { TreeLayout } from '../../core/layout/tree-layout.ts'
import type { Scene } from '../../core/scene/scene.ts'
import { boundedPair, type BoundedPair } from '../../core/similarity/bounded.ts'
import { treeOfRows } from '../../core/tree/node-rows.ts'
import type { Distances } from './distances.ts'
import { measureWords, methodWords } from './comparison-words.ts'
import type { Tree } from './tree.ts'

export type ShownValue = 'similarity' | 'distance'

/** A matrix by row and column as drawn: near models side by side, as a tree has them. */
export interface OrderedMatrix {
  readonly names: readonly string[]
  readonly modelIds: readonly string[]
  readonly pairAt: (row: number, column: number) => BoundedPair
  /** Whether two models cannot be told apart. */
  readonly isSame: (row: number, column: number) => boolean
  /** Of a tree of these models and no others; null where there is none. */
  readonly layout: TreeLayout | null
  readonly widestDistance: number
}

export function orderedMatrix(distances: Distances, tree: Tree | undefined): OrderedMatrix {
  const order = orderByTree(distances.modelIds, tree)
  const groupOf = new Map(distances.same.flatMap((group, index) => group.map((id) => [id, index] as const)))
  const groups = order.map((index) => groupOf.get(distances.modelIds[index]!))
  const fits = tree !== undefined && order.length > 2 && tree.nodes.filter(isTip).length === order.length
  return {
    names: order.map((index) => distances.models[index]!),
    modelIds: order.map((index) => distances.modelIds[index]!),
    pairAt: (row, column) => boundedPair(distances, order[row]!, order[column]!),
    isSame: (row, column) => groups[row] !== undefined && groups[row] === groups[column],
    layout: fits ? rectangularLayout(treeOfRows(tree.nodes), 'cladogram') : null,
    widestDistance: distances.distance.reduce((most, row) => row.reduce((m, value) => Math.max(m, value), most), 0),
  }
}

function isTip({ modelId }: Tree['nodes'][number]): boolean {
  return modelId !== null
}

/** How the values of a matrix are drawn. */
interface MatrixCells {
  /** On the colour scale, 0 to 1: the nearer the stronger. */
  readonly positionAt: (row: number, column: number) => number
  readonly textAt: (row: number, column: number) => string
  readonly legend: ScaleLegend
}

export function matrixCellsOf({ pairAt, isSame, widestDistance }: OrderedMatrix, shown: ShownValue): MatrixCells {
  const textAt = (row: number, column: number): string =>
    isSame(row, column) ? 'same' : boundedText(pairAt(row, column)[shown], mostCellDecimals)
  if (shown === 'similarity')
    return {
      positionAt: (row, column) => pairAt(row, column).similarity.value,
      textAt,
      legend: { title: 'Similarity', from: '0', middle: '0.5', to: '1', isReversed: false },
    }
  return {
    positionAt: (row, column) => (widestDistance === 0 ? 1 : 1 - pairAt(row, column).distance.value / widestDistance),
    textAt,
    legend: {
      title: 'Distance',
      from: '0',
      middle: fixed(widestDistance / 2, 2),
      to: fixed(widestDistance, 2),
      isReversed: true,
    },
  }
}

interface MatrixDrawingOptions {
  readonly title: string
  /** Default: `matrixCaption`. */
  readonly description?: string
  readonly shown: ShownValue
  readonly width: number
  /** The most that the cells are enlarged to. */
  readonly height: number
}

/** A matrix as a drawing of its own, for a file or a report. */
export function matrixDrawing(
  distances: Distances,
  tree: Tree | undefined,
  { title, description, shown, width, height }: MatrixDrawingOptions,
): Scene {
  const matrix = orderedMatrix(distances, tree)
  return matrixScene({
    title,
    description: description ?? matrixCaption(distances, tree),
    geometry: matrixGeometry(matrix.names, width, height),
    layout: matrix.layout,
    ...matrixCellsOf(matrix, shown),
  })
}

/** How the values of a matrix were made. */
export function matrixCaption({ measure, genes }: Distances, tree: Tree | undefined): string {
  return [
    measureWords[measure].name,
    plural(genes, 'gene'),
    ...(tree === undefined ? [] : [`ordered by ${methodWords[tree.method].inSentence}`]),
  ].join(' · ')
}
