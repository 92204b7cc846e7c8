import { resolve } from 'node:path'
import { firstNames } from '../../core/format/first-names.ts'
import { plural } from '../../core/format/quantity.ts'
import { joinByName, respelledText } from '../../core/model/join-by-name.ts'
import { describesModel } from '../../core/scaling/column-titles.ts'
import type { ModelObservation } from '../../core/scaling/model-observation.ts'
import { measureColumns, readObservations, readTarget } from '../../core/scaling/observation-table.ts'
import { tableOf, type ScoreColumn } from '../../core/scaling/score-columns.ts'
import { decideScales, scaleLines, unclearScaleText } from '../../core/table/scale-choice.ts'
import { suggest } from '../close-matches.ts'
import { CommandFailure, UsageFailure } from '../failure.ts'
import type { Notes } from '../notes.ts'
import { ofFile, readTableFile } from '../table-file.ts'
import { splitOf, type BaselineOptions, type ObservationOptions, type SplitOptions } from './scaling-options.ts'

/** What was read of a file of models. */
export interface ReadModels {
  /** Titles. */
  readonly metrics: readonly string[]
  readonly models: readonly ModelObservation[]
}

/**
 * Models and metrics of the chosen file, less those that are not wanted. Where the score to be predicted is a column of
 * the same file, it is no metric: it would predict itself.
 */
export function readModels(
  notes: Notes,
  options: ObservationOptions & Pick<SplitOptions, 'testOnly'>,
  target?: { readonly file: string; readonly column: string },
): ReadModels {
  const table = readTableFile(options.benchmarks, notes)
  const ownTarget =
    target !== undefined && resolve(target.file) === resolve(options.benchmarks) ? target.column : undefined
  if (ownTarget !== undefined && options.metrics?.includes(ownTarget) === true) {
    throw new UsageFailure(`--metrics: expected metrics other than the target, found '${ownTarget}'`)
  }
  const { measures, leftOut } = measureColumns(table)
  const chosen = options.metrics ?? measures.filter((column) => column !== ownTarget)
  const told = leftOut.map(({ title, reason }) => `'${title}' ${reason}`).join('; ')
  if (chosen.length === 0) {
    throw new CommandFailure(
      `${options.benchmarks}: expected columns of metrics, found none${told === '' ? '' : `: ${told}`}`,
      { code: 'invalid' },
    )
  }
  if (options.metrics === undefined && leftOut.length > 0)
    notes.add([`columns left out, unless --metrics names them: ${told}`])
  const unusual = (options.metrics ?? []).filter(describesModel)
  notes.add(unusual.map((title) => `--metrics takes '${title}', which tells of a model and does not score it`))
  const { scales, readings } = ofFile(options.benchmarks, () => {
    // Cells that hold no numbers come before the question what the numbers mean.
    readObservations(table, chosen)
    return decideScales(table, chosen, options.scale, options.metrics !== undefined)
  })
  if (readings.length > 0)
    throw new CommandFailure(
      `${options.benchmarks}: ${unclearScaleText(readings, '--scale')} For some columns only: --metrics.`,
      { code: 'invalid' },
    )
  notes.add(
    scaleLines(chosen.map((title) => ({ title, scale: scales.get(title)! }))).filter(
      (line) => !line.startsWith('read as fractions'),
    ),
  )
  const observations = ofFile(options.benchmarks, () => readObservations(table, chosen, scales))
  const { only, without, testOnly } = options
  const models = observations.filter(
    (model) => (only === undefined || isNamed(model, only)) && (without === undefined || !isNamed(model, without)),
  )
  for (const name of [...(only ?? []), ...(without ?? []), ...(testOnly ?? [])])
    expectNamed(observations, name, options.benchmarks)
  if (models.length === 0)
    throw new CommandFailure(
      `${options.benchmarks}: expected models, found none${(only ?? without) ? ' that are wanted' : ''}`,
      { code: 'invalid' },
    )
  if (testOnly !== undefined && models.every((model) => isNamed(model, testOnly)))
    throw new CommandFailure(
      `${options.benchmarks}: expected models to train on, found none: --test-only names all ${plural(models.length, 'model')}${(only ?? without) ? ' that are wanted' : ''}`,
      { code: 'invalid' },
    )
  const measured = models.filter(({ metrics }) => metrics.some((value) => value !== undefined))
  const bare = models.length - measured.length
  // Where no model has any, the fit says which metric lacks values.
  if (measured.length === 0) return { metrics: chosen, models }
  noteLeftOut(notes, bare, 'any metric')
  return { metrics: chosen, models: measured }
}

function noteLeftOut(notes: Notes, models: number, lacking: string): void {
  if (models > 0) notes.add([`left out: ${plural(models, 'model')} without ${lacking}`])
}

/**
 * Scores of the models in some columns of another file, which is joined by the names of the models; undefined where a
 * model has none. Says which names were joined in another spelling.
 *
 * @returns one list per column, each with one entry per model
 * @throws CommandFailure where no model has a score in every column
 */
