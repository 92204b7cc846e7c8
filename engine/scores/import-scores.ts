import { CsvError } from '../../core/table/csv-error.ts'
import { type CsvTable, parseCsv } from '../../core/table/csv-parser.ts'
import { ApiError } from '../api/contract.ts'
import type { ImportColumn, ImportPreview } from '../api/scores-contract.ts'
import type { ModelStore } from '../store/model-store.ts'
import type { ScoreStore } from '../store/score-store.ts'
import { columnFacts, guessedColumns } from './import-columns.ts'
import { proposeMatches } from './match-models.ts'
import { type ImportedModel, type ImportProblem, readImport } from './read-import.ts'

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
  const mapping = columns ?? guessedColumns(table)
  // A table without names of models can still be looked at, so that a column for them can be chosen.
  const unnamed = columns === undefined && !mapping.some(({ role }) => role === 'model')
  const read = unnamed
    ? { models: [], problems: [{ line: 1, column: '', message: 'expected a column with the names of the models, found only numbers' }] }
    : readImport(table, mapping)
  const places = new Map(table.columns.map((title, index) => [title, index]))
  return {
    columns: mapping.map((column) => {
      const { filled, least, greatest } = columnFacts(table, places.get(column.title.trim())!)
      return { ...column, filled, least, greatest }
    }),
    rows: table.rows.length,
    firstRows: table.rows.slice(0, shownRows).map(({ cells }) => [...cells]),
    models: shownModels(read.models, scores, models),
    scores: read.models.reduce((sum, model) => sum + model.scores.length, 0),
    problems: read.problems.slice(0, shownProblems).map((problem) => ({ ...problem })),
  }
}

/**
 * Stores the scores of a table and what it says of the models, in one transaction. An earlier import of the same scores is written over;
 * what the table does not say of a model stays. Throws ApiError, with the first bad cells, before anything is stored.
 */
export function importScores(
  { scores, models }: Stores,
  source: TableText,
  columns: readonly ImportColumn[],
  matches: readonly { readonly name: string; readonly modelId: string }[],
  inTransaction: (task: () => void) => void,
): { models: number; newModels: number; scores: number; matched: number } {
  const read = readImport(tableOf(source), columns)
  if (read.problems.length > 0) throw new ApiError('invalid', `${source.fileName}: ${problemText(read.problems)} Nothing was imported.`)
  if (read.models.length === 0) throw new ApiError('invalid', `${source.fileName}: expected rows below the titles, found none.`)
  const counts = { models: read.models.length, newModels: 0, scores: 0, matched: 0 }
  const wanted = new Map(matches.map(({ name, modelId }) => [name, modelId]))
  inTransaction(() => {
    for (const model of read.models) {
      const known = scores.byName(model.name)
      const facts = Object.fromEntries((['family', 'parameters', 'tokens', 'flops'] as const).flatMap((key) => (model[key] === null ? [] : [[key, model[key]]])))
      const id = known?.id ?? scores.addModel(model.name)
      if (known === undefined) counts.newModels += 1
      scores.describeModel(id, facts)
      const modelId = wanted.get(model.name)
      if (modelId !== undefined) {
        const inLibrary = models.get(modelId)
        if (inLibrary === undefined) throw new ApiError('not-found', `There is no model with the id ${modelId} in the library.`)
        scores.match(id, modelId)
        counts.matched += 1
      }
      const common = { scoredModelId: id, stderr: null, n: null, source: 'imported' } as const
      scores.set(model.scores.map(({ title, ...score }) => ({ ...score, ...common, sourceDetail: `${source.fileName}, column ${title}` })))
      counts.scores += model.scores.length
    }
  })
  return counts
}

function tableOf({ fileName, text }: TableText): CsvTable {
  try {
    return parseCsv(text)
  } catch (error) {
    if (error instanceof CsvError) throw new ApiError('invalid', `${fileName}: ${error.message}.`)
    throw error
  }
}

function problemText(problems: readonly ImportProblem[]): string {
  const few = problems.slice(0, 3).map(({ line, column, message }) => `line ${String(line)}, column ${column}: ${message}`)
  return `${few.join('; ')}${problems.length > 3 ? `; and ${String(problems.length - 3)} more cells` : ''}.`
}

function shownModels(imported: readonly ImportedModel[], scores: ScoreStore, models: ModelStore): ImportPreview['models'] {
  const library = models.list()
  const names = new Map(library.map((model) => [model.id, model.name]))
  const known = scores.models()
  const byName = new Map(known.flatMap((model) => [model.name, ...model.aliases].map((name) => [name, model] as const)))
  const matched = new Set(known.flatMap((model) => (model.modelId === null || !imported.some(({ name }) => byName.get(name) === model) ? [] : [model.modelId])))
  const open = imported.filter(({ name }) => (byName.get(name)?.modelId ?? null) === null).map(({ name }) => ({ name, aliases: byName.get(name)?.aliases ?? [] }))
  const proposed = new Map(proposeMatches(open, library.filter(({ id }) => !matched.has(id))).map((match) => [match.scored.name, match]))
  return imported.map(({ name }) => {
    const model = byName.get(name)
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
