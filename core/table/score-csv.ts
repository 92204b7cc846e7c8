/** What a line of a CSV file says of one score, with where it comes from. */
export interface SourcedScore {
  readonly benchmark: string
  readonly metric: string
  /** Null where not known, as the fields below. */
  readonly shots: number | null
  readonly value: number
  readonly stderr: number | null
  /** Items it was measured on. */
  readonly n: number | null
  readonly source: string
  readonly sourceDetail: string
}

export const scoreCsvTitles = [
  'benchmark',
  'metric',
  'shots',
  'value',
  'standard error',
  'items',
  'source',
  'detail',
] as const

/** The cells under `scoreCsvTitles`. */
export function scoreCsvCells(score: SourcedScore): (string | number | null)[] {
  const { benchmark, metric, shots, value, stderr, n, source, sourceDetail } = score
  return [benchmark, metric, shots, value, stderr, n, source, sourceDetail]
}
