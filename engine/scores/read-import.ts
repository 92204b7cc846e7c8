import { firstNames } from '../../core/format/first-names.ts'
import { type CsvRow, type CsvTable, shown } from '../../core/table/csv-table.ts'
import { printableName } from '../../core/format/printable.ts'
import { expectedCount, type trainingUnits } from '../../core/scaling/training-compute.ts'
import { cellNumber, describeNonNumber } from '../../core/table/number-cell.ts'
import { type NamesSeen, repeatedName } from '../../core/table/repeated-name.ts'
import { type CellScore, isSignedColumn, scoreInCell } from '../../core/table/score-cell.ts'
import { apartFromScores } from '../../core/table/standard-error-unit.ts'
import { type DetailKind, itemsInCell, standardErrorInCell } from '../../core/table/score-detail.ts'
import { ApiError } from '../api/api-error.ts'
import { type ColumnRole, columnRoleWords, type ImportColumn } from '../api/scores-contract.ts'
import { withoutStrayDetails } from './import-columns.ts'

/** A row of an imported table: a model, what is said of it, and its scores. Null: the table does not say. */
export interface ImportedModel {
  readonly name: string
  readonly line: number
  readonly family: string | null
  /** Number of weights. */
  readonly parameters: number | null
  readonly tokens: number | null
  /** Floating-point operations. */
  readonly flops: number | null
  readonly scores: readonly ImportedScore[]
}

interface ImportedScore {
  /** Title of the column. */
  readonly title: string
  readonly benchmark: string
  readonly metric: string
  readonly shots: number | null
  readonly value: number
  readonly stderr: number | null
  /** Items it was measured on. */
  readonly n: number | null
  readonly line: number
}

/** A cell that cannot be taken. */
export interface ImportProblem {
  readonly line: number
  readonly column: string
  readonly message: string
}

export interface ReadImport {
  /** Rows that say something of a model. */
  readonly models: readonly ImportedModel[]
  /** Models of whom the table says nothing; a cell that cannot be taken says something. */
  readonly empty: readonly string[]
  /** All of them, in the order of the lines; where there are any, nothing may be stored. */
  readonly problems: readonly ImportProblem[]
}

/** A mapping of columns with the place of each in the table. */
interface Columns {
  readonly model: Placed
  readonly family: Placed | undefined
  readonly parameters: Placed | undefined
  readonly tokens: Placed | undefined
  readonly flops: Placed | undefined
  readonly scores: readonly PlacedScore[]
}

interface Placed extends ImportColumn {
  readonly index: number
}

interface PlacedScore extends Placed {
  readonly details: Readonly<Record<DetailKind, Placed | undefined>>
  /** Whether numbers of the column have percent signs. */
  readonly isSigned: boolean
}

/**
 * Reads a table under a mapping of its columns; a row is one model. Every cell that is wrong is named, not only the
 * first.
 *
 * @throws ApiError where the mapping does not fit the table or itself
 */
export function readImport(table: CsvTable, mapping: readonly ImportColumn[]): ReadImport {
  const { columns, problems } = withErrorsInUnit(table, placedColumns(table, mapping))
  const seen: NamesSeen = new Map()
  const models: ImportedModel[] = []
  const faulty = new Set<number>()
  for (const row of table.rows) {
    const name = printableName(row.cells[columns.model.index]!.trim())
    const known = problems.length
    const problem = nameProblem(name, row.line, seen)
    if (problem !== null) {
      problems.push({ line: row.line, column: columns.model.title, message: problem })
      continue
    }
    const counted = (column: Placed | undefined, property: keyof typeof trainingUnits): number | null => {
      const value = column === undefined ? null : cell(row, column, problems)
      if (value === null || column === undefined) return null
      const expected = expectedCount(value * column.unit, property)
      if (expected === undefined) return value * column.unit
      problems.push({
        line: row.line,
        column: column.title,
        message: `expected ${expected}, found ${shown(row.cells[column.index]!)}`,
      })
      return null
    }
    const family =
      columns.family === undefined ? '' : printableName(row.cells[columns.family.index]!.trim().slice(0, 200))
    models.push({
      name,
      line: row.line,
      family: family === '' ? null : family,
      parameters: counted(columns.parameters, 'size'),
      tokens: counted(columns.tokens, 'tokens'),
      flops: counted(columns.flops, 'flops'),
      scores: columns.scores.flatMap((column) => scoreIn(row, column, problems)),
    })
    if (problems.length > known) faulty.add(row.line)
  }
  const isEmpty = ({ family, parameters, tokens, flops, scores }: ImportedModel): boolean =>
    scores.length === 0 && family === null && parameters === null && tokens === null && flops === null
  return {
    models: models.filter((model) => !isEmpty(model)),
    empty: models.filter((model) => isEmpty(model) && !faulty.has(model.line)).map(({ name }) => name),
    problems: problems.sort((left, right) => left.line - right.line),
  }
}

