import { countText, plural } from '../format/quantity.ts'
import { BenchmarkError } from './benchmark-error.ts'
import { shownValue } from './record.ts'
import { type RecordLine, recordLines } from './record-lines.ts'
import type { BenchmarkTask, Question } from './task.ts'

/** Bounds of a benchmark's file: UTF-16 units of the whole text, and records. */
const benchmarkLimits = { textLength: 64 * 2 ** 20, records: 50_000 } as const

/**
 * Questions of a benchmark's file: JSON lines or one JSON list, one record each, in order.
 *
 * @param onRead told how many records have been read, of how many
 * @throws BenchmarkError with line, expected and found: no JSON, a record of another form, no record at all, or beyond
 *   the limits
 */
export function readBenchmark(
  task: BenchmarkTask,
  text: string,
  onRead: (read: number, total: number) => void = () => undefined,
): Question[] {
  if (text.length > benchmarkLimits.textLength) {
    throw new BenchmarkError(1, `at most ${plural(benchmarkLimits.textLength, 'character')}`, countText(text.length))
  }
  const records = recordLines(text)
  const questions = records.map((record, index) => {
    if (index === benchmarkLimits.records)
      throw new BenchmarkError(
        record.number,
        `at most ${plural(benchmarkLimits.records, 'record')}`,
        'more',
        record.unit,
      )
    onRead(index, records.length)
    return readRecord(task, record)
  })
  if (!questions.some(({ exampleOnly }) => !exampleOnly)) {
    const last = records.at(-1)
    throw new BenchmarkError(last?.number ?? 1, 'at least one question', 'none', last?.unit)
  }
  return questions
}

/** @throws BenchmarkError for no JSON, or a record of another form */
export function readRecord(task: BenchmarkTask, { text, number, unit }: RecordLine): Question {
  try {
    return task.read(parsed(text, number), number)
  } catch (error) {
    if (error instanceof BenchmarkError && unit === 'entry')
      throw new BenchmarkError(error.line, error.expected, error.found, unit)
    throw error
  }
}

function parsed(raw: string, line: number): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    throw new BenchmarkError(line, 'one JSON object', shownValue(raw))
  }
}
