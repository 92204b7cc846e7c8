/** The value of one field of a request that nothing can be computed with. */
export class FieldError extends RangeError {
  /** Name of the field in the request. */
  readonly field: string

  /** @param mismatch what was expected of the field, and what was found */
  constructor(field: string, mismatch: string) {
    super(`${field[0]!.toUpperCase()}${field.slice(1)}: ${mismatch}`)
    this.field = field
  }
}
