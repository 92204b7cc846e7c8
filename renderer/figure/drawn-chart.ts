import { chartScene, type Chart } from '../../core/scene/chart-scene.ts'
import type { Scene } from '../../core/scene/scene.ts'

/** A chart in a width, or why it cannot be drawn. */
type DrawnChart = { readonly scene: Scene } | { readonly failure: string }

/** @param width in pixels */
export function drawnChart(chart: Chart, width: number): DrawnChart {
  try {
    return { scene: chartScene(chart, { width }) }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}
