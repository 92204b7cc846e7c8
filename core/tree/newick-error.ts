/** A text that is not Newick, or is beyond the limits of the reader. */
export class NewickError extends Error {
  override readonly name = 'NewickError'
  /** Offset into the text in UTF-16 code units, from 0. */
  readonly position: number
  readonly expected: string
  readonly found: string

  constructor(text: string, position: number, expected: string, found: string) {
    const before = text.slice(0, position).split('\n')
    super(`Newick, line ${before.length}, column ${before.at(-1)!.length + 1}: expected ${expected}, found ${found}`)
    this.position = position
    this.expected = expected
    this.found = found
  }
}
