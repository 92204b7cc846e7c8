import type { CsvTable } from '../../core/table/csv-table.ts'
import { epochHub } from '../../core/table/published/epoch-hub.ts'
import { lmEvalResults } from '../../core/table/published/lm-eval-results.ts'
import { openLlmLeaderboard } from '../../core/table/published/open-llm-leaderboard.ts'
import { readCsv } from './read-csv.ts'

/** How JSON begins, and hardly a line of titles. */
const json = /^\ufeff?\s*(?:\{\s*["}]|\[\s*[{[\]"\d])/

/**
 * Reads a table as people have them: CSV in any of its spellings (`readCsv`), or results of lm-eval. Tables of the Open
 * LLM Leaderboard and of Epoch's benchmarking hub are known by their columns and come out with the titles of this
 * program; a note says so.
 *
 * @param fileName may name the benchmark
 * @throws CsvError as `readCsv` and `lmEvalResults` do
 */
export function readTable(text: string, fileName = ''): CsvTable {
  if (json.test(text)) return lmEvalResults(text.replace(/^\ufeff/, ''))
  const table = readCsv(text)
  return openLlmLeaderboard(table) ?? epochHub(table, fileName) ?? table
}
