import type { BoundedPair } from '../../core/similarity/bounded.ts'
import type { CsvCell } from '../../core/table/csv-writer.ts'

/** Columns of a table of pairs of models, every digit as computed. */
export const pairColumns: readonly string[] = [
  'model',
  'model id',
  'other',
  'other id',
  'similarity',
  'similarity lower',
  'similarity upper',
  'distance',
  'distance lower',
  'distance upper',
]

interface NamedModel {
  readonly name: string
  readonly id: string
}

export function pairCells(left: NamedModel, right: NamedModel, { similarity, distance }: BoundedPair): CsvCell[] {
  return [
    left.name,
    left.id,
    right.name,
    right.id,
    ...[similarity, distance].flatMap(({ value, lower, upper }) => [value, lower, upper]),
  ]
}
