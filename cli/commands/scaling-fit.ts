import { Option, type Command } from 'commander'
import type { ModelObservation } from '../../core/scaling/model-observation.ts'
import type { ScalingFit } from '../../core/scaling/scaling-fit.ts'
import type { Split } from '../../core/scaling/split.ts'
import { fitScope } from '../../engine/analyses/scaling-request.ts'
import { scalingLawChartIds, scalingLawCharts } from '../../engine/analyses/scaling-law-charts.ts'
import { endsOf } from '../../core/scene/chart-axis.ts'
import { addChartOption, chartSvg, type ChartOption } from '../chart-option.ts'
import { CommandFailure } from '../failure.ts'
import { heldOutErrors } from '../format/held-out-errors.ts'
import { plural } from '../../core/format/quantity.ts'
import { noDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'
import { addSettingOptions, chosenSettings } from '../setting-options.ts'
import {
  addObservationOptions,
  addReferenceOption,
  addSplitOptions,
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
  addReferenceOption(command).action((options: FitOptions, self: Command) => {
    const isReferenceChosen = self.getOptionValueSource('referenceFamily') === 'cli'
    return run(self, (session) => printFit(session, options, isReferenceChosen), noDatabase)
  })
}

async function printFit(session: Session, options: FitOptions, isReferenceChosen: boolean): Promise<void> {
  const { engine, output } = session
  const scored = readScoredModels(output, options, [options.target])
  const { metrics, models, notes, testOnly, split, scoreColumns, input } = scored
  const { referenceFamily } = options
  if (isReferenceChosen)
    requireReference(
      models.filter((_, index) => scored.scores[0]![index] !== undefined),
      referenceFamily,
    )
  const fit = await runOperation(session, (operation) =>
    engine.call('scaling.fit', {
      ...input,
      ...chosenSettings(fitScope, options),
      target: scoreColumns[0]!,
      operation,
    }),
  )
  // Models that the fit leaves out for lack of a metric are known only now.
  if (isReferenceChosen && fit.equivalent === null) throw uselessReference(referenceFamily, 'fewer that can be used')
  const { components, chance, top, link, loss, baseline, level, seed } = options
  for (const note of [
    ...notes,
    ...fit.notes,
    ...notesOn(fit, referenceFamily, models.length - input.table.models.length),
  ])
    output.note(`note: ${note}`)
  await output.result(
    () => ({
      train: fit.train,
      test: fit.test,
      baseline: { train: fit.baseline.train, test: fit.baseline.test },
      comparison: fit.comparison,
      alpha: fit.law.alpha,
      beta: fit.law.beta,
      floor: fit.law.floor,
      metricWeights: Object.fromEntries(metrics.map((metric, j) => [metric, fit.metricWeights[j]!])),
      equivalent: fit.equivalent === null ? null : { family: referenceFamily, ...fit.equivalent },
      explained: fit.explained,
      predictions: fit.predictions.map(predictionDocument),
      notes: [...notes, ...fit.notes],
      interval: { level, replicates: fit.replicates, resampled: fit.resampled, seed, coverage: fit.coverage },
      settings: {
        metrics,
        components,
        target: options.target,
        split,
        testOnly,
        chance,
        top,
        link,
        loss,
        baseline,
        converged: fit.law.converged,
      },
    }),
    () =>
      options.chart === undefined
        ? fitText(fit, options, split)
        : chartSvg(chartsOf(fit, options, scored, split), options.chart),
  )
}

/** Told before the fit, which may take minutes. */
function requireReference(scored: readonly ModelObservation[], referenceFamily: string): void {
  const amounts = new Set(
    scored.flatMap(({ family, flops }) => (family === referenceFamily && flops !== null ? [flops] : [])),
  )
  if (amounts.size < 2) throw uselessReference(referenceFamily, amounts.size === 0 ? 'none' : 'one')
}

function uselessReference(family: string, reason: string): CommandFailure {
  return new CommandFailure(
    `reference family '${family}': expected two of its models with different FLOPs and a score, found ${reason}`,
    { code: 'invalid' },
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

function predictionDocument({
  model,
  family,
  predicted,
  lower,
  upper,
  level,
  equivalentFlops,
  split,
  observed,
}: ScalingFit['predictions'][number]) {
  return { model, family, predicted, lower, upper, level, equivalentFlops, split, observed }
}

function notesOn(fit: ScalingFit, referenceFamily: string, unscored: number): string[] {
  const notes: string[] = []
  if (unscored > 0)
    notes.push(
      `${plural(unscored, 'model')} ${unscored === 1 ? 'has no score and is' : 'have no score and are'} left out`,
    )
  if (fit.equivalent === null)
    notes.push(
      `no equivalent compute: family '${referenceFamily}' has fewer than two models with different FLOPs and a score`,
    )
  if (fit.test.n > 0 && fit.baseline.test.n < fit.test.n)
    notes.push(
      `the baseline is tested on ${fit.baseline.test.n} of ${plural(fit.test.n, 'model')}; the others lack its predictor`,
    )
  return notes
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
