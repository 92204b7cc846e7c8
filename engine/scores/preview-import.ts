import { firstNames } from '../../core/format/first-names.ts'
import { countText, plural } from '../../core/format/quantity.ts'
import { type CsvTable, shown } from '../../core/table/csv-table.ts'
import { detailColumns } from '../../core/table/score-detail.ts'
import { standardErrorUnit } from '../../core/table/standard-error-unit.ts'
import type { ImportColumn, ImportPreview } from '../api/scores-contract.ts'
import { ModelStore } from '../store/model-store.ts'
import { ScoreStore, type StoredScoredModel, type StoredScoreTable } from '../store/score-store.ts'
import type { TaskContext } from '../storing/database-task.ts'
import { apartFromStored, knownModels, tableOf, type TableText } from './checked-import.ts'
import { columnFacts, guessedColumns, scaledColumns, withoutStrayDetails } from './import-columns.ts'
import { type LibraryModel, proposeMatches } from './match-models.ts'
import { type ImportedModel, type ReadImport, readImport } from './read-import.ts'
import { spellingKey } from '../../core/model/spelling.ts'

const shownRows = 8
const shownProblems = 50

interface PreviewRequest {
  readonly source: TableText
  /** Absent: as the columns are understood by themselves. */
  readonly columns?: readonly ImportColumn[] | undefined
  readonly stored: StoredScoreTable
  readonly library: readonly LibraryModel[]
}

/** What an import of a table would do, beside what is stored. */
export function previewImportTask({ connection }: TaskContext, given: Pick<PreviewRequest, 'source' | 'columns'>) {
  return previewImport({
    ...given,
    stored: new ScoreStore(connection).table(),
    library: new ModelStore(connection).list(),
  })
}

/** What an import of this table would do. Throws ApiError where it is no CSV table or the mapping does not fit it. */
function previewImport({ source, columns, stored, library }: PreviewRequest): ImportPreview {
  const table = tableOf(source)
  const given =
    columns === undefined
      ? guessedColumns(table, new Set(stored.scores.map(({ benchmark }) => benchmark)))
      : withoutStrayDetails(columns)
  // A table without names of models can still be looked at, so that a column for them can be chosen.
  const unnamed = columns === undefined && !given.some(({ role }) => role === 'model')
  // So can one with two columns for the standard errors of a score, so that one is left out.
  const doubled = columns === undefined ? doubledErrors(given) : undefined
  const undecided = unnamed ? 'expected a column with the names of the models, found only numbers' : doubled
  const read =
    undecided === undefined
      ? readImport(table, given)
      : { models: [], empty: [], problems: [{ line: 1, column: '', message: undecided }] }
  const { columns: mapping, readings } = scaledColumns(table, given)
  const scaled = undecided !== undefined || readings.length > 0 ? read : readImport(table, mapping)
  const problems = [...scaled.problems, ...(readings.length > 0 ? [] : apartFromStored(scaled, mapping, stored))]
  const known = knownModels(stored)
  const indexOf = new Map(table.columns.map((title, index) => [title, index]))
  const scores = scaled.models.flatMap((model) => model.scores)
  const counts = {
    scores: scores.length,
    withStderr: scores.filter(({ stderr }) => stderr !== null).length,
    withItems: scores.filter(({ n }) => n !== null).length,
  }
  return {
    columns: mapping.map((column) => {
      const { filled, least, greatest } = columnFacts(table, indexOf.get(column.title.trim())!)
      return { ...column, filled, least, greatest }
    }),
    rows: table.rows.length,
    firstRows: table.rows.slice(0, shownRows).map(({ cells }) => [...cells]),
    models: shownModels(scaled.models, known, library),
    ...counts,
    readings: readings.map(({ name, text, scales }) => ({
      name,
      text,
      scales: [...scales].map(([title, scale]) => ({ title, scale })),
    })),
    notes: [
      ...table.notes,
      ...importNotes(mapping, scaled, known),
      ...furtherCountNotes(mapping),
      ...detailNotes(counts, readings.length > 0 ? '' : errorUnits(table, mapping)),
    ],
    problems: problems.slice(0, shownProblems).map((problem) => ({ ...problem })),
  }
}

