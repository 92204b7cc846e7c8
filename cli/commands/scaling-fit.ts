import { Option, type Command } from 'commander'
import type { ScalingFit } from '../../core/scaling/scaling-fit.ts'
import type { Split } from '../../core/scaling/split.ts'
import { fitScope } from '../../engine/analyses/scaling-request.ts'
import { scalingLawChartIds, scalingLawCharts } from '../../engine/analyses/scaling-law-charts.ts'
import { endsOf } from '../../core/scene/chart-axis.ts'
import { addChartOption, chartSvg, type ChartOption } from '../chart-option.ts'
import { heldOutErrors } from '../format/held-out-errors.ts'
import { Notes } from '../notes.ts'
import { noDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'
import { addSettingOptions, chosenSettings } from '../setting-options.ts'
import {
  errorsDocument,
  intervalDocument,
  lawDocument,
  lawNotes,
  predictionDocument,
  requireReference,
  settingsDocument,
  uselessReference,
} from './scaling-document.ts'
import {
  addObservationOptions,
  addReferenceOption,
  addSplitOptions,
  isReferenceChosen,
  requireTopAboveChance,
  splitName,
  type BaselineOptions,
  type LawOptions,
  type ObservationOptions,
  type SplitOptions,
} from './scaling-options.ts'
import { readScoredModels, type ReadModels } from './scaling-tables.ts'

interface FitOptions extends ObservationOptions, LawOptions, BaselineOptions, SplitOptions, ChartOption {
  readonly targetFile: string
  readonly target: string
}

export function addScalingFitCommand(scaling: Command, run: RunCommand): void {
  const command = scaling
    .command('fit')
    .description('fit a law from capability measures to a score, and predict the models held out')
    .addOption(new Option('--target-file <file>', 'CSV with a column Model and the score').makeOptionMandatory())
    .addOption(new Option('--target <column>', 'column of the score').makeOptionMandatory())
  addChartOption(command, scalingLawChartIds)
  addSettingOptions(addSplitOptions(addObservationOptions(command)), fitScope)
  addReferenceOption(command).action((options: FitOptions, self: Command) =>
    run(self, (session) => printFit(session, options, isReferenceChosen(self)), noDatabase),
  )
}

async function printFit(session: Session, options: FitOptions, isChosen: boolean): Promise<void> {
  const { engine, output } = session
  requireTopAboveChance(options)
  const notes = new Notes(output)
  const read = readScoredModels(notes, options, [options.target])
  const { metrics, split, input } = read
  const { referenceFamily } = options
  if (isChosen) requireReference(read.scored, referenceFamily)
  const fit = await runOperation(session, (operation) =>
    engine.call('scaling.fit', {
      ...input,
      ...chosenSettings(fitScope, options),
      target: read.scoreColumns[0]!,
      operation,
    }),
  )
  // Models that the fit leaves out for lack of a metric are known only now.
  if (isChosen && fit.equivalent === null) throw uselessReference(referenceFamily, 'fewer that can be used')
  notes.add([...fit.notes, ...lawNotes(fit, referenceFamily)])
  await output.result(
    () => ({
      ...errorsDocument(fit),
      comparison: fit.comparison,
      notes: notes.list,
      ...lawDocument(fit, metrics, referenceFamily),
      explained: fit.explained,
      predictions: fit.predictions.map((prediction) => ({
        ...predictionDocument(prediction),
        level: prediction.level,
      })),
      interval: intervalDocument(fit, options),
      settings: settingsDocument(options, read),
    }),
    () =>
      options.chart === undefined
        ? fitText(fit, options, split)
        : chartSvg(chartsOf(fit, options, read, split), options.chart),
  )
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
