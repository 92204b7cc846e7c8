import { Option, type Command } from 'commander'
import type { GainFit } from '../../core/scaling/score-gain.ts'
import { scalingGain } from '../../engine/analyses/scaling-gain.ts'
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
import { readScoredModels } from './scaling-tables.ts'

interface GainOptions extends ObservationOptions, LawOptions, BaselineOptions, SplitOptions {
  readonly targetFile: string
  readonly target: string
  readonly before: string
}

export function addScalingGainCommand(scaling: Command, run: RunCommand): void {
  const command = scaling
    .command('gain')
    .description('what a technique gains on a score: two laws of the same capability measures, and their difference')
    .addOption(new Option('--target-file <file>', 'CSV with a column Model and both scores').makeOptionMandatory())
    .addOption(new Option('--target <column>', 'score with the technique').makeOptionMandatory())
    .addOption(new Option('--before <column>', 'score without it').makeOptionMandatory())
  addSettingOptions(addSplitOptions(addObservationOptions(command)), scalingGain.request)
  addReferenceOption(command).action((options: GainOptions, self: Command) =>
    run(self, (session) => printGain(session, options), noDatabase),
  )
}

async function printGain(session: Session, options: GainOptions): Promise<void> {
  const { engine, output } = session
  const { metrics, models, notes, testOnly, split, scoreColumns, input } = readScoredModels(output, options, [
    options.target,
    options.before,
  ])
  if (metrics.includes(options.before))
    throw new CommandFailure(`expected metrics other than the score before the technique, found '${options.before}'`, {
      code: 'invalid',
    })
  const fit = await runOperation(session, (operation) =>
    engine.call('scaling.gain', {
      ...input,
      ...chosenSettings(scalingGain.request, options),
      target: scoreColumns[0]!,
      before: scoreColumns[1]!,
      operation,
    }),
  )
  const { components, chance, top, link, loss, baseline, level, seed } = options
  for (const note of [...notes, ...fit.notes]) output.note(`note: ${note}`)
  const lacking = models.length - input.table.models.length
  if (lacking > 0) output.note(`note: left out for lack of one of the scores: ${plural(lacking, 'model')}`)
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
      comparison: fit.comparison,
      notes: [...notes, ...fit.notes],
      before: { column: options.before, ...law(fit.before) },
      after: { column: options.target, ...law(fit.after) },
      explained: fit.after.explained,
      predictions: fit.predictions.map(predictionDocument),
      interval: { level, replicates: fit.replicates, seed, coverage: fit.coverage },
      settings: { metrics, components, split, testOnly, chance, top, link, loss, baseline },
    }),
    () => gainText(fit, options, splitName(split)),
  )
}

function predictionDocument({
  model,
  family,
  split,
  observed,
  predicted,
  lower,
  upper,
  equivalentFlops,
}: GainFit['predictions'][number]) {
  return { model, family, split, observed, predicted, lower, upper, equivalentFlops }
}

function gainText(fit: GainFit, { baseline, link, loss, level, before, target }: GainOptions, where: string): string {
  const errors = heldOutErrors(fit, {
    errors: 'error of the gain',
    predicted: 'gain',
    observed: 'gain',
    // Fewer than asked for where the measures vary along fewer directions.
    components: fit.after.law.beta.length,
    baseline,
    level,
    showsEquivalentFlops: false,
  })
  return `from '${before}' to '${target}'; ${where}; link ${link}; loss ${loss}\n\n${errors}`
}
