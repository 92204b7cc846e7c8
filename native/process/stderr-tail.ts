/** Characters kept of one line; a process gone wrong can write endless lines. */
const longestLine = 2000

/** The last lines of a stream that arrives in pieces; memory stays bounded whatever is written. */
export class StderrTail {
  readonly #most: number
  readonly #lines: string[] = []
  #partial = ''

  /** `most`: lines kept. */
  constructor(most: number) {
    this.#most = most
  }

  add(text: string): void {
    const pieces = (this.#partial + text).split(/\r?\n/)
    this.#partial = (pieces.pop() ?? '').slice(0, longestLine)
    for (const piece of pieces) {
      const line = piece.trimEnd().slice(0, longestLine)
      if (line !== '') this.#lines.push(line)
    }
    if (this.#lines.length > this.#most) this.#lines.splice(0, this.#lines.length - this.#most)
  }

  /** Oldest first, an unfinished last line included; a line that was written several times stands there once. */
  get lines(): string[] {
    const rest = this.#partial.trimEnd()
    return [...new Set((rest === '' ? this.#lines : [...this.#lines, rest]).slice(-this.#most))]
  }
}
