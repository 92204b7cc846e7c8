import { Option, type Command } from 'commander'
import { chartDrawing, type Chart } from '../core/scene/chart-scene.ts'
import { figureFile } from '../core/scene/figure-file.ts'
import { UsageFailure } from './failure.ts'

export interface ChartOption {
  /** The id of a chart. */
  readonly chart?: string
}

/**
 * Adds `--chart`, which is refused beside `--json` before anything is computed: stdout carries one or the other.
 *
 * @param ids of the charts that a command has
 */
export function addChartOption(command: Command, ids: readonly string[]): Command {
  return command
    .addOption(new Option('--chart <name>', 'print a chart as SVG in place of the text').choices(ids))
    .hook('preAction', () => {
      const { chart, json } = command.optsWithGlobals<ChartOption & { readonly json?: boolean }>()
      if (chart !== undefined && json === true)
        throw new UsageFailure('--chart and --json: expected one of them, found both')
    })
}

/** The chart that was asked for, one of those that the option allows, as the text of an SVG file. */
export function chartSvg(charts: readonly Chart[], id: string): string {
  return figureFile(chartDrawing(charts.find((chart) => chart.id === id)!)).svg
}