export function joinedScores(
  notes: Notes,
  models: readonly ModelObservation[],
  { benchmarks }: ObservationOptions,
  file: string,
  columns: readonly string[],
): readonly (readonly (number | undefined)[])[] {
  const table = readTableFile(file, notes)
  const names = models.map(({ model }) => model)
  const joined = columns.map((column) => {
    const values = ofFile(file, () => readTarget(table, column))
    return { values, ...joinByName(names, values) }
  })
  if (names.every((_, index) => joined.some(({ matched }) => matched[index] === undefined))) {
    const [first] = joined.map(({ values }) => [...values.keys()])
    const where = columns.map((column) => `'${column}'`).join(' and ')
    throw new CommandFailure(
      `expected models of ${benchmarks} with a score in ${where} of ${file}, found none by the same name: ${examples(names)} in ${benchmarks}, ${examples(first!)} in ${file}`,
      { code: 'invalid' },
    )
  }
  const respelled = new Map(joined.flatMap((join) => join.respelled.map((pair) => [pair.name, pair] as const)))
  const note = respelledText([...respelled.values()])
  if (note !== undefined) notes.add([note])
  return joined.map(({ matched }) => matched)
}

/**
 * What a call is asked of models: their table, and its columns.
 *
 * @param titles of further scores
 * @param scores one list per title, with an entry per model
 */
export function tableInput(
  { metrics, models }: Pick<ReadModels, 'metrics' | 'models'>,
  titles: readonly string[] = [],
  scores: readonly (readonly (number | undefined)[])[] = [],
) {
  const columns = metrics.map((title) => columnOf(title))
  // A score may have the title of a metric, since they come from different files: the shots tell them apart.
  const scoreColumns = titles.map((title) => columnOf(title, metrics.includes(title) ? 0 : null))
  const all = models.map((model, index) => ({
    ...model,
    metrics: [...model.metrics, ...scores.map((column) => column[index])],
  }))
  return { table: tableOf(all, [...columns, ...scoreColumns]), metrics: columns, scoreColumns }
}

/**
 * Models with their metrics, some scores of another file and how they are split, and what a call is asked of those that
 * have every one of the scores.
 *
 * @param titles columns of the scores; the first is to be predicted
 */
export function readScoredModels(
  notes: Notes,
  options: ObservationOptions &
    SplitOptions &
    Pick<BaselineOptions, 'referenceFamily'> & { readonly targetFile: string },
  titles: readonly [string, ...string[]],
) {
  const read = readModels(notes, options, { file: options.targetFile, column: titles[0] })
  const { metrics, models } = read
  const scores = joinedScores(notes, models, options, options.targetFile, titles)
  const testOnly = options.testOnly ?? []
  const split = splitOf(options)
  const complete = models.flatMap((_, index) => (scores.every((column) => column[index] !== undefined) ? [index] : []))
  const scored = complete.map((index) => models[index]!)
  const { scoreColumns, ...input } = tableInput(
    { metrics, models: scored },
    titles,
    scores.map((column) => complete.map((index) => column[index])),
  )
  noteLeftOut(notes, models.length - scored.length, titles.length === 1 ? 'a score' : 'both scores')
  return {
    ...read,
    /** Those that have every one of the scores. */
    scored,
    testOnly,
    split,
    scoreColumns,
    input: { ...input, split, testOnly: idsOf(models, testOnly), referenceFamily: options.referenceFamily },
  }
}

/** A column that is shown by its title alone. */
function columnOf(title: string, shots: number | null = null): ScoreColumn {
  return { benchmark: title, metric: '', shots }
}

/** Ids of the models that a list names, or whose families it names. */
function idsOf(models: readonly ModelObservation[], names: readonly string[]): string[] {
  return models.filter((model) => isNamed(model, names)).map(({ id }) => id)
}

/** The first names of a table, for an error. */
function examples(names: readonly string[]): string {
  return names.length === 0
    ? 'no model'
    : firstNames(
        names.map((name) => JSON.stringify(name)),
        { most: 3 },
      )
}

/** True where a list names the model or its family. */
function isNamed({ model, family }: ModelObservation, names: readonly string[]): boolean {
  return names.includes(model) || names.includes(family)
}

/**
 * Fails where no model is of a family that an option names.
 *
 * @param whose what else is expected of it
 */
export function requireFamily(
  models: readonly ModelObservation[],
  option: string,
  family: string,
  whose = ' of the models',
): void {
  const families = [...new Set(models.map((model) => model.family))]
  if (families.includes(family)) return
  throw new CommandFailure(`${option}: expected a family${whose}, found '${family}'${suggest(family, families)}`, {
    code: 'not-found',
  })
}

/** Fails where a name is neither that of a family nor that of a model. */
function expectNamed(models: readonly ModelObservation[], name: string, file: string): void {
  if (models.some((model) => isNamed(model, [name]))) return
  const known = [...new Set(models.flatMap(({ model, family }) => [family, model]))]
  throw new CommandFailure(`${file}: no family or model '${name}'${suggest(name, known)}`, { code: 'not-found' })
}
