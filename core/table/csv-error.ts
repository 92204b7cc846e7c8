/** A text that is no table of the expected form, or is beyond the limits of the reader. */
export class TableError extends Error {
  override readonly name: string = 'TableError'
  readonly expected: string
  readonly found: string

  /** @param where in the text */
  constructor(where: string, expected: string, found: string) {
    super(`${where}: expected ${expected}, found ${found}`)
    this.expected = expected
    this.found = found
  }
}

/** A text that is no such CSV table. */
export class CsvError extends TableError {
  override readonly name = 'CsvError'
  /** Line of the text, from 1. */
  readonly line: number

  constructor(line: number, expected: string, found: string) {
    super(`CSV, line ${line}`, expected, found)
    this.line = line
  }
}

/** A text that is no such JSON. */
export class JsonError extends TableError {
  override readonly name = 'JsonError'

  /** @param field keys from the outermost to that of the value; none: the document itself */
  constructor(field: readonly string[], expected: string, found: string) {
    super(
      `JSON${field.map((key, depth) => (depth === 0 ? `, ${key}` : `[${JSON.stringify(key)}]`)).join('')}`,
      expected,
      found,
    )
  }
}
