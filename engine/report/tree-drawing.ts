import { equalAngleLayout } from '../../core/layout/equal-angle-layout.ts'
import { labelSize, placeRectangular, placeUnrooted, type DrawnTree } from '../../core/layout/place-tree.ts'
import {
  plainRadius,
  supportLevel,
  supportLevels,
  supportPercent,
  supportPlaces,
  supportRadius,
  writtenSupport,
} from '../../core/layout/support-marks.ts'
import { rectangularLayout } from '../../core/layout/rectangular-layout.ts'
import { treeOfRows } from '../../core/tree/node-rows.ts'
import { tips } from '../../core/tree/tree.ts'
import type { Tree } from '../api/contract.ts'
import { html, type Markup } from './markup.ts'

const width = 860
/** More tips than this stand closer, so that they stay legible where the whole tree is to fit on a printed page. */
const manyTips = 40

export interface TreeDrawing {
  readonly markup: Markup
  /** In words, where support is written and where there are dots only; empty where there is none. */
  readonly supportPlaces: string
}

/** A tree as SVG: a phylogram where it is rooted, else unrooted by the equal-angle method; colours by class. */
export function treeDrawing(tree: Tree, title: string, description: string): TreeDrawing {
  const whole = treeOfRows(tree.nodes)
  const count = tips(whole).length
  const names = tree.nodes.map((node) => node.name ?? '')
  const drawn = tree.rooted
    ? placeRectangular(rectangularLayout(whole), names, width, 40 + (count > manyTips ? 17 : 22) * count)
    : placeUnrooted(equalAngleLayout(whole), names, width, Math.min(1000, 380 + 9 * count))
  const texts = tree.nodes.map(({ support }) => (support === null ? null : String(supportPercent(support))))
  const written = writtenSupport(drawn, texts)
  const supported = drawn.branches.filter(({ child }) => texts[child] !== null).length
  const isNegative = (node: number) => (tree.nodes[node]?.length ?? 0) < 0
  const height = drawn.height + 18
  const markup = html`<svg viewBox="0 0 ${drawn.width} ${height}" width="${drawn.width}" height="${height}" role="img" aria-labelledby="tree-title tree-description" font-size="${labelSize}">
<title id="tree-title">${title}</title><desc id="tree-description">${description}</desc>
<g class="branches">${drawn.branches.map(({ child, path }) => html`<path d="${path}"${isNegative(child) ? html` stroke-dasharray="2 3"` : null}/>`)}</g>
<g class="leaders">${drawn.labels.map(({ leader }) => (leader === null ? null : html`<path d="${leader}"/>`))}</g>
<g class="support" font-size="10">${drawn.branches.map((branch) => (written.has(branch.child) ? supportText(branch, texts[branch.child]!) : null))}</g>
<g class="tips">${drawn.nodes.map((node) => (node.tip ? dot(node, 3.4) : innerMark(node, tree.nodes[node.node]!.support)))}</g>
<g class="labels">${drawn.labels.map(
    ({ text, x, y, anchor, turn }) =>
      html`<text x="${place(x)}" y="${place(y)}" dy="0.35em" text-anchor="${anchor}"${turn === 0 ? null : html` transform="rotate(${place(turn)} ${place(x)} ${place(y)})"`}>${text}</text>`,
  )}</g>
${scaleBar(drawn)}${supported === 0 ? null : supportLegend(drawn)}</svg>
`
  return { markup, supportPlaces: supported === 0 ? '' : supportPlaces(written.size, supported) }
}

function dot({ x, y }: { readonly x: number; readonly y: number }, radius: number): Markup {
  return html`<circle cx="${place(x)}" cy="${place(y)}" r="${radius}"/>`
}

/** An inner node: filled where its support is firm, half filled where it is fair, empty where it is weak. */
function innerMark(node: { readonly x: number; readonly y: number }, support: number | null): Markup {
  if (support === null) return dot(node, plainRadius)
  const level = supportLevel(support)
  const [x, y, r] = [place(node.x), place(node.y), supportRadius]
  const half = level === 'fair' ? html`<path d="M${place(x - r)} ${y}A${r} ${r} 0 0 0 ${place(x + r)} ${y}z"/>` : null
  return html`<g class="mark"><circle${level === 'firm' ? null : html` class="empty"`} cx="${x}" cy="${y}" r="${r}"/>${half}</g>`
}

function supportLegend({ height }: DrawnTree): Markup {
  const r = supportRadius
  const entries = supportLevels.map(({ id, words }, index) => {
    const half = (side: 0 | 1) =>
      html`<path${id === 'firm' || (id === 'fair' && side === 0) ? null : html` class="empty"`} d="M${-r} 0A${r} ${r} 0 0 ${side} ${r} 0"/>`
    return html`<g transform="translate(${276 + index * 60} 0)"><g class="mark">${half(0)}${half(1)}</g><text x="9" dy="0.35em">${words}</text></g>`
  })
  return html`<g class="tips" font-size="11" transform="translate(18 ${place(height)})"><text x="220" dy="0.35em">Support</text>${entries}</g>
`
}

function supportText({ supportX, supportY, supportAnchor }: DrawnTree['branches'][number], text: string): Markup {
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
