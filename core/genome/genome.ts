/** An ordered list of text prefixes (genes) that every model is probed with. */
export interface Genome {
  readonly name: string
  readonly genes: readonly string[]
}
