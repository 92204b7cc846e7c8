import { Option, type Command } from 'commander'
import { fitScaling, type FitError, type ScalingFit, type ScoredModel } from '../../core/scaling/scaling-fit.ts'
import type { Split } from '../../core/scaling/split.ts'
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

interface FitOptions extends ObservationOptions, TargetOptions, IntervalOptions, SplitOptions {
  readonly targetFile: string
  readonly target: string
  readonly baseline: 'flops' | 'size'
  readonly referenceFamily?: string
}

const defaultReference = 'Llama-2'

export function addScalingFitCommand(scaling: Command): void {
  const command = scaling
    .command('fit')
    .description('fit a law from capability measures to a score, and predict the models held out')
    .addOption(new Option('--target-file <file>', 'CSV with a column Model and the score').makeOptionMandatory())
    .addOption(new Option('--target <column>', 'column of the score').makeOptionMandatory())
  addSplitOptions(addObservationOptions(command))
  addIntervalOptions(addLawOptions(command))
    .addOption(
      new Option('--baseline <predictor>', 'what the baseline predicts from')
        .choices(['flops', 'size'])
        .default('flops'),
    )
    .addOption(
      new Option(
        '--reference-family <name>',
        `family whose compute others are compared with (default: "${defaultReference}")`,
      ),
    )
    .action((options: FitOptions, self: Command) => runWithoutEngine(self, (output) => printFit(output, options)))
}

async function printFit(output: Output, options: FitOptions): Promise<void> {
  const {
    metrics,
    models,
    notes: readNotes,
  } = readModels(output, options, { file: options.targetFile, column: options.target })
  const joined = joinedScores(output, models, options, options.targetFile, [options.target])
  const notes = [...readNotes, ...joined.notes]
  const scored = models.flatMap((model, index): ScoredModel[] => {
    const score = joined.scores[0]![index]
    return score === undefined ? [] : [{ ...model, score }]
  })
  const referenceFamily = options.referenceFamily ?? defaultReference
  const testOnly = options.testOnly ?? []
  for (const name of testOnly) expectNamed(models, name, options.benchmarks)
  const split = splitOf(options)
  const { chance, top, link, loss, baseline, components, replicates, level, seed } = options
  const fit = fitScaling(scored, {
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
  })
  if (options.referenceFamily !== undefined && fit.equivalent === undefined) {
    throw new CommandFailure(
      `reference family '${referenceFamily}': expected two of its models with different FLOPs and a score, found fewer`,
      { code: 'invalid' },
    )
  }
  for (const note of [...notes, ...fit.notes, ...notesOn(fit, referenceFamily, models.length - scored.length)])
    output.note(`note: ${note}`)
  await output.result(
    () => ({
      train: fit.train,
      test: fit.test,
      baseline: { train: fit.baseline.train, test: fit.baseline.test },
      comparison: fit.comparison ?? null,
      alpha: fit.law.alpha,
      beta: fit.law.beta,
      floor: fit.law.floor,
      metricWeights: Object.fromEntries(metrics.map((metric, j) => [metric, fit.metricWeights[j]!])),
      equivalent: fit.equivalent === undefined ? null : { family: referenceFamily, ...fit.equivalent },
      explained: fit.space.explained,
      predictions: fit.predictions,
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
    () => fitText(fit, options, split),
  )
}

function notesOn(fit: ScalingFit, referenceFamily: string, unscored: number): string[] {
  const notes: string[] = []
  if (unscored > 0)
    notes.push(
      `${plural(unscored, 'model')} ${unscored === 1 ? 'has no score and is' : 'have no score and are'} left out`,
    )
  if (fit.equivalent === undefined)
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
  const error = ({ n, mse }: FitError): string[] => [String(n), mse === null ? '-' : significant(mse)]
  const errors = formatTable(
    [
      { title: '' },
      { title: 'train n', align: 'right' },
      { title: 'mse', align: 'right' },
      { title: 'test n', align: 'right' },
      { title: 'mse', align: 'right' },
    ],
    [
      [plural(fit.law.beta.length, 'component'), ...error(fit.train), ...error(fit.test)],
      [`ln ${baseline} alone`, ...error(fit.baseline.train), ...error(fit.baseline.test)],
    ],
  )
  const compared =
    fit.comparison === undefined ? '' : `\n${comparisonText(fit.comparison, `ln ${baseline} alone`, level)}\n`
  const tested = fit.predictions.filter((forecast) => forecast.split === 'test')
  const forecasts = formatTable(
    [
      { title: 'held out' },
      { title: 'observed', align: 'right' },
      { title: 'predicted', align: 'right' },
      { title: 'lower', align: 'right' },
      { title: 'upper', align: 'right' },
      { title: 'equivalent FLOPs (1e21)', align: 'right' },
    ],
    tested.map(({ model, observed, predicted, lower, upper, equivalentFlops }) => {
      const { value, ends } = predictedText({ value: predicted, lower, upper })
      return [
        model,
        significant(observed),
        value,
        ends?.[0] ?? '-',
        ends?.[1] ?? '-',
        equivalentFlops === null ? '-' : significant(equivalentFlops),
      ]
    }),
  )
  const held = coverageText({ coverage: fit.coverage.test, intervals: fit.test.n }, level, 'held-out score')
  const covered = held === null ? '' : `\n${levelText(level)} intervals hold ${held}\n`
  return `${splitName(split)}; link ${link}; loss ${loss}\n\n${errors}${compared}${tested.length > 0 ? `\n${forecasts}` : ''}${covered}`
}
