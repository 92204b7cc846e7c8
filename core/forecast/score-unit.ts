import type { ScoreColumn } from '../scaling/score-columns.ts'

/**
 * True where scores of a column are fractions, 0 to 1, as all but bits per byte are unless an import says otherwise.
 */
export function areFractions({ metric }: ScoreColumn, values: readonly (number | null)[]): boolean {
  return metric !== 'bits_per_byte' && values.every((value) => value === null || (value >= 0 && value <= 1))
}
