import { CsvError } from '../../core/table/csv-error.ts'
import { type CsvTable, shown } from '../../core/table/csv-table.ts'
import { ApiError } from '../api/contract.ts'
import type { ImportColumn, ImportPreview } from '../api/scores-contract.ts'
import type { ModelStore } from '../store/model-store.ts'
import type { ScoreStore, StoredScoredModel, StoredScoreTable } from '../store/score-store.ts'
import { readCsv } from '../tables/read-csv.ts'
import { columnFacts, guessedColumns, scaledColumns } from './import-columns.ts'
import { proposeMatches } from './match-models.ts'
import { type ImportedModel, type ImportProblem, type ReadImport, readImport } from './read-import.ts'
import { spellingKey } from './spelling.ts'
import { scaleProblem, storedShares } from './stored-scale.ts'

const shownRows = 8
const shownProblems = 50

/** A table of scores as text. */
export interface TableText {
  readonly fileName: string
  readonly text: string
}

interface Stores {
  readonly scores: ScoreStore
  readonly models: ModelStore
}

/** What an import of this table would do; nothing is stored. Throws ApiError where it is no CSV table or the mapping does not fit it. */
export function previewImport({ scores, models }: Stores, source: TableText, columns?: readonly ImportColumn[]): ImportPreview {
  const table = tableOf(source)
  const stored = scores.table()
  const given = columns ?? guessedColumns(table, new Set(stored.scores.map(({ benchmark }) => benchmark)))
  // A table without names of models can still be looked at, so that a column for them can be chosen.
  const unnamed = columns === undefined && !given.some(({ role }) => role === 'model')
  const read = unnamed
    ? { models: [], empty: [], problems: [{ line: 1, column: '', message: 'expected a column with the names of the models, found only numbers' }] }
    : readImport(table, given)
  const { columns: mapping, readings } = scaledColumns(table, given)
  const scaled = unnamed || readings.length > 0 ? read : readImport(table, mapping)
  const problems = [...scaled.problems, ...(readings.length > 0 ? [] : apartFromStored(scaled, mapping, stored))]
  const known = knownModels(stored)
  const places = new Map(table.columns.map((title, index) => [title, index]))
  return {
    columns: mapping.map((column) => {
      const { filled, least, greatest } = columnFacts(table, places.get(column.title.trim())!)
      return { ...column, filled, least, greatest }
    }),
    rows: table.rows.length,
    firstRows: table.rows.slice(0, shownRows).map(({ cells }) => [...cells]),
    models: shownModels(scaled.models, known, models),
    scores: scaled.models.reduce((sum, model) => sum + model.scores.length, 0),
    readings: readings.map(({ name, text, scales }) => ({ name, text, scales: [...scales].map(([title, scale]) => ({ title, scale })) })),
    notes: [...table.notes, ...importNotes(mapping, scaled, known)],
    problems: problems.slice(0, shownProblems).map((problem) => ({ ...problem })),
  }
}

/**
 * Stores the scores of a table and what it says of the models, in one transaction. An earlier import of the same scores is written over;
 * what the table does not say of a model stays. Throws ApiError, with the first bad cells, before anything is stored.
 */
export function importScores(
  { scores, models }: Stores,
  source: TableText,
  given: readonly ImportColumn[],
  matches: readonly { readonly name: string; readonly modelId: string }[],
  inTransaction: (task: () => void) => void,
): { models: number; newModels: number; scores: number; matched: number } {
  const table = tableOf(source)
  const { problems: badCells } = readImport(table, given)
  const { columns, readings } = scaledColumns(table, given)
  const refuse = (reason: string): ApiError => new ApiError('invalid', `${source.fileName}: ${reason} Nothing was imported.`)
  if (badCells.length > 0) throw refuse(problemText(badCells))
  if (readings.length > 0) throw refuse(`the scale of the scores is not clear. ${readings.map(({ name, text }) => `Scale ${name}: ${text}.`).join(' ')}`)
  const read = readImport(table, columns)
  const stored = scores.table()
  const problems = [...read.problems, ...apartFromStored(read, columns, stored)]
  if (problems.length > 0) throw refuse(problemText(problems))
  if (table.rows.length === 0) throw refuse('expected rows below the titles, found none.')
  if (read.models.length === 0) throw refuse(nothingFound(table, columns))
  const known = knownModels(stored)
  const counts = { models: read.models.length, newModels: 0, scores: 0, matched: 0 }
  const wanted = new Map(matches.map(({ name, modelId }) => [name, modelId]))
  inTransaction(() => {
    for (const model of read.models) {
      const before = known(model.name)
      const facts = Object.fromEntries((['family', 'parameters', 'tokens', 'flops'] as const).flatMap((key) => (model[key] === null ? [] : [[key, model[key]]])))
      const id = before?.id ?? scores.addModel(model.name)
      if (before === undefined) counts.newModels += 1
      scores.describeModel(id, facts)
      const modelId = wanted.get(model.name)
      if (modelId !== undefined) {
        const inLibrary = models.get(modelId)
        if (inLibrary === undefined) throw new ApiError('not-found', `There is no model with the id ${modelId} in the library.`)
        scores.match(id, modelId)
        counts.matched += 1
      }
      const common = { scoredModelId: id, stderr: null, n: null, source: 'imported' } as const
      scores.set(
        model.scores.map(({ title, benchmark, metric, shots, value }) => ({ benchmark, metric, shots, value, ...common, sourceDetail: `${source.fileName}, column ${title}` })),
      )
      counts.scores += model.scores.length
    }
  })
  return counts
}

