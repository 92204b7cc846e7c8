import { printableName } from '../format/printable.ts'
import { CsvError } from '../table/csv-error.ts'
import { shown, type CsvTable } from '../table/csv-table.ts'
import { numberInCell } from '../table/number-cell.ts'
import { isSignedColumn, scoreInCell } from '../table/score-cell.ts'
import type { ScoreScale } from '../table/score-scale.ts'
import { type CheckpointScore, expectedExamples, expectedLoss } from './checkpoint.ts'

/** Which columns of a table hold what. */
export interface CheckpointColumns {
  /** Pretraining loss in nats. */
  readonly loss: string
  /** Examples finetuned on; 0 for a checkpoint as it was. */
  readonly examples: string
  readonly score: string
  /** Name of the checkpoint; without the column, checkpoints are named after their loss. */
  readonly checkpoint: string
  /** Training FLOPs, where the table has them. */
  readonly flops: string
}

export const usualColumns: CheckpointColumns = {
  checkpoint: 'checkpoint',
  loss: 'loss',
  examples: 'examples',
  score: 'score',
  flops: 'flops',
}

/**
 * The rows of a table of checkpoints, in its order.
 *
 * @param scale of the scores; percent is divided by 100
 * @throws CsvError for a missing column (name and FLOPs may be missing), an empty cell of loss, examples or score, a
 * score off its scale, a loss outside `lossRange`, FLOPs not above 0, or a number of examples that is neither 0 nor 1
 * to `mostExamples`
 */
export function readCheckpoints(
  table: CsvTable,
  columns: CheckpointColumns = usualColumns,
  scale: ScoreScale = 'raw',
): CheckpointScore[] {
  const columnOf = (title: string): number => table.columns.indexOf(title)
  for (const title of [columns.loss, columns.examples, columns.score]) {
    if (columnOf(title) < 0)
      throw new CsvError(1, `a column ${shown(title)}`, `columns ${table.columns.map(shown).join(', ')}`)
  }
  const isSigned = isSignedColumn(table, columnOf(columns.score))
  return table.rows.map(({ cells, line }) => {
    const needed = (title: string, expected: (value: number) => string | undefined): number => {
      const cell = cells[columnOf(title)]!
      const value = numberInCell(cell, line, title)
      const words = expected(value ?? Number.NaN)
      if (value === undefined || words !== undefined)
        throw new CsvError(line, `${words ?? 'a number'} in column ${shown(title)}`, shown(cell))
      return value
    }
    const loss = needed(columns.loss, expectedLoss)
    const examples = needed(columns.examples, expectedExamples)
    const score = scoreInCell(cells[columnOf(columns.score)]!, scale, isSigned)
    if ('expected' in score)
      throw new CsvError(line, `${score.expected} in column ${shown(columns.score)}`, score.found)
    if (score.value === undefined)
      throw new CsvError(line, `a score in column ${shown(columns.score)}`, shown(cells[columnOf(columns.score)]!))
    const flops =
      columnOf(columns.flops) < 0 ? undefined : numberInCell(cells[columnOf(columns.flops)]!, line, columns.flops)
    if (flops !== undefined && !(flops > 0))
      throw new CsvError(line, `FLOPs above 0 in column ${shown(columns.flops)}`, String(flops))
    const checkpoint =
      columnOf(columns.checkpoint) < 0 ? `loss ${loss}` : printableName(cells[columnOf(columns.checkpoint)]!)
    return { checkpoint, loss, examples, score: score.value, ...(flops === undefined ? {} : { flops }) }
  })
}
