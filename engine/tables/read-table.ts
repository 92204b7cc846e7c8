import { countText, plural } from '../../core/format/quantity.ts'
import { CsvError, JsonError } from '../../core/table/csv-error.ts'
import { type CsvTable, mostTableColumns } from '../../core/table/csv-table.ts'
import { epochHub } from '../../core/table/published/epoch-hub.ts'
import { exportedScores } from '../../core/table/published/exported-scores.ts'
import { lmEvalResults } from '../../core/table/published/lm-eval-results.ts'
import { openLlmLeaderboard } from '../../core/table/published/open-llm-leaderboard.ts'
import { readCsv } from './read-csv.ts'

/** How JSON begins, and hardly a line of titles. */
const json = /^\ufeff?\s*(?:\{\s*["}]|\[\s*[{[\]"\d])/

/**
 * Reads a table as people have them: CSV in any of its spellings (`readCsv`), or results of lm-eval. Tables of the Open
 * LLM Leaderboard, of Epoch's benchmarking hub and of scores that this program has exported are known by their columns
 * and come out as models by benchmarks with the titles of this program; a note says so.
 *
 * @param fileName may name the benchmark
 * @throws TableError as `readCsv` and `lmEvalResults` do
 */
export function readTable(text: string, fileName = ''): CsvTable {
  const table = knownTable(text, fileName)
  const count = table.columns.length
  if (count > mostTableColumns) {
    const expected = `scores in at most ${plural(mostTableColumns, 'column')}`
    throw json.test(text)
      ? new JsonError(['results'], expected, countText(count))
      : new CsvError(1, expected, countText(count))
  }
  return table
}

function knownTable(text: string, fileName: string): CsvTable {
  if (json.test(text)) return lmEvalResults(text.replace(/^\ufeff/, ''))
  const table = readCsv(text)
  return openLlmLeaderboard(table) ?? epochHub(table, fileName) ?? exportedScores(table) ?? table
}
