import { resolve } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ModelObservation } from '../../core/scaling/model-observation.ts'
import { describesModel } from '../../core/scaling/column-titles.ts'
import { measureColumns, readObservations, readTarget } from '../../core/scaling/observation-table.ts'
import { hasPercentSign } from '../../core/table/number-cell.ts'
import { scalesOfTable } from '../../core/table/score-scale.ts'
import type { ScoreLawChoice } from '../../core/scaling/score-law.ts'
import type { Split } from '../../core/scaling/split.ts'
import type { CsvTable } from '../../core/table/csv-table.ts'
import { closeMatches } from '../close-matches.ts'
import { CommandFailure, UsageFailure } from '../failure.ts'
import { nameList } from '../name-list.ts'
import { decimalNumber, wholeNumber } from '../option-values.ts'
import type { Output } from '../output.ts'
import { ofFile, readTableFile } from '../table-file.ts'

/** Options of every command on a table of models and benchmark metrics. */
export interface ObservationOptions {
  readonly benchmarks: string
  readonly metrics?: readonly string[]
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
    .addOption(new Option('--benchmarks <file>', 'CSV of models: Model, Model Family, size, tokens, FLOPs, metrics').makeOptionMandatory())
    .addOption(new Option('--metrics <names>', 'metric columns, by commas (default: every column that describes no model)').argParser(nameList))
    .addOption(new Option('--components <number>', 'principal components').argParser(wholeNumber(1, 64)).default(3))
    .addOption(new Option('--only <names>', 'only these families or models, by commas').argParser(nameList))
    .addOption(new Option('--without <names>', 'without these families or models, by commas').argParser(nameList))
}

export function addLawOptions(command: Command): Command {
  return command
    .addOption(new Option('--chance <score>', 'score of guessing').argParser(decimalNumber(-1e9, 1e9)).default(0))
    .addOption(new Option('--top <score>', 'best possible score').argParser(decimalNumber(-1e9, 1e9)).default(1))
    .addOption(new Option('--link <link>', 'sigmoid, or with a fitted floor of 0 to 0.2').choices(['sigmoid', 'floor']).default('sigmoid'))
    .addOption(new Option('--loss <loss>', 'what the fit minimises').choices(['ols', 'huber']).default('ols'))
}

export function addIntervalOptions(command: Command): Command {
  return command
    .addOption(new Option('--replicates <number>', 'bootstrap replicates behind the intervals; 0: none').argParser(wholeNumber(0, 10_000)).default(200))
    .addOption(new Option('--level <share>', 'share of truths that an interval is to contain').argParser(decimalNumber(0.01, 0.999)).default(0.9))
    .addOption(new Option('--seed <number>', 'seed of random draws').argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER)).default(1))
}

export function addSplitOptions(command: Command): Command {
  return command
    .addOption(new Option('--cutoff <flops>', 'train on models of at most so much compute, in 1e21 FLOPs').argParser(decimalNumber(0, 1e12)).conflicts('holdOut'))
    .addOption(new Option('--hold-out <split>', 'top:F, random:F or best:F, the share held out by compute, at random or by score').argParser(holdOut))
    .addOption(new Option('--test-only <names>', 'families or models never trained on, by commas').argParser(nameList))
}

function holdOut(value: string): Split {
  const [, by, share] = /^(top|random|best):(.+)$/.exec(value) ?? []
  const part = share === undefined ? Number.NaN : decimalNumber(0, 1)(share)
  if (!(part > 0 && part < 1)) throw new InvalidArgumentError('Expected top:F, random:F or best:F with a share F above 0 and below 1.')
  return { by: by as 'top' | 'random' | 'best', share: part }
}

export function splitOf({ cutoff, holdOut: chosen }: SplitOptions): Split {
  return cutoff === undefined ? (chosen ?? { by: 'none' }) : { by: 'cutoff', flops: cutoff }
}

