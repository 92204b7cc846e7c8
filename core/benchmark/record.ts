import { plural } from '../format/quantity.ts'
import { BenchmarkError } from './benchmark-error.ts'

/** Bounds of one record. */
const recordLimits = { textLength: 65_536, choices: 100 } as const

/** A value for an error message, cut short. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`
}

/**
 * A parsed line whose fields are asked for by name; whatever does not fit is refused with the line, expected and found.
 */
export class BenchmarkRecord {
  readonly line: number
  readonly #fields: Readonly<Record<string, unknown>>
  readonly #within: string

  /** @throws BenchmarkError where `value` is no object */
  constructor(value: unknown, line: number, within = '') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new BenchmarkError(
        line,
        within === '' ? 'an object with the fields of the task' : `an object in ${within}`,
        shownValue(value),
      )
    }
    this.#fields = value as Record<string, unknown>
    this.#within = within
    this.line = line
  }

  /** The value of a field; undefined where the record has none of its own by that name. */
  value(field: string): unknown {
    return Object.hasOwn(this.#fields, field) ? this.#fields[field] : undefined
  }

  has(field: string): boolean {
    return this.value(field) !== undefined
  }

  refuse(expected: string, found: unknown): never {
    throw new BenchmarkError(this.line, expected, shownValue(found))
  }

  text(field: string): string {
    return this.#text(this.value(field), this.#path(field))
  }

  record(field: string): BenchmarkRecord {
    return new BenchmarkRecord(this.value(field), this.line, this.#path(field))
  }

  /** A list of 2 to 100 texts: the choices of a question. */
  choices(field: string): string[] {
    const path = this.#path(field)
    return this.#list(field).map((entry, index) => this.#text(entry, `${path}[${index}]`))
  }

  /** A list of 2 to 100 objects. */
  records(field: string): BenchmarkRecord[] {
    const path = this.#path(field)
    return this.#list(field).map((entry, index) => new BenchmarkRecord(entry, this.line, `${path}[${index}]`))
  }

  #list(field: string): readonly unknown[] {
    const list = this.value(field)
    if (!Array.isArray(list)) this.refuse(`a list in ${this.#path(field)}`, list)
    if (list.length < 2 || list.length > recordLimits.choices) {
      throw new BenchmarkError(
        this.line,
        `2 to ${plural(recordLimits.choices, 'entry', 'entries')} in ${this.#path(field)}`,
        String(list.length),
      )
    }
    return list
  }

  #text(value: unknown, path: string): string {
    if (typeof value !== 'string') this.refuse(`a text in ${path}`, value)
    if (value.length > recordLimits.textLength) {
      throw new BenchmarkError(
        this.line,
        `a text of at most ${recordLimits.textLength} UTF-16 units in ${path}`,
        String(value.length),
      )
    }
    if (!value.isWellFormed())
      throw new BenchmarkError(this.line, `well-formed Unicode in ${path}`, 'half of a surrogate pair')
    if (value.includes('\0')) throw new BenchmarkError(this.line, `a text without U+0000 in ${path}`, 'one with it')
    return value
  }

  #path(field: string): string {
    return this.#within === '' ? field : `${this.#within}.${field}`
  }
}
