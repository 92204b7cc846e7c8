import type { ReactElement } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { printableLines } from '../../core/format/printable.ts'
import { chartLegend, type LegendEntry } from '../../core/scene/chart-legend.ts'
import { figureFile, type FigureFile } from '../../core/scene/figure-file.ts'
import styles from './chart-frame.module.css'

export interface ChartFileParts {
  readonly title: string
  readonly caption: string
  readonly legend: readonly LegendEntry[]
  /** A Recharts chart in light colours of this width and height. */
  readonly chart: ReactElement
  readonly width: number
  readonly height: number
}

const edge = 18

/** A chart on its own: title, caption, chart and legend on white. */
export async function renderChartFile({
  title,
  caption,
  legend,
  chart,
  width,
  height,
}: ChartFileParts): Promise<FigureFile> {
  const below = chartLegend(legend, width - 2 * edge)
  const room = height + 4 + (legend.length === 0 ? 0 : below.height + 10)
  const frame = figureFile({
    width,
    height: room,
    title,
    description: caption,
    shapes: [{ kind: 'group', x: edge, y: height + 4, shapes: below.shapes }],
  })
  const file = new DOMParser().parseFromString(frame.svg, 'image/svg+xml')
  const plot = file.importNode(await settledChart(chart), true)
  for (const [name, value] of Object.entries({ x: 0, y: frame.height - room, width, height }))
    plot.setAttribute(name, String(value))
  file.documentElement.append(plot)
  return {
    ...frame,
    svg: `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(file.documentElement)}\n`,
  }
}

/** Frames that must pass without a change before a chart counts as drawn, and the most that are waited for. */
const quietFrames = 3
const mostFrames = 60

/**
 * The `svg` node of a chart, drawn out of sight. Recharts lays itself out over several frames, in the document, where
 * it can measure its texts. What only a page needs is left out.
 */
async function settledChart(chart: ReactElement): Promise<SVGSVGElement> {
  const holder = document.createElement('div')
  holder.className = styles['offstage'] ?? ''
  holder.setAttribute('aria-hidden', 'true')
  holder.inert = true
  document.body.append(holder)
  const root = createRoot(holder)
  try {
    flushSync(() => root.render(chart))
    let last = ''
    let quiet = 0
    for (let frame = 0; frame < mostFrames && quiet < quietFrames; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      quiet = holder.innerHTML === last ? quiet + 1 : 0
      last = holder.innerHTML
    }
    const svg = holder.querySelector('svg')
    if (svg === null) throw new Error('The chart has no svg element.')
    const copy = svg.cloneNode(true) as SVGSVGElement
    for (const element of [copy, ...copy.querySelectorAll<SVGElement>('*')]) {
      if (element.style.textAnchor !== '') element.setAttribute('text-anchor', element.style.textAnchor)
      for (const name of ['class', 'style', 'tabindex', 'role']) element.removeAttribute(name)
    }
    makeHarmless(copy)
    return copy
  } finally {
    root.unmount()
    holder.remove()
  }
}

/**
 * Writes what cannot be seen in the texts of a drawing as escapes: XML cannot hold some of it, and the rest would turn
 * the text around it.
 */
function makeHarmless(svg: SVGSVGElement): void {
  const texts = document.createTreeWalker(svg, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode())
    node.nodeValue = printableLines(node.nodeValue ?? '')
  for (const element of svg.querySelectorAll('*')) {
    for (const attribute of element.attributes) attribute.value = printableLines(attribute.value)
  }
}
