import type { Command } from 'commander'
import type { ScalingFit } from '../../core/scaling/scaling-fit.ts'
import type { Split } from '../../core/scaling/split.ts'
import { fitScope } from '../../engine/analyses/scaling-request.ts'
import { scalingLawChartIds, scalingLawCharts } from '../../engine/analyses/scaling-law-charts.ts'
import { endsOf } from '../../core/scene/chart-axis.ts'
import { addChartOption, chartSvg, type ChartOption } from '../chart-option.ts'
import { heldOutErrors } from '../format/held-out-errors.ts'
import type { RunCommand } from '../run-command.ts'
import { lawDocument, predictionDocument } from './scaling-document.ts'
import { addLawCommand, type LawCommandOptions } from './scaling-law-command.ts'
import { splitName } from './scaling-options.ts'
import type { ReadModels } from './scaling-tables.ts'

type FitOptions = LawCommandOptions & ChartOption

export function addScalingFitCommand(scaling: Command, run: RunCommand): void {
  addLawCommand<FitOptions, ScalingFit>(scaling, run, {
    name: 'fit',
    description: 'fit a law from capability measures to a score, and predict the models held out',
    targetFile: 'CSV with a column Model and the score',
    target: 'column of the score',
    further: (command) => addChartOption(command, scalingLawChartIds),
    request: fitScope,
    titles: ({ target }) => [target],
    fit: (engine, request, [target], operation) =>
      engine.call('scaling.fit', { ...request, target: target!, operation }),
    equivalent: ({ equivalent }) => equivalent,
    document: (fit, { referenceFamily }, { metrics }) => ({
      ...lawDocument(fit, metrics, referenceFamily),
      explained: fit.explained,
      predictions: fit.predictions.map((prediction) => ({
        ...predictionDocument(prediction),
        level: prediction.level,
      })),
    }),
    text: (fit, options, scored) =>
      options.chart === undefined
        ? fitText(fit, options, scored.split)
        : chartSvg(chartsOf(fit, options, scored, scored.split), options.chart),
  })
}

function chartsOf(
  fit: ScalingFit,
  options: FitOptions,
  { metrics, models }: Pick<ReadModels, 'metrics' | 'models'>,
  split: Split,
) {
  const { target, chance, top, link, loss, baseline, referenceFamily: reference, replicates, level } = options
  const compute = models.flatMap(({ flops }) => (flops === null ? [] : [flops]))
  const [least, most] = endsOf(compute)
  return scalingLawCharts({
    fit,
    target,
    metricNames: metrics,
    chance,
    top,
    link,
    loss,
    baseline,
    reference,
    level: replicates === 0 ? null : level,
    split: splitName(split),
    cutoff: split.by === 'cutoff' && compute.length > 0 ? { at: split.flops, least, most } : null,
  })
}

function fitText(fit: ScalingFit, options: FitOptions, split: Split): string {
  const { link, loss, baseline, level } = options
  const errors = heldOutErrors(fit, {
    errors: '',
    predicted: 'score',
    observed: 'observed',
    components: fit.law.beta.length,
    baseline,
    level,
    showsEquivalentFlops: true,
  })
  return `${splitName(split)}; link ${link}; loss ${loss}\n\n${errors}`
}
