import { chartScene, type Chart } from '../../core/scene/chart-scene.ts'
import type { Scene } from '../../core/scene/scene.ts'
import { sceneSvg } from '../../core/scene/scene-svg.ts'
import { html, Markup } from './markup.ts'

/** A scene in the report: its inks are custom properties of the report's style, so that it follows its theme. */
export function figureDrawing(scene: Scene, idPrefix: string): Markup {
  return new Markup(sceneSvg(scene, { colour: (ink) => (ink === 'none' ? ink : `var(--${ink})`), idPrefix }))
}

/** Of a chart in the report, in pixels: two stand side by side. */
const chartWidth = 420

/** Charts as figures, side by side where the page is wide enough. */
export function chartFigures(charts: readonly Chart[], idPrefix: string): Markup {
  return html`<div class="charts">${charts.map(
    (chart) => html`<figure>
${figureDrawing(chartScene(chart, { width: chartWidth }), `${idPrefix}-${chart.id}`)}
<figcaption>${chart.title}. ${chart.caption}.</figcaption>
</figure>
`,
  )}</div>
`
}
