import { equalAngleLayout } from '../../core/layout/equal-angle-layout.ts'
import { labelSize, placeRectangular, placeUnrooted, type DrawnTree } from '../../core/layout/place-tree.ts'
import { rectangularLayout } from '../../core/layout/rectangular-layout.ts'
import { treeOfRows } from '../../core/tree/node-rows.ts'
import { tips } from '../../core/tree/tree.ts'
import type { Tree } from '../api/contract.ts'
import { html, type Markup } from './markup.ts'

const width = 860
/** More tips than this stand closer, so that they stay legible where the whole tree is to fit on a printed page. */
const manyTips = 40

/** A tree as SVG: a phylogram where it is rooted, else unrooted by the equal-angle method; colours by class. */
export function treeDrawing(tree: Tree, title: string, description: string): Markup {
  const whole = treeOfRows(tree.nodes)
  const count = tips(whole).length
  const names = tree.nodes.map((node) => node.name ?? '')
  const drawn = tree.rooted
    ? placeRectangular(rectangularLayout(whole), names, width, 40 + (count > manyTips ? 17 : 22) * count)
    : placeUnrooted(equalAngleLayout(whole), names, width, Math.min(1000, 380 + 9 * count))
  const isNegative = (node: number) => (tree.nodes[node]?.length ?? 0) < 0
  const height = drawn.height + 18
  return html`<svg viewBox="0 0 ${drawn.width} ${height}" width="${drawn.width}" height="${height}" role="img" aria-labelledby="tree-title tree-description" font-size="${labelSize}">
<title id="tree-title">${title}</title><desc id="tree-description">${description}</desc>
<g class="branches">${drawn.branches.map(({ child, path }) => html`<path d="${path}"${isNegative(child) ? html` stroke-dasharray="2 3"` : null}/>`)}</g>
<g class="leaders">${drawn.labels.map(({ leader }) => (leader === null ? null : html`<path d="${leader}"/>`))}</g>
<g class="support" font-size="10">${drawn.branches.map((branch) => supportOf(branch, tree))}</g>
<g class="tips">${drawn.nodes.map((node) => html`<circle cx="${place(node.x)}" cy="${place(node.y)}" r="${node.tip ? 3.4 : 1.8}"/>`)}</g>
<g class="labels">${drawn.labels.map(
    ({ text, x, y, anchor, turn }) =>
      html`<text x="${place(x)}" y="${place(y)}" dy="0.35em" text-anchor="${anchor}"${turn === 0 ? null : html` transform="rotate(${place(turn)} ${place(x)} ${place(y)})"`}>${text}</text>`,
  )}</g>
${scaleBar(drawn)}</svg>
`
}

function supportOf({ child, hasSupportRoom, supportX, supportY, supportAnchor }: DrawnTree['branches'][number], tree: Tree): Markup | null {
  const support = tree.nodes[child]?.support ?? null
  if (support === null || !hasSupportRoom) return null
  const text = String(Math.round(support * 100))
  const isMiddle = supportAnchor === 'middle'
  return html`${isMiddle ? html`<rect x="${place(supportX - text.length * 3 - 1.5)}" y="${place(supportY - 6)}" width="${text.length * 6 + 3}" height="12"/>` : null}<text x="${place(supportX)}" y="${place(supportY)}" text-anchor="${supportAnchor}"${isMiddle ? html` dy="0.35em"` : null}>${text}</text>`
}

function scaleBar({ scaleBar, height }: DrawnTree): Markup | null {
  if (scaleBar === null) return null
  const { length, pixels } = scaleBar
  return html`<g class="scale" transform="translate(18 ${place(height)})"><path d="M0 -4V4M0 0H${place(pixels)}M${place(pixels)} -4V4"/><text x="${place(pixels + 8)}" dy="0.35em" font-size="11">${length} distance</text></g>
`
}

/** A place in the drawing, to a hundredth of a pixel. */
function place(value: number): number {
  return Math.round(value * 100) / 100
}
