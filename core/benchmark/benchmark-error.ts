/** A text that is no benchmark of the expected form, or is beyond the limits of the reader. */
export class BenchmarkError extends Error {
  override readonly name = 'BenchmarkError'
  /** Line of the text, or entry of its list, from 1. */
  readonly line: number
  readonly expected: string
  readonly found: string

  constructor(line: number, expected: string, found: string, unit: 'line' | 'entry' = 'line') {
    super(`Benchmark, ${unit} ${line}: expected ${expected}, found ${found}`)
    this.line = line
    this.expected = expected
    this.found = found
  }
}
