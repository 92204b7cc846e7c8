import type { ImportColumn } from '../api/scores-contract.ts'
import { ModelStore } from '../store/model-store.ts'
import { ScoreStore } from '../store/score-store.ts'
import type { TaskContext } from '../storing/database-task.ts'
import { checkedImport, type TableText } from './checked-import.ts'
import { importScores } from './import-scores.ts'

interface GivenImport {
  readonly source: TableText
  readonly columns: readonly ImportColumn[]
  readonly matches: readonly { readonly name: string; readonly modelId: string }[]
}

/** Reads a table of scores and stores all of it; see importScores. Throws ApiError where anything of it cannot be. */
export function importScoresTask(
  { connection, report, inOneStep }: TaskContext,
  { source, columns, matches }: GivenImport,
) {
  const scores = new ScoreStore(connection)
  const models = new ModelStore(connection)
  const imported = checkedImport({ source, columns, stored: scores.table() })
  return inOneStep(() =>
    importScores({ scores, models }, source.fileName, imported, matches, (stored, total) =>
      report(stored, total, 'storing'),
    ),
  )
}
