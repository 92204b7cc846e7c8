import { Option } from 'commander'
import { chartDrawing, type Chart } from '../core/scene/chart-scene.ts'
import { figureFile } from '../core/scene/figure-file.ts'

export interface ChartOption {
  /** The id of a chart. */
  readonly chart?: string
}

/** @param ids of the charts that a command has */
export function chartOption(ids: readonly string[]): Option {
  return new Option('--chart <name>', 'print a chart as SVG in place of the text').choices(ids)
}

/** The chart that was asked for, as the text of an SVG file. */
export function chartSvg(charts: readonly Chart[], id: string): string {
  const chart = charts.find((one) => one.id === id)
  if (chart === undefined)
    throw new RangeError(`--chart: expected one of ${charts.map((one) => one.id).join(', ')}, found ${id}`)
  return figureFile(chartDrawing(chart)).svg
}
