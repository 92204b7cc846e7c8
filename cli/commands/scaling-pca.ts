import { plural } from '../../core/format/quantity.ts'
import type { Command } from 'commander'
import { fitCapabilitySpace } from '../../core/scaling/capability-space.ts'
import { measureNotes } from '../../core/scaling/measure-check.ts'
import { computeTrends } from '../../core/scaling/compute-trend.ts'
import { formatTable } from '../format/table.ts'
import type { Output } from '../output.ts'
import { runWithoutEngine } from '../run-without-engine.ts'
import { addObservationOptions, type ObservationOptions } from './scaling-options.ts'
import { readModels } from './scaling-tables.ts'

export function addScalingPcaCommand(scaling: Command): void {
  const command = scaling
    .command('pca')
    .description('capability measures: principal components of the metrics, and their trend in compute per family')
  addObservationOptions(command).action((options: ObservationOptions, self: Command) =>
    runWithoutEngine(self, (output) => printComponents(output, options)),
  )
}

async function printComponents(output: Output, options: ObservationOptions): Promise<void> {
  const { metrics, models, notes } = readModels(output, options)
  for (const note of [
    ...notes,
    ...measureNotes(
      models.map((model) => model.metrics),
      metrics,
    ),
  ])
    output.note(`note: ${note}`)
  const { space, scores } = fitCapabilitySpace(
    models.map((model) => model.metrics),
    options.components,
  )
  const names = space.loadings.map((_, k) => `PC-${k + 1}`)
  const trends = computeTrends(models, scores).map(({ component, ...trend }) => ({
    ...trend,
    component: names[component]!,
  }))
  await output.result(
    () => ({
      n: models.length,
      metrics,
      explained: space.explained,
      loadings: space.loadings.map((loading, k) => ({
        component: names[k]!,
        weights: Object.fromEntries(metrics.map((metric, j) => [metric, loading[j]!])),
      })),
      means: Object.fromEntries(metrics.map((metric, j) => [metric, space.means[j]!])),
      models: models.map(({ model, family, flops, metrics: known }, index) => ({
        model,
        family,
        flops: flops ?? null,
        scores: scores[index]!,
        imputed: metrics.filter((_, j) => known[j] === undefined),
      })),
      compute: trends,
    }),
    () => {
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
      return `${plural(models.length, 'model')}, ${plural(metrics.length, 'metric')}\n\n${loadings}\n${fits}`
    },
  )
}
