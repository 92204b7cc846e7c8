import { fixed } from './interval.ts'

/**
 * A score with its standard error to two digits, and no more of the score: `0.512 ± 0.014`; without an error, four
 * decimals.
 */
export function scoreText(value: number, standardError: number | null): string {
  if (standardError === null || !(standardError > 0)) return fixed(value, 4)
  const decimals = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(standardError))))
  return `${fixed(value, decimals)} ± ${fixed(standardError, decimals)}`
}
