import { Option, type Command } from 'commander'
import type { z } from 'zod'
import type { ScalingFit } from '../../core/scaling/scaling-fit.ts'
import type { GainFit } from '../../core/scaling/score-gain.ts'
import { Notes } from '../notes.ts'
import { noDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'
import { addSettingOptions, chosenSettings } from '../setting-options.ts'
import {
  errorsDocument,
  intervalDocument,
  lawNotes,
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
  type BaselineOptions,
  type LawOptions,
  type ObservationOptions,
  type SplitOptions,
} from './scaling-options.ts'
import { readScoredModels } from './scaling-tables.ts'

export interface LawCommandOptions extends ObservationOptions, LawOptions, BaselineOptions, SplitOptions {
  readonly targetFile: string
  readonly target: string
}

type Scored = ReturnType<typeof readScoredModels>

/** A command that fits laws from capability measures to scores of a second file. */
interface LawCommand<Options extends LawCommandOptions, Fit extends ScalingFit | GainFit> {
  readonly name: string
  readonly description: string
  /** Help of `--target-file`, `--target` and what else comes right behind them. */
  readonly targetFile: string
  readonly target: string
  readonly further: (command: Command) => void
  /** Its settings are options. */
  readonly request: z.ZodObject
  /** Titles of the scores, that which is predicted first. */
  readonly titles: (options: Options) => readonly [string, ...string[]]
  /** Throws what cannot be known from the command line alone. */
  readonly check?: (options: Options, scored: Scored) => void
  readonly fit: (
    engine: Session['engine'],
    request: Scored['input'] & Readonly<Record<string, unknown>>,
    scoreColumns: Scored['scoreColumns'],
    operation: string,
  ) => Promise<Fit>
  /** The equivalent compute of the reference family; null where it has none. */
  readonly equivalent: (fit: Fit) => ScalingFit['equivalent']
  /** Fields of the document beside errors, comparison, notes and interval. */
  readonly document: (fit: Fit, options: Options, scored: Scored) => object
  /** Settings beside those that all have. */
  readonly settings?: (options: Options) => object
  readonly text: (fit: Fit, options: Options, scored: Scored) => string
}

export function addLawCommand<Options extends LawCommandOptions, Fit extends ScalingFit | GainFit>(
  scaling: Command,
  run: RunCommand,
  law: LawCommand<Options, Fit>,
): void {
  const command = scaling
    .command(law.name)
    .description(law.description)
    .addOption(new Option('--target-file <file>', law.targetFile).makeOptionMandatory())
    .addOption(new Option('--target <column>', law.target).makeOptionMandatory())
  law.further(command)
  addSettingOptions(addSplitOptions(addObservationOptions(command)), law.request)
  addReferenceOption(command).action((options: Options, self: Command) =>
    run(self, (session) => printLaw(session, law, options, isReferenceChosen(self)), noDatabase),
  )
}

async function printLaw<Options extends LawCommandOptions, Fit extends ScalingFit | GainFit>(
  session: Session,
  law: LawCommand<Options, Fit>,
  options: Options,
  isReferenceNamed: boolean,
): Promise<void> {
  const { engine, output } = session
  requireTopAboveChance(options)
  const notes = new Notes(output)
  const scored = readScoredModels(notes, options, law.titles(options))
  law.check?.(options, scored)
  const { referenceFamily } = options
  if (isReferenceNamed) requireReference(scored.scored, referenceFamily)
  const request = { ...scored.input, ...chosenSettings(law.request, options) }
  const fit = await runOperation(session, (operation) => law.fit(engine, request, scored.scoreColumns, operation))
  const equivalent = law.equivalent(fit)
  // Models that the fit leaves out for lack of a metric are known only now.
  if (isReferenceNamed && equivalent === null) throw uselessReference(referenceFamily, 'fewer that can be used')
  notes.add([...fit.notes, ...lawNotes({ ...fit, equivalent }, referenceFamily)])
  await output.result(
    () => ({
      ...errorsDocument(fit),
      comparison: fit.comparison,
      notes: notes.list,
      ...law.document(fit, options, scored),
      interval: intervalDocument(fit, options),
      settings: { ...settingsDocument(options, scored), ...law.settings?.(options) },
    }),
    () => law.text(fit, options, scored),
  )
}
