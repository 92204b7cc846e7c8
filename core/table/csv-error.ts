/** A text that is no CSV table of the expected form, or is beyond the limits of the reader. */
export class CsvError extends Error {
  override readonly name = 'CsvError'
  /** Line of the text, from 1. */
  readonly line: number
  readonly expected: string
  readonly found: string

  constructor(line: number, expected: string, found: string) {
    super(`CSV, line ${line}: expected ${expected}, found ${found}`)
    this.line = line
    this.expected = expected
    this.found = found
  }
}
