import { Option, type Command } from 'commander'
import type { FitError } from '../../core/scaling/scaling-fit.ts'
import { fitGain, type GainFit, type TreatedModel } from '../../core/scaling/score-gain.ts'
import { CommandFailure } from '../failure.ts'
import { formatTable } from '../format/table.ts'
import { comparisonText } from '../../core/scaling/comparison-text.ts'
import { predictedText } from '../../core/format/predicted-text.ts'
import { coverageText } from '../../core/format/coverage-text.ts'
import { levelText, plural, significant } from '../../core/format/quantity.ts'
import type { Output } from '../output.ts'
import { runWithoutEngine } from '../run-without-engine.ts'
import {
  addIntervalOptions,
  addLawOptions,
  addObservationOptions,
  addSplitOptions,
  splitName,
  splitOf,
  type IntervalOptions,
  type ObservationOptions,
  type SplitOptions,
  type TargetOptions,
} from './scaling-options.ts'
import { expectNamed, isNamed, joinedScores, readModels } from './scaling-tables.ts'

interface GainOptions extends ObservationOptions, TargetOptions, IntervalOptions, SplitOptions {
  readonly targetFile: string
  readonly target: string
  readonly before: string
  readonly baseline: 'flops' | 'size'
  readonly referenceFamily: string
}

export function addScalingGainCommand(scaling: Command): void {
  const command = scaling
    .command('gain')
    .description('what a technique gains on a score: two laws of the same capability measures, and their difference')
    .addOption(new Option('--target-file <file>', 'CSV with a column Model and both scores').makeOptionMandatory())
    .addOption(new Option('--target <column>', 'score with the technique').makeOptionMandatory())
    .addOption(new Option('--before <column>', 'score without it').makeOptionMandatory())
  addSplitOptions(addObservationOptions(command))
  addIntervalOptions(addLawOptions(command))
    .addOption(
      new Option('--baseline <predictor>', 'what the baseline predicts from')
        .choices(['flops', 'size'])
        .default('flops'),
    )
    .addOption(
      new Option('--reference-family <name>', 'family whose compute others are compared with').default('Llama-2'),
    )
    .action((options: GainOptions, self: Command) => runWithoutEngine(self, (output) => printGain(output, options)))
}

async function printGain(output: Output, options: GainOptions): Promise<void> {
  const {
    metrics,
    models,
    notes: readNotes,
  } = readModels(output, options, { file: options.targetFile, column: options.target })
  if (metrics.includes(options.before))
    throw new CommandFailure(`expected metrics other than the score before the technique, found '${options.before}'`, {
      code: 'invalid',
    })
  const joined = joinedScores(output, models, options, options.targetFile, [options.target, options.before])
  const notes = [...readNotes, ...joined.notes]
  const treated = models.flatMap((model, index): TreatedModel[] => {
    const [score, before] = joined.scores.map((column) => column[index])
    return score === undefined || before === undefined ? [] : [{ ...model, score, before }]
  })
  const testOnly = options.testOnly ?? []
  for (const name of testOnly) expectNamed(models, name, options.benchmarks)
  const split = splitOf(options)
  const { chance, top, link, loss, baseline, components, replicates, level, seed, referenceFamily } = options
  const fit = fitGain(treated, {
    components,
    split,
    chance,
    top,
    link,
    loss,
    baseline,
    referenceFamily,
    replicates,
    level,
    seed,
    heldOut: (model) => isNamed(model, testOnly),
    metricNames: metrics,
    targetName: options.target,
    beforeName: options.before,
  })
  for (const note of [...notes, ...fit.notes]) output.note(`note: ${note}`)
  if (treated.length < models.length)
    output.note(`note: left out for lack of one of the scores: ${plural(models.length - treated.length, 'model')}`)
  const law = ({
    law: { alpha, beta, floor, converged },
    metricWeights,
    train,
    test,
    baseline: alone,
  }: GainFit['before']) => ({
    alpha,
    beta,
    floor,
    converged,
    train,
    test,
    baseline: { train: alone.train, test: alone.test },
    metricWeights: Object.fromEntries(metrics.map((metric, j) => [metric, metricWeights[j]!])),
  })
  await output.result(
    () => ({
      train: fit.train,
      test: fit.test,
      baseline: fit.baseline,
      comparison: fit.comparison ?? null,
      notes: [...notes, ...fit.notes],
      before: { column: options.before, ...law(fit.before) },
      after: { column: options.target, ...law(fit.after) },
      explained: fit.after.space.explained,
      predictions: fit.predictions,
      interval: { level, replicates: fit.replicates, seed, coverage: fit.coverage },
      settings: { metrics, components, split, testOnly, chance, top, link, loss, baseline },
    }),
    () => gainText(fit, options, splitName(split)),
  )
}

function gainText(
  fit: GainFit,
  { components, baseline, link, loss, level, before, target }: GainOptions,
  where: string,
): string {
  const error = ({ n, mse }: FitError): string[] => [String(n), mse === null ? '-' : significant(mse)]
  const errors = formatTable(
    [
      { title: 'error of the gain' },
      { title: 'train n', align: 'right' },
      { title: 'mse', align: 'right' },
      { title: 'test n', align: 'right' },
      { title: 'mse', align: 'right' },
    ],
    [
      [plural(components, 'component'), ...error(fit.train), ...error(fit.test)],
      [`ln ${baseline} alone`, ...error(fit.baseline.train), ...error(fit.baseline.test)],
    ],
  )
  const compared =
    fit.comparison === undefined ? '' : `\n${comparisonText(fit.comparison, `ln ${baseline} alone`, level)}\n`
  const tested = fit.predictions.filter((forecast) => forecast.split === 'test')
  const forecasts = formatTable(
    [
      { title: 'held out' },
      { title: 'gain', align: 'right' },
      { title: 'predicted', align: 'right' },
      { title: 'lower', align: 'right' },
      { title: 'upper', align: 'right' },
    ],
    tested.map(({ model, observed, predicted, lower, upper }) => {
      const { value, ends } = predictedText({ value: predicted, lower, upper })
      return [model, significant(observed), value, ends?.[0] ?? '-', ends?.[1] ?? '-']
    }),
  )
  const held = coverageText({ coverage: fit.coverage.test, intervals: tested.length }, level, 'held-out gain')
  const covered = held === null ? '' : `\n${levelText(level)} intervals hold ${held}\n`
  return `from '${before}' to '${target}'; ${where}; link ${link}; loss ${loss}\n\n${errors}${compared}${tested.length > 0 ? `\n${forecasts}` : ''}${covered}`
}