export function splitName(split: Split): string {
  return split.by === 'none' ? 'all models' : split.by === 'cutoff' ? `FLOPs <= ${split.flops}e21` : `${split.by} ${split.share} held out`
}

/**
 * Models and metrics of the chosen file, less those that are not wanted. Where the score to be predicted is a column of the same file,
 * it is no metric: it would predict itself.
 */
export function readModels(
  output: Output,
  options: ObservationOptions,
  target?: { readonly file: string; readonly column: string },
): { metrics: readonly string[]; models: readonly ModelObservation[]; notes: readonly string[] } {
  const table = readTableFile(options.benchmarks, output)
  const ownTarget = target !== undefined && resolve(target.file) === resolve(options.benchmarks) ? target.column : undefined
  if (ownTarget !== undefined && options.metrics?.includes(ownTarget) === true) {
    throw new UsageFailure(`--metrics: expected metrics other than the target, found '${ownTarget}'`)
  }
  const { measures, leftOut } = measureColumns(table)
  const chosen = options.metrics ?? measures.filter((column) => column !== ownTarget)
  const told = leftOut.map(({ title, reason }) => `'${title}' ${reason}`).join('; ')
  if (chosen.length === 0) {
    throw new CommandFailure(`${options.benchmarks}: expected columns of metrics, found none${told === '' ? '' : `: ${told}`}`)
  }
  const unusual = (options.metrics ?? []).filter(describesModel)
  const notes = [
    ...(options.metrics === undefined && leftOut.length > 0 ? [`columns left out, unless --metrics names them: ${told}`] : []),
    ...unusual.map((title) => `--metrics takes '${title}', which tells of a model and does not score it`),
    ...scaleNote(table, chosen),
  ]
  const observations = ofFile(options.benchmarks, () => readObservations(table, chosen))
  const { only, without } = options
  const models = observations.filter((model) => (only === undefined || isNamed(model, only)) && (without === undefined || !isNamed(model, without)))
  for (const name of [...(only ?? []), ...(without ?? [])]) expectNamed(observations, name, options.benchmarks)
  if (models.length === 0) throw new CommandFailure(`${options.benchmarks}: expected models, found none${only ?? without ? ' that are wanted' : ''}`)
  return { metrics: chosen, models, notes }
}

/** Metrics are compared as they stand: where they seem to be on different scales, how they could be meant. */
function scaleNote(table: CsvTable, metrics: readonly string[]): string[] {
  const { readings } = scalesOfTable(
    metrics.flatMap((title) => {
      const index = table.columns.indexOf(title)
      if (index < 0) return []
      const cells = table.rows.map(({ cells: row, line }) => ({ line, cell: row[index]!.trim() }))
      const numbers = cells.map(({ line, cell }) => ({ line, value: Number(cell) })).filter(({ value }, row) => cells[row]!.cell !== '' && Number.isFinite(value))
      return [{ title, numbers, stated: cells.some(({ cell }) => hasPercentSign(cell)) ? ('percent' as const) : null }]
    }),
  )
  if (readings.length === 0) return []
  return [`the metrics are taken as they stand, and may be on different scales (${readings.map(({ text }) => text).join('; or ')})`]
}

/** Scores of one column of a file, by model. */
export function readScores(output: Output, file: string, column: string): ReadonlyMap<string, number> {
  const table = readTableFile(file, output)
  return ofFile(file, () => readTarget(table, column))
}

/** True where a list names the model or its family. */
export function isNamed({ model, family }: ModelObservation, names: readonly string[]): boolean {
  return names.includes(model) || names.includes(family)
}

/** Fails where a name is neither that of a family nor that of a model. */
export function expectNamed(models: readonly ModelObservation[], name: string, file: string): void {
  if (models.some((model) => isNamed(model, [name]))) return
  const known = [...new Set(models.flatMap(({ model, family }) => [family, model]))]
  const close = closeMatches(name, known)
  throw new CommandFailure(`${file}: no family or model '${name}'${close.length > 0 ? `; close matches: ${close.join(', ')}` : ''}`)
}