/** The columns without those of standard errors in another unit than their scores, and a problem for each of these. */
function withErrorsInUnit(table: CsvTable, columns: Columns): { columns: Columns; problems: ImportProblem[] } {
  const problems: ImportProblem[] = []
  const scores = columns.scores.map((score): PlacedScore => {
    const { stderr } = score.details
    if (stderr === undefined) return score
    const { title: of, scale, isSigned } = score
    const problem = apartFromScores(table, { title: stderr.title, index: stderr.index, of, scale, isSigned })
    if (problem === undefined) return score
    problems.push({ ...problem, column: stderr.title })
    return { ...score, details: { ...score.details, stderr: undefined } }
  })
  return { columns: { ...columns, scores }, problems }
}

function placedColumns(table: CsvTable, mapping: readonly ImportColumn[]): Columns {
  const placed = withoutStrayDetails(mapping).map((column): Placed => {
    const index = table.columns.indexOf(column.title.trim())
    if (index < 0)
      throw new ApiError(
        'invalid',
        `The table has no column ${shown(column.title)}; its columns: ${firstNames(table.columns.map(shown), { most: 12 })}.`,
      )
    return { ...column, index }
  })
  const ofRole = (role: ColumnRole): Placed[] => placed.filter((column) => column.role === role)
  for (const role of ['model', 'family', 'parameters', 'tokens', 'flops'] as const) {
    const named = ofRole(role)
    if (named.length > 1)
      throw new ApiError(
        'invalid',
        `Expected at most one column for ${role}, found ${named.map(({ title }) => shown(title)).join(' and ')}.`,
      )
  }
  const [model] = ofRole('model')
  if (model === undefined)
    throw new ApiError(
      'invalid',
      `Expected a column with the names of the models, found none among ${firstNames(table.columns.map(shown), { most: 12 })}.`,
    )
  const details = {
    stderr: detailsByScore(ofRole('stderr')),
    items: detailsByScore(ofRole('items')),
  }
  const scores = ofRole('score').map((column) => ({
    ...column,
    details: { stderr: details.stderr.get(column.title), items: details.items.get(column.title) },
    isSigned: isSignedColumn(table, column.index),
  }))
  const seen = new Map<string, string>()
  for (const { title, benchmark, metric, shots } of scores) {
    if (benchmark.trim() === '')
      throw new ApiError('invalid', `Expected the name of a benchmark for column ${shown(title)}, found none.`)
    const key = JSON.stringify([benchmark, metric, shots])
    const earlier = seen.get(key)
    if (earlier !== undefined) {
      throw new ApiError(
        'invalid',
        `The columns ${shown(earlier)} and ${shown(title)} would be the same score: ${benchmark}, ${metric}. Name one differently.`,
      )
    }
    seen.set(key, title)
  }
  return {
    model,
    family: ofRole('family')[0],
    parameters: ofRole('parameters')[0],
    tokens: ofRole('tokens')[0],
    flops: ofRole('flops')[0],
    scores,
  }
}

/** Columns by the score that they tell of. */
function detailsByScore(columns: readonly Placed[]): ReadonlyMap<string | null, Placed> {
  const byScore = new Map<string | null, Placed>()
  for (const column of columns) {
    const { title, role, of } = column
    const earlier = byScore.get(of)
    if (earlier !== undefined) {
      throw new ApiError(
        'invalid',
        `The columns ${shown(earlier.title)} and ${shown(title)} would both be the ${columnRoleWords[role]} of ${shown(of ?? '')}. Leave one out.`,
      )
    }
    byScore.set(of, column)
  }
  return byScore
}

function nameProblem(name: string, line: number, seen: NamesSeen): string | null {
  if (name === '') return 'expected the name of a model, found an empty cell'
  if (name.length > 200) return `expected a name of at most 200 characters, found ${String(name.length)}`
  const repeated = repeatedName(name, line, seen)
  return repeated === null ? null : `expected each model once, found ${repeated}`
}

function scoreIn(row: CsvRow, column: PlacedScore, problems: ImportProblem[]): ImportedScore[] {
  const { index, title, benchmark, metric, shots, isSigned, details } = column
  const scale = column.scale ?? 'raw'
  const taken = (from: string, read: CellScore): number | undefined => {
    if ('value' in read) return read.value
    problems.push({ line: row.line, column: from, message: `expected ${read.expected}, found ${read.found}` })
    return undefined
  }
  const value = taken(title, scoreInCell(row.cells[index]!, scale, isSigned))
  const detail = (kind: DetailKind, read: (cell: string) => CellScore): number | null => {
    const from = details[kind]
    return from === undefined ? null : (taken(from.title, read(row.cells[from.index]!)) ?? null)
  }
  const stderr = detail('stderr', (cell) => standardErrorInCell(cell, scale, value !== undefined))
  const n = detail('items', itemsInCell)
  return value === undefined ? [] : [{ title, benchmark, metric, shots, value, stderr, n, line: row.line }]
}

function cell(row: CsvRow, column: Placed, problems: ImportProblem[]): number | null {
  const text = row.cells[column.index]!
  const value = cellNumber(text)
  if (!Number.isNaN(value)) return value ?? null
  problems.push({
    line: row.line,
    column: column.title,
    message: `expected a number or an empty cell, found ${describeNonNumber(text)}`,
  })
  return null
}