/** Values on another scale than the stored ones of their benchmark, the first of each column; columns taken as they stand are left alone. */
function apartFromStored({ models }: ReadImport, columns: readonly ImportColumn[], stored: StoredScoreTable): ImportProblem[] {
  const shares = storedShares(stored.scores)
  return columns.flatMap(({ title, role, scale }): ImportProblem[] => {
    if (role !== 'score' || scale === 'raw') return []
    for (const { scores } of models) {
      const score = scores.find((one) => one.title === title)
      const message = score === undefined ? null : scaleProblem(score.benchmark, '', score.value, shares.get(score.benchmark) ?? [])
      if (score !== undefined && message !== null) return [{ line: score.line, column: title, message }]
    }
    return []
  })
}

/** The scored model that a name means: by name or alias, else by a spelling that differs in case and separators only. */
function knownModels({ models }: StoredScoreTable): (name: string) => StoredScoredModel | undefined {
  const byName = new Map(models.flatMap((model) => [model.name, ...model.aliases].map((name) => [name, model] as const)))
  const byKey = new Map<string, StoredScoredModel | null>()
  for (const [name, model] of byName) {
    const key = spellingKey(name)
    const other = byKey.get(key)
    // A spelling of several models means none of them.
    byKey.set(key, other === undefined || other === model ? model : null)
  }
  return (name) => byName.get(name) ?? byKey.get(spellingKey(name)) ?? undefined
}

function importNotes(columns: readonly ImportColumn[], { models, empty }: ReadImport, known: (name: string) => StoredScoredModel | undefined): string[] {
  const notes: string[] = []
  const left = columns.filter(({ role }) => role === 'ignored').map(({ title }) => title)
  if (left.length > 0) notes.push(`Columns left out: ${few(left.map(shown))}.`)
  const benchmarks = columns.filter(({ role, title, benchmark }) => role === 'score' && benchmark !== title && spellingKey(benchmark) === spellingKey(title))
  if (benchmarks.length > 0) notes.push(`Benchmarks known in another spelling: ${few(benchmarks.map(({ title, benchmark }) => `${shown(title)} is ${shown(benchmark)}`))}.`)
  const spelled = models.flatMap(({ name }) => {
    const model = known(name)
    return model === undefined || model.name === name || model.aliases.includes(name) ? [] : [`${shown(name)} is ${shown(model.name)}`]
  })
  if (spelled.length > 0) notes.push(`Models known in another spelling: ${few(spelled)}.`)
  if (empty.length > 0) notes.push(`Rows left out, since they hold no value: ${few(empty.map(shown))}.`)
  return notes
}

/** Why a table without a bad cell holds nothing to store. */
function nothingFound(table: CsvTable, columns: readonly ImportColumn[]): string {
  const cells = columns.flatMap(({ title, role }) => {
    const row = table.rows.find(({ cells: all }) => all[table.columns.indexOf(title.trim())]?.trim() !== '')
    return role === 'model' || row === undefined ? [] : [`${shown(row.cells[table.columns.indexOf(title.trim())]!)} in column ${shown(title)}, line ${String(row.line)}`]
  })
  return `expected numbers in a column of scores, found none${cells.length === 0 ? '' : ` (${few(cells)})`}.`
}

/** A list for a sentence: the first eight, and how many more there are. */
function few(parts: readonly string[]): string {
  return parts.length > 8 ? `${parts.slice(0, 8).join(', ')} and ${String(parts.length - 8)} more` : parts.join(', ')
}

function tableOf({ fileName, text }: TableText): CsvTable {
  try {
    return readCsv(text)
  } catch (error) {
    if (error instanceof CsvError) throw new ApiError('invalid', `${fileName}: ${error.message}.`)
    throw error
  }
}

function problemText(problems: readonly ImportProblem[]): string {
  const few = problems.slice(0, 3).map(({ line, column, message }) => `line ${String(line)}, column ${column}: ${message}`)
  return `${few.join('; ')}${problems.length > 3 ? `; and ${String(problems.length - 3)} more cells` : ''}.`
}

function shownModels(imported: readonly ImportedModel[], known: (name: string) => StoredScoredModel | undefined, models: ModelStore): ImportPreview['models'] {
  const library = models.list()
  const names = new Map(library.map((model) => [model.id, model.name]))
  const matched = new Set(imported.flatMap(({ name }) => known(name)?.modelId ?? []))
  const open = imported.filter(({ name }) => (known(name)?.modelId ?? null) === null).map(({ name }) => ({ name, aliases: known(name)?.aliases ?? [] }))
  const proposed = new Map(proposeMatches(open, library.filter(({ id }) => !matched.has(id))).map((match) => [match.scored.name, match]))
  return imported.map(({ name }) => {
    const model = known(name)
    if (model !== undefined && model.modelId !== null) {
      return { name, scoredModelId: model.id, modelId: model.modelId, modelName: names.get(model.modelId) ?? null, reason: 'matched' }
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
