import type { ReactElement } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { figurePalettes } from '../../core/color/palette.ts'
import { figureFont } from '../views/tree/tree-drawing.tsx'
import { LegendDrawing, legendHeight, type LegendEntry } from './chart-legend.tsx'
import { fileHead, FileHeadDrawing } from './file-head.tsx'
import { makeHarmless, renderSvg } from './render-svg.ts'
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

export interface ExportedSvg {
  /** The text of a standalone SVG file. */
  readonly svg: string
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
}: ChartFileParts): Promise<ExportedSvg> {
  const palette = figurePalettes.light
  const legendWidth = width - 2 * edge
  const head = fileHead(title, caption, width)
  const top = head.height + 4
  const whole = top + height + (legend.length === 0 ? 0 : legendHeight(legend, legendWidth) + 14)
  const frame = renderSvg(
    <svg width={width} height={whole} viewBox={`0 0 ${width} ${whole}`} fontFamily={figureFont}>
      <title>{title}</title>
      <desc>{caption}</desc>
      <rect width={width} height={whole} fill={palette.surface} />
      <FileHeadDrawing head={head} palette={palette} />
      <g id="plot" />
      <g transform={`translate(${edge} ${top + height + 4})`}>
        <LegendDrawing entries={legend} width={legendWidth} ink={palette.text} />
      </g>
    </svg>,
  )
  const file = new DOMParser().parseFromString(frame, 'image/svg+xml')
  const plot = file.importNode(await settledChart(chart), true)
  for (const [name, value] of Object.entries({ x: 0, y: top, width, height })) plot.setAttribute(name, String(value))
  file.querySelector('#plot')?.replaceWith(plot)
  return {
    svg: `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(file.documentElement)}\n`,
    width,
    height: whole,
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
