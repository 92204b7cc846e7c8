import { InvalidArgumentError, Option, type Command } from 'commander'
import type { z } from 'zod'
import type { Split } from '../../core/scaling/split.ts'
import type { ScaleChoice } from '../../core/table/scale-choice.ts'
import {
  cutoffFlops,
  fitScope,
  usualReferenceFamily,
  type IntervalChoice,
  type LawChoice,
} from '../../engine/analyses/scaling-request.ts'
import { UsageFailure } from '../failure.ts'
import { nameList } from '../name-list.ts'
import { decimalNumber } from '../option-values.ts'
import { scaleOption } from '../scale-option.ts'
import { numberOption } from '../setting-options.ts'

/** Options of every command on a table of models and benchmark metrics. */
export interface ObservationOptions {
  readonly benchmarks: string
  readonly metrics?: readonly string[]
  /** Of the metrics; the scale of a target is that from chance to top. */
  readonly scale: ScaleChoice
  readonly components: number
  readonly only?: readonly string[]
  readonly without?: readonly string[]
}

export type LawOptions = LawChoice & IntervalChoice

export type BaselineOptions = Readonly<Pick<z.output<typeof fitScope>, 'baseline' | 'referenceFamily'>>

export interface SplitOptions {
  readonly cutoff?: number
  readonly holdOut?: Split
  readonly testOnly?: readonly string[]
}

export function addObservationOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--benchmarks <file>',
        'CSV of models: Model, Model Family, size, tokens, FLOPs, metrics',
      ).makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--metrics <names>',
        'metric columns, by commas (default: every column that describes no model)',
      ).argParser(nameList),
    )
    .addOption(scaleOption())
    .addOption(new Option('--only <names>', 'only these families or models, by commas').argParser(nameList))
    .addOption(new Option('--without <names>', 'without these families or models, by commas').argParser(nameList))
}

/** The family that the equivalent compute is of. */
export function addReferenceOption(command: Command): Command {
  const { referenceFamily } = fitScope.shape
  return command.addOption(
    new Option('--reference-family <name>', referenceFamily.description).default(usualReferenceFamily),
  )
}

/** Whether the command line names the reference family: one that is of no use is then an error, else a note. */
export function isReferenceChosen(command: Command): boolean {
  return command.getOptionValueSource('referenceFamily') === 'cli'
}

/** The scale of a score, before a file is read. */
export function requireTopAboveChance({ chance, top }: LawOptions): void {
  if (!(top > chance)) throw new UsageFailure(`--top: expected a score above chance ${chance}, found ${top}`)
}

export function addSplitOptions(command: Command): Command {
  return command
    .addOption(numberOption('--cutoff <flops>', cutoffFlops).conflicts('holdOut'))
    .addOption(
      new Option(
        '--hold-out <split>',
        'top:F, random:F or best:F, the share held out by compute, at random or by score',
      ).argParser(holdOut),
    )
    .addOption(new Option('--test-only <names>', 'families or models never trained on, by commas').argParser(nameList))
}

function holdOut(value: string): Split {
  const [, by, share] = /^(top|random|best):(.+)$/.exec(value) ?? []
  const part = share === undefined ? Number.NaN : decimalNumber(0, 1)(share)
  if (!(part > 0 && part < 1))
    throw new InvalidArgumentError('Expected top:F, random:F or best:F with a share F above 0 and below 1.')
  return { by: by as 'top' | 'random' | 'best', share: part }
}

export function splitOf({ cutoff, holdOut: chosen }: SplitOptions): Split {
  return cutoff === undefined ? (chosen ?? { by: 'none' }) : { by: 'cutoff', flops: cutoff }
}

export function splitName(split: Split): string {
  return split.by === 'none'
    ? 'all models'
    : split.by === 'cutoff'
      ? `FLOPs <= ${split.flops}e21`
      : `${split.by} ${split.share} held out`
}
