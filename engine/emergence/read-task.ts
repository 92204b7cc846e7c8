import type { CheckpointScore } from '../../core/emergence/checkpoint.ts'
import { type CheckpointColumns, readCheckpoints } from '../../core/emergence/read-checkpoints.ts'
import { TableError } from '../../core/table/csv-error.ts'
import { decideScales, type ScaleChoice, scaleLines, unclearScaleText } from '../../core/table/scale-choice.ts'
import { ApiError } from '../api/api-error.ts'
import { readTable } from '../tables/read-table.ts'

interface CheckpointsText {
  readonly text: string
  readonly columns: CheckpointColumns
  readonly scale: ScaleChoice
}

/**
 * The rows of a table of checkpoints, and how it was read, as sentences. Throws ApiError where the text is no such
 * table or can be read in several ways.
 */
export function readCheckpointsTask({ text, columns, scale: choice }: CheckpointsText): {
  readonly rows: readonly CheckpointScore[]
  readonly notes: readonly string[]
} {
  try {
    const table = readTable(text)
    const count = readCheckpoints(table, columns).length
    if (count === 0) throw new ApiError('invalid', 'Expected rows of checkpoints below the titles, found none.')
    const { scales, readings } = decideScales(table, [columns.score], choice, false)
    if (readings.length > 0)
      throw new ApiError('invalid', `${unclearScaleText(readings, 'Scale').replace(/^t/, 'T')} Nothing was imported.`)
    const scale = scales.get(columns.score)!
    const how =
      scale === 'fraction' ? [] : scaleLines([{ title: columns.score, scale }]).map((line) => `Scores ${line}.`)
    return { rows: readCheckpoints(table, columns, scale), notes: [...table.notes, ...how] }
  } catch (error) {
    if (error instanceof TableError) throw new ApiError('invalid', error.message)
    throw error
  }
}
