import { firstNames } from '../../core/format/first-names.ts'
import { TableError } from '../../core/table/csv-error.ts'
import { type CsvTable, shown } from '../../core/table/csv-table.ts'
import { detailInTitle } from '../../core/table/score-detail.ts'
import { unclearScaleText } from '../../core/table/scale-choice.ts'
import { ApiError } from '../api/api-error.ts'
import type { ImportColumn } from '../api/scores-contract.ts'
import type { StoredScoredModel, StoredScoreTable } from '../store/score-store.ts'
import { readTable } from '../tables/read-table.ts'
import { scaledColumns } from './import-columns.ts'
import { type ImportedModel, type ImportProblem, type ReadImport, readImport } from './read-import.ts'
import { knownSpelling, spellingKey } from '../../core/model/spelling.ts'
import { scaleProblem, storedShares } from './stored-scale.ts'

/** A table of scores as text. */
export interface TableText {
  readonly fileName: string
  readonly text: string
}

interface ImportRequest {
  readonly source: TableText
  readonly columns: readonly ImportColumn[]
  readonly stored: StoredScoreTable
}

/** What is to be stored of a table. Throws ApiError, with the first bad cells, where anything of it cannot be. */
export function checkedImport({ source, columns: given, stored }: ImportRequest): ImportedModel[] {
  const table = tableOf(source)
  const { problems: badCells } = readImport(table, given)
  const { columns, readings } = scaledColumns(table, given)
  const refuse = (reason: string): ApiError =>
    new ApiError('invalid', `${source.fileName}: ${reason} Nothing was imported.`)
  if (badCells.length > 0) throw refuse(problemText(badCells))
  if (readings.length > 0) throw refuse(unclearScaleText(readings, 'Scale'))
  const read = readImport(table, columns)
  const problems = [...read.problems, ...apartFromStored(read, columns, stored)]
  if (problems.length > 0) throw refuse(problemText(problems))
  if (table.rows.length === 0) throw refuse('expected rows below the titles, found none.')
  if (read.models.length === 0) throw refuse(nothingFound(table, columns))
  return [...read.models]
}

/**
 * Values on another scale than the stored ones of their benchmark, the first of each column; columns taken as they
 * stand are left alone.
 */
export function apartFromStored(
  { models }: ReadImport,
  columns: readonly ImportColumn[],
  stored: StoredScoreTable,
): ImportProblem[] {
  const shares = storedShares(stored.scores)
  const problems = new Map<string, ImportProblem>()
  const open = new Set(
    columns.filter(({ role, scale }) => role === 'score' && scale !== 'raw').map(({ title }) => title),
  )
  for (const { scores } of models) {
    for (const { title, benchmark, value, line } of scores) {
      if (!open.has(title)) continue
      const message = scaleProblem(benchmark, '', value, shares.get(benchmark))
      if (message === null) continue
      problems.set(title, { line, column: title, message })
      open.delete(title)
    }
  }
  return columns.flatMap(({ title }) => problems.get(title) ?? [])
}

/**
 * The scored model that a name means: by name or alias, else by a spelling that differs in case and separators only.
 */
export function knownModels({ models }: StoredScoreTable): (name: string) => StoredScoredModel | undefined {
  const byName = new Map(
    models.flatMap((model) => [model.name, ...model.aliases].map((name) => [name, model] as const)),
  )
  const byKey = new Map<string, StoredScoredModel | null>()
  for (const [name, model] of byName) {
    const key = spellingKey(name)
    const homonym = byKey.get(key)
    // A spelling of several models means none of them.
    byKey.set(key, homonym === undefined || homonym === model ? model : null)
  }
  return (name) => byName.get(name) ?? byKey.get(spellingKey(name)) ?? undefined
}

/** Why a table without a bad cell holds nothing to store. */
function nothingFound(table: CsvTable, columns: readonly ImportColumn[]): string {
  const [only = '', ...furtherTitles] = table.columns
  if (furtherTitles.length === 0)
    return `expected a first line with titles between commas, semicolons or tabs, found ${shown(only)}.`
  const strays = columns.flatMap(({ title, role }) => {
    const said = role === 'ignored' ? detailInTitle(title) : undefined
    if (said === undefined || said.kind === 'other' || said.of === '') return []
    if (knownSpelling(said.of, table.columns) !== undefined) return []
    const words = said.kind === 'stderr' ? 'standard errors' : 'numbers of items'
    return [`${words} of ${shown(said.of)}, but there is no column ${shown(said.of)}`]
  })
  if (strays.length > 0) return `expected a column of scores, found ${firstNames(strays)}.`
  const cells = columns.flatMap(({ title, role }) => {
    const row = table.rows.find(({ cells: all }) => all[table.columns.indexOf(title.trim())]?.trim() !== '')
    return role === 'model' || row === undefined
      ? []
      : [
          `${shown(row.cells[table.columns.indexOf(title.trim())]!)} in column ${shown(title)}, line ${String(row.line)}`,
        ]
  })
  return `expected numbers in a column of scores, found none${cells.length === 0 ? '' : ` (${firstNames(cells)})`}.`
}

/** Throws ApiError where the text is no table. */
export function tableOf({ fileName, text }: TableText): CsvTable {
  try {
    return readTable(text, fileName)
  } catch (error) {
    if (error instanceof TableError) throw new ApiError('invalid', `${fileName}: ${error.message}.`)
    throw error
  }
}

function problemText(problems: readonly ImportProblem[]): string {
  const few = problems
    .slice(0, 3)
    .map(({ line, column, message }) => `line ${String(line)}, column ${column}: ${message}`)
  return `${few.join('; ')}${problems.length > 3 ? `; and ${String(problems.length - 3)} more cells` : ''}.`
}
