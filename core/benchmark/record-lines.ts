import { BenchmarkError } from './benchmark-error.ts'

/** A record's JSON text and what its place in the file is called in an error: a line, or an entry of a list. */
export interface RecordLine {
  readonly text: string
  readonly number: number
  readonly unit: 'line' | 'entry'
}

/**
 * The records of a benchmark's file: JSON lines, or the entries of one JSON list. A byte order mark, white space around
 * records and empty lines are left out.
 *
 * @throws BenchmarkError for a file that begins as a list and is none
 */
export function recordLines(text: string): RecordLine[] {
  const content = text.replace(/^\ufeff/, '')
  if (/^\s*\[/.test(content)) return listEntries(content)
  // Only U+000A ends a line: JSON allows U+2028 and the like inside a text.
  return content.split('\n').flatMap((line, index) => {
    const trimmed = line.replace(/^[ \t\r]+|[ \t\r]+$/g, '')
    return trimmed === '' ? [] : [{ text: trimmed, number: index + 1, unit: 'line' as const }]
  })
}

function listEntries(content: string): RecordLine[] {
  let list: unknown
  try {
    list = JSON.parse(content)
  } catch (error) {
    throw new BenchmarkError(
      1,
      'JSON lines, or one list of records',
      `a list that cannot be read (${error instanceof Error ? error.message : String(error)})`,
    )
  }
  // What begins with a bracket and parses is a list.
  return (list as readonly unknown[]).map((entry, index) => ({
    text: JSON.stringify(entry),
    number: index + 1,
    unit: 'entry',
  }))
}
