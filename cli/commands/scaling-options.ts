import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ScoreLawChoice } from '../../core/scaling/score-law.ts'
import type { Split } from '../../core/scaling/split.ts'
import type { ScaleChoice } from '../../core/table/scale-choice.ts'
import { nameList } from '../name-list.ts'
import { decimalNumber, wholeNumber } from '../option-values.ts'
import { scaleOption } from '../scale-option.ts'

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

export interface TargetOptions extends ScoreLawChoice {
  readonly chance: number
  readonly top: number
}

export interface IntervalOptions {
  readonly replicates: number
  readonly level: number
  readonly seed: number
}

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
    .addOption(new Option('--components <number>', 'principal components').argParser(wholeNumber(1, 64)).default(3))
    .addOption(new Option('--only <names>', 'only these families or models, by commas').argParser(nameList))
    .addOption(new Option('--without <names>', 'without these families or models, by commas').argParser(nameList))
}

export function addLawOptions(command: Command): Command {
  return command
    .addOption(new Option('--chance <score>', 'score of guessing').argParser(decimalNumber(-1e9, 1e9)).default(0))
    .addOption(new Option('--top <score>', 'best possible score').argParser(decimalNumber(-1e9, 1e9)).default(1))
    .addOption(
      new Option('--link <link>', 'sigmoid, or with a fitted floor of 0 to 0.2')
        .choices(['sigmoid', 'floor'])
        .default('sigmoid'),
    )
    .addOption(new Option('--loss <loss>', 'what the fit minimises').choices(['ols', 'huber']).default('ols'))
}

export function addIntervalOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--replicates <number>', 'bootstrap replicates behind the intervals; 0: none')
        .argParser(wholeNumber(0, 10_000))
        .default(200),
    )
    .addOption(
      new Option('--level <share>', 'share of truths that an interval is to contain')
        .argParser(decimalNumber(0.01, 0.999))
        .default(0.9),
    )
    .addOption(
      new Option('--seed <number>', 'seed of random draws')
        .argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER))
        .default(1),
    )
}

export function addSplitOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--cutoff <flops>', 'train on models of at most so much compute, in 1e21 FLOPs')
        .argParser(decimalNumber(0, 1e12))
        .conflicts('holdOut'),
    )
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