function importNotes(
  columns: readonly ImportColumn[],
  { models, empty }: ReadImport,
  known: (name: string) => StoredScoredModel | undefined,
): string[] {
  const notes: string[] = []
  const left = columns.filter(({ role }) => role === 'ignored').map(({ title }) => title)
  if (left.length > 0) notes.push(`Columns left out: ${firstNames(left.map(shown))}.`)
  const benchmarks = columns.filter(
    ({ role, title, benchmark }) =>
      role === 'score' && benchmark !== title && spellingKey(benchmark) === spellingKey(title),
  )
  if (benchmarks.length > 0)
    notes.push(
      `Benchmarks known in another spelling: ${firstNames(benchmarks.map(({ title, benchmark }) => `${shown(title)} is ${shown(benchmark)}`))}.`,
    )
  const spelled = models.flatMap(({ name }) => {
    const model = known(name)
    return model === undefined || model.name === name || model.aliases.includes(name)
      ? []
      : [`${shown(name)} is ${shown(model.name)}`]
  })
  if (spelled.length > 0) notes.push(`Models known in another spelling: ${firstNames(spelled)}.`)
  if (empty.length > 0) notes.push(`Rows left out, since they hold no value: ${firstNames(empty.map(shown))}.`)
  return notes
}

/** That a score has further columns of numbers of items, since one of them was taken. */
function furtherCountNotes(columns: readonly ImportColumn[]): string[] {
  const roleOf = new Map(columns.map(({ title, role }) => [title, role]))
  const taken = new Map(columns.flatMap(({ title, role, of }) => (role === 'items' ? [[of, title] as const] : [])))
  const left = detailColumns(
    columns.map(({ title }) => title),
    (title) => roleOf.get(title) === 'score',
    (title) => roleOf.get(title) === 'ignored',
  ).filter(({ kind, of }) => kind === 'items' && taken.has(of))
  return [...Map.groupBy(left, ({ of }) => of)].map(
    ([of, further]) =>
      `Numbers of items of ${shown(of)} are taken from ${shown(taken.get(of)!)}; left out, though they tell of them too: ${firstNames(further.map(({ title }) => shown(title)))}.`,
  )
}

/** How many of the scores have a standard error and a number of items, where any has, and the unit of the former. */
function detailNotes(
  { scores, withStderr, withItems }: Pick<ImportPreview, 'scores' | 'withStderr' | 'withItems'>,
  units: string,
): string[] {
  const parts = [
    ...(withStderr === 0 ? [] : [`${countText(withStderr)} with a standard error`]),
    ...(withItems === 0 ? [] : [`${countText(withItems)} with a number of items`]),
  ]
  if (parts.length === 0) return []
  return [`Of ${plural(scores, 'score')}, ${parts.join(', ')}.${withStderr === 0 ? '' : units}`]
}

/** ` Standard errors are read in percent.`, by column where the units differ. */
function errorUnits(table: CsvTable, columns: readonly ImportColumn[]): string {
  const scaleOf = new Map(columns.filter(({ role }) => role === 'score').map(({ title, scale }) => [title, scale]))
  const byUnit = Map.groupBy(
    columns.filter(({ role, of }) => role === 'stderr' && of !== null && scaleOf.has(of)),
    ({ title, of }) =>
      standardErrorUnit(table, { index: table.columns.indexOf(title.trim()), scale: scaleOf.get(of!) ?? null }),
  )
  const units = [...byUnit].map(([unit, titled]) =>
    byUnit.size === 1 ? unit : `${unit} in ${firstNames(titled.map(({ title }) => shown(title)))}`,
  )
  return ` Standard errors are read ${units.join('; ')}.`
}

/** Why columns that were understood by themselves cannot stay so: two are the standard errors of one score. */
function doubledErrors(columns: readonly ImportColumn[]): string | undefined {
  const byScore = Map.groupBy(
    columns.filter(({ role }) => role === 'stderr'),
    ({ of }) => of,
  )
  for (const [of, doubles] of byScore)
    if (doubles.length > 1)
      return `expected one column with the standard errors of ${shown(of ?? '')}, found ${doubles.map(({ title }) => shown(title)).join(' and ')}; leave all but one out`
  return undefined
}

function shownModels(
  imported: readonly ImportedModel[],
  known: (name: string) => StoredScoredModel | undefined,
  library: readonly LibraryModel[],
): ImportPreview['models'] {
  const names = new Map(library.map((model) => [model.id, model.name]))
  const matched = new Set(imported.flatMap(({ name }) => known(name)?.modelId ?? []))
  const open = imported
    .filter(({ name }) => (known(name)?.modelId ?? null) === null)
    .map(({ name }) => ({ name, aliases: known(name)?.aliases ?? [] }))
  const proposed = new Map(
    proposeMatches(
      open,
      library.filter(({ id }) => !matched.has(id)),
    ).map((match) => [match.scored.name, match]),
  )
  return imported.map(({ name }) => {
    const model = known(name)
    if (model !== undefined && model.modelId !== null) {
      return {
        name,
        scoredModelId: model.id,
        modelId: model.modelId,
        modelName: names.get(model.modelId) ?? null,
        reason: 'matched',
      }
    }
    const match = proposed.get(name)
    return {
      name,
      scoredModelId: model?.id ?? null,
      modelId: match?.model.id ?? null,
      modelName: match?.model.name ?? null,
      reason: match?.reason ?? null,
    }
  })
}
