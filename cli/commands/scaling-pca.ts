import type { Command } from 'commander'
import { scalingSpaceChartIds, scalingSpaceCharts } from '../../engine/analyses/scaling-space-charts.ts'
import { spaceScope } from '../../engine/analyses/scaling-request.ts'
import { plural } from '../../core/format/quantity.ts'
import { formatTable } from '../format/table.ts'
import { Notes } from '../notes.ts'
import { noDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'
import { addSettingOptions, chosenSettings } from '../setting-options.ts'
import { addChartOption, chartSvg, type ChartOption } from '../chart-option.ts'
import { addObservationOptions, type ObservationOptions } from './scaling-options.ts'
import { readModels, tableInput } from './scaling-tables.ts'

type PcaOptions = ObservationOptions & ChartOption

export function addScalingPcaCommand(scaling: Command, run: RunCommand): void {
  const command = scaling
    .command('pca')
    .description('capability measures: principal components of the metrics, and their trend in compute per family')
  addSettingOptions(addChartOption(addObservationOptions(command), scalingSpaceChartIds), spaceScope).action(
    (options: PcaOptions, self: Command) => run(self, (session) => printComponents(session, options), noDatabase),
  )
}

async function printComponents(session: Session, options: PcaOptions): Promise<void> {
  const { engine, output } = session
  const notes = new Notes(output)
  const read = readModels(notes, options)
  const { metrics } = read
  const { table, metrics: columns } = tableInput(read)
  const input = { table, metrics: columns, ...chosenSettings(spaceScope, options) }
  const space = await runOperation(session, (operation) => engine.call('scaling.space', { ...input, operation }))
  notes.add(space.notes)
  const names = space.loadings.map((_, k) => `PC-${k + 1}`)
  const trends = space.trends.map(({ component, ...trend }) => ({ ...trend, component: names[component]! }))
  await output.result(
    () => ({
      n: space.models.length,
      metrics,
      explained: space.explained,
      loadings: space.loadings.map((loading, k) => ({
        component: names[k]!,
        weights: Object.fromEntries(metrics.map((metric, j) => [metric, loading[j]!])),
      })),
      means: Object.fromEntries(metrics.map((metric, j) => [metric, space.means[j]!])),
      models: space.models.map(({ model, family, flops, capabilities, imputed }) => ({
        model,
        family,
        flops,
        capabilities,
        imputed: imputed.map((j) => metrics[j]!),
      })),
      compute: trends,
      notes: notes.list,
    }),
    () => {
      if (options.chart !== undefined) return chartSvg(scalingSpaceCharts(space, metrics, 0), options.chart)
      const loadings = formatTable(
        [{ title: '' }, ...names.map((title) => ({ title, align: 'right' as const }))],
        [
          ['explained', ...space.explained.map((share) => share.toFixed(5))],
          ...metrics.map((metric, j) => [metric, ...space.loadings.map((loading) => loading[j]!.toFixed(4))]),
        ],
      )
      const fits = formatTable(
        [
          { title: 'family' },
          { title: 'models', align: 'right' },
          { title: 'PC-1 per decade of FLOPs', align: 'right' },
          { title: 'R2', align: 'right' },
        ],
        trends
          .filter(({ component }) => component === 'PC-1')
          .map(({ family, n, slope, r2 }) => [family, String(n), slope.toFixed(3), r2.toFixed(3)]),
      )
      return `${plural(space.models.length, 'model')}, ${plural(metrics.length, 'metric')}\n\n${loadings}\n${fits}`
    },
  )
}
