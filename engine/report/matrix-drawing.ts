import { boundedText } from '../../core/format/interval.ts'
import { matrixGeometry, mostCellDecimals } from '../../core/layout/matrix-geometry.ts'
import { rectangularLayout } from '../../core/layout/rectangular-layout.ts'
import { boundedPair } from '../../core/similarity/bounded.ts'
import { treeOfRows } from '../../core/tree/node-rows.ts'
import type { Distances, Tree } from '../api/contract.ts'
import { html, type Markup } from './markup.ts'
import { shadeOf, shadeSteps } from '../../core/scene/scene.ts'

const width = 860
const smallestTextCell = 30
/** Edge of the largest whole drawing. */
const tallest = 900

/**
 * Similarities as a heat map, rows and columns in the given order, beside the tree where that has the same models;
 * colours by class.
 */
export function matrixDrawing(
  distances: Distances,
  order: readonly number[],
  tree: Tree,
  title: string,
  description: string,
): Markup {
  const names = order.map((place) => distances.models[place] ?? '')
  const geometry = matrixGeometry(names, width, tallest)
  const { left, top, cell, count, treeWidth, labelSize } = geometry
  const gap = cell >= 16 ? 1 : 0
  const height = top + cell * count + 46
  const isSame = (i: number, j: number) =>
    distances.same.some((group) => group.includes(distances.modelIds[i]!) && group.includes(distances.modelIds[j]!))
  const cells = order.flatMap((i, row) =>
    order.flatMap((j, column) => {
      if (i === j)
        return [
          html`<rect class="same" x="${left + column * cell}" y="${top + row * cell}" width="${cell - gap}" height="${cell - gap}"/>`,
        ]
      const { similarity } = boundedPair(distances, i, j)
      const box = html`<rect fill="var(--${shadeOf(similarity.value)})" x="${left + column * cell}" y="${top + row * cell}" width="${cell - gap}" height="${cell - gap}"/>`
      if (cell < smallestTextCell) return [box]
      const text = isSame(i, j) ? 'same' : boundedText(similarity, mostCellDecimals)
      return [
        box,
        html`<text fill="var(--${shadeOf(similarity.value)}-ink)" x="${left + column * cell + (cell - gap) / 2}" y="${top + row * cell + (cell - gap) / 2}" dy="0.35em">${text}</text>`,
      ]
    }),
  )
  return html`<svg viewBox="0 0 ${geometry.width} ${height}" width="${geometry.width}" height="${height}" role="img" aria-labelledby="matrix-title matrix-description">
<title id="matrix-title">${title}</title><desc id="matrix-description">${description}</desc>
<g class="leaders">${branchesBeside(tree, count, left - 8 - treeWidth, top, treeWidth, cell)}</g>
<g text-anchor="middle" font-size="${Math.min(11, cell * 0.27)}">${cells}</g>
<g class="labels" font-size="${labelSize}">${geometry.names.map(
    (name, index) =>
      html`<text x="${left + count * cell + 8}" y="${top + index * cell + cell / 2}" dy="0.35em">${name}</text><text transform="translate(${left + index * cell + cell / 2} ${top - 8}) rotate(-90)" dy="0.35em">${name}</text>`,
  )}</g>
${colourScale(left, top + cell * count + 16)}</svg>
`
}

function branchesBeside(tree: Tree, count: number, left: number, top: number, width: number, cell: number): Markup[] {
  if (count < 3) return []
  return rectangularLayout(treeOfRows(tree.nodes), 'cladogram').branches.map(({ points }) => {
    const path = points
      .map(
        ([x, y], index) =>
          `${index === 0 ? 'M' : 'L'}${(left + x * width).toFixed(1)} ${(top + cell / 2 + y * cell * (count - 1)).toFixed(1)}`,
      )
      .join('')
    return html`<path d="${path}"/>`
  })
}

function colourScale(left: number, top: number): Markup {
  const length = 220
  const step = length / shadeSteps
  return html`<g transform="translate(${left} ${top})" font-size="10" class="scale-text"><text dy="0.35em" y="6" font-size="11">Similarity</text>
<g transform="translate(70 0)">${Array.from({ length: shadeSteps }, (_, index) => html`<rect fill="var(--shade-${index})" x="${(index * step).toFixed(2)}" width="${(step + 0.4).toFixed(2)}" height="12"/>`)}
<text y="24">0</text><text x="${length / 2}" y="24" text-anchor="middle">0.5</text><text x="${length}" y="24" text-anchor="end">1</text></g></g>
`
}
