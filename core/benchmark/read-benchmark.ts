import { BenchmarkError } from './benchmark-error.ts'
import { shownValue } from './record.ts'
import type { BenchmarkTask, Question } from './task.ts'

/** Bounds of a benchmark's file: UTF-16 units of the whole text, and records. */
export const benchmarkLimits = { textLength: 64 * 2 ** 20, records: 50_000 } as const

/**
 * Questions of a benchmark's file: JSON lines, one record each, in order; empty lines and a byte order mark at the start are skipped.
 *
 * @throws BenchmarkError with line, expected and found: no JSON, a record of another form, no record at all, or beyond the limits
 */
export function readBenchmark(task: BenchmarkTask, text: string): Question[] {
  if (text.length > benchmarkLimits.textLength) {
    throw new BenchmarkError(1, `at most ${benchmarkLimits.textLength} characters`, String(text.length))
  }
  const questions: Question[] = []
  let line = 0
  // Only U+000A ends a line: JSON allows U+2028 and the like inside a text.
  for (const raw of text.replace(/^\ufeff/, '').split('\n')) {
    line++
    if (/^[ \t\r]*$/.test(raw)) continue
    if (questions.length === benchmarkLimits.records) throw new BenchmarkError(line, `at most ${benchmarkLimits.records} records`, 'more')
    questions.push(task.read(parsed(raw, line), line))
  }
  if (!questions.some(({ exampleOnly }) => !exampleOnly)) throw new BenchmarkError(line, 'at least one question', 'none')
  return questions
}

function parsed(raw: string, line: number): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    throw new BenchmarkError(line, 'one JSON object', shownValue(raw))
  }
}
