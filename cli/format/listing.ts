import { InvalidArgumentError, Option, type Command } from 'commander'
import { compareNames } from '../../core/model/name-order.ts'
import { UsageFailure } from '../failure.ts'
import { formatTable } from './table.ts'

/** A column of a list: what its cells show, and what they are sorted by. */
export interface ListColumn<Row> {
  /** By which options name it. */
  readonly id: string
  readonly title: string
  /** Numbers are set flush right. Default left. */
  readonly align?: 'left' | 'right'
  readonly cell: (row: Row) => string
  /** What rows are sorted by, where it is not the text of the cell; null for what is not known, which comes last. */
  readonly key?: (row: Row) => number | string | null
  /** Shown only where `--columns` names it. */
  readonly isExtra?: boolean
}

/** Which rows of a list are shown, in which order and with which columns. */
export interface ListOptions {
  readonly filter?: string
  readonly sort?: string
  readonly reverse?: boolean
  readonly columns?: readonly string[]
}

/** Adds the options of a list: `--filter`, `--sort`, `--reverse` and `--columns`. */
export function addListOptions<Row>(command: Command, columns: readonly ListColumn<Row>[]): Command {
  const ids = columns.map(({ id }) => id)
  const usual = columns.filter(({ isExtra }) => isExtra !== true).map(({ id }) => id)
  return command
    .option('--filter <text>', 'only rows with this text in a column, whatever its case')
    .addOption(new Option('--sort <column>', 'sort by a column').choices(ids))
    .option('--reverse', 'the other way round')
    .addOption(
      new Option('--columns <columns>', `columns, by commas: ${ids.join(', ')}`)
        .argParser((value) => columnIds(value, ids))
        .default(usual, usual.join(',')),
    )
    .hook('preAction', () => {
      const { json } = command.optsWithGlobals<{ json?: boolean }>()
      if (json === true && command.getOptionValueSource('columns') === 'cli')
        throw new UsageFailure('--columns: expected no --json with it, whose documents hold every field')
    })
}

function columnIds(value: string, known: readonly string[]): readonly string[] {
  const ids = value.split(',').map((id) => id.trim())
  for (const id of ids)
    if (!known.includes(id)) throw new InvalidArgumentError(`Expected ${known.join(', ')}; found '${id}'.`)
  return ids
}

/** The rows that the options choose, in their order. Text is sorted as a reader looks for it. */
export function chosenRows<Row>(
  rows: readonly Row[],
  columns: readonly ListColumn<Row>[],
  { filter, sort, reverse = false }: ListOptions,
): Row[] {
  const text = foldedCase(filter ?? '')
  const fitting = rows.filter((row) => columns.some(({ cell }) => foldedCase(cell(row)).includes(text)))
  const column = columns.find(({ id }) => id === sort)
  if (column === undefined) return reverse ? fitting.reverse() : fitting
  const key = column.key ?? column.cell
  const sign = reverse ? -1 : 1
  return fitting.sort((left, right) => {
    const [a, b] = [key(left), key(right)]
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : compareNames(String(a), String(b)))
  })
}

function foldedCase(text: string): string {
  return text.normalize().toLowerCase()
}

/** A table of rows with the columns that the options choose, in the order in which they name them. */
export function listTable<Row>(
  rows: readonly Row[],
  columns: readonly ListColumn<Row>[],
  { columns: ids }: Pick<ListOptions, 'columns'>,
): string {
  const shown =
    ids === undefined
      ? columns.filter(({ isExtra }) => isExtra !== true)
      : ids.map((id) => columns.find((column) => column.id === id)!)
  return formatTable(
    shown,
    rows.map((row) => shown.map(({ cell }) => cell(row))),
  )
}
