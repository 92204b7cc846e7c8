import { Option, type Command } from 'commander'
import type { GainFit } from '../../core/scaling/score-gain.ts'
import { scalingGain } from '../../engine/analyses/scaling-gain.ts'
import { CommandFailure } from '../failure.ts'
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
    run(self, (session) => printGain(session, options, isReferenceChosen(self)), noDatabase),
  )
}

async function printGain(session: Session, options: GainOptions, isChosen: boolean): Promise<void> {
  const { engine, output } = session
  requireTopAboveChance(options)
  const notes = new Notes(output)
  const read = readScoredModels(notes, options, [options.target, options.before])
  const { metrics, scoreColumns, split, input } = read
  const { before, target, referenceFamily } = options
  if (metrics.includes(before))
    throw new CommandFailure(`--before: expected a score that is not among the metrics, found '${before}'`, {
      code: 'invalid',
    })
  if (isChosen) requireReference(read.scored, referenceFamily)
  const fit = await runOperation(session, (operation) =>
    engine.call('scaling.gain', {
      ...input,
      ...chosenSettings(scalingGain.request, options),
      target: scoreColumns[0]!,
      before: scoreColumns[1]!,
      operation,
    }),
  )
  const { equivalent } = fit.before
  if (isChosen && equivalent === null) throw uselessReference(referenceFamily, 'fewer that can be used')
  notes.add([...fit.notes, ...lawNotes({ ...fit, equivalent }, referenceFamily)])
  const law = (column: string, ofScore: GainFit['before']) => ({
    column,
    ...errorsDocument(ofScore),
    ...lawDocument(ofScore, metrics, referenceFamily),
  })
  await output.result(
    () => ({
      ...errorsDocument(fit),
      comparison: fit.comparison,
      notes: notes.list,
      before: law(before, fit.before),
      after: law(target, fit.after),
      explained: fit.after.explained,
      predictions: fit.predictions.map(predictionDocument),
      interval: intervalDocument(fit, options),
      settings: { ...settingsDocument(options, read), before },
    }),
    () => gainText(fit, options, splitName(split)),
  )
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
