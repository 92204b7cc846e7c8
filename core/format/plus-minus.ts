import { fixed } from './interval.ts'
import { significant } from './quantity.ts'

const mostDecimals = 6

/**
 * A value with its standard error, both to the same decimal: that of the error's first significant digit, or of its
 * second where the first is 1 (rounding 0.14 to 0.1 would lose too much). `0.412 ± 0.012`, `0.41 ± 0.03`. Without a
 * known error the value alone, to three significant digits.
 */
export function plusMinus(value: number, error: number | null): string {
  if (error === null || !Number.isFinite(error)) return significant(value)
  if (error <= 0) return `${significant(value)} ± 0`
  const decimals = decimalsOfError(error)
  return `${fixed(value, decimals)} ± ${fixed(error, decimals)}`
}

/** Decimals up to the error's first significant digit, or its second where the first is 1; at most 6. */
export function decimalsOfError(error: number): number {
  const exponent = Math.floor(Math.log10(error))
  const leadsWithOne = Number((error / 10 ** exponent).toFixed(1)) < 2
  return Math.min(mostDecimals, Math.max(0, -exponent + (leadsWithOne ? 1 : 0)))
}
