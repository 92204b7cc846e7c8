import type { Output } from './output.ts'

/** What must be known of a result: told on stderr as it comes, and kept for the document. */
export class Notes {
  readonly list: string[] = []
  private readonly output: Pick<Output, 'note'>

  constructor(output: Pick<Output, 'note'>) {
    this.output = output
  }

  /** Each once. */
  add(notes: readonly string[]): void {
    for (const note of notes) {
      if (this.list.includes(note)) continue
      this.list.push(note)
      this.output.note(`note: ${note}`)
    }
  }

  /** Of a file, whose name comes first. */
  addOfFile(file: string, notes: readonly string[]): void {
    this.add(notes.map((note) => `${file}: ${note}`))
  }
}
