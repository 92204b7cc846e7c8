import { InvalidArgumentError } from 'commander'
import { tolerancePresets } from '../core/population/probe-settings.ts'

/** A parser for a whole number within limits; commander turns its error into exit code 2. */
export function wholeNumber(lowest: number, highest: number): (value: string) => number {
  return (value) => {
    const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN
    if (!(number >= lowest && number <= highest)) {
      throw new InvalidArgumentError(`Expected a whole number from ${lowest} to ${highest}.`)
    }
    return number
  }
}

/** A parser for a decimal number within limits. */
export function decimalNumber(lowest: number, highest: number): (value: string) => number {
  return (value) => {
    const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : Number.NaN
    if (!(number >= lowest && number <= highest))
      throw new InvalidArgumentError(`Expected a number from ${lowest} to ${highest}.`)
    return number
  }
}

/** A tolerance for each gene, or, pooled, for all genes together; see ProbeSettings. */
export interface ToleranceOption {
  readonly tolerance: number
  readonly pooled: boolean
}

const pooledPrefix = 'pooled:'

/** A tolerance as a number or by the name of a preset, or `pooled:` and a number. */
export function tolerance(value: string): ToleranceOption {
  const preset = (tolerancePresets as Readonly<Record<string, number>>)[value]
  if (preset !== undefined && Object.hasOwn(tolerancePresets, value)) return { tolerance: preset, pooled: false }
  const pooled = value.startsWith(pooledPrefix)
  try {
    return { tolerance: decimalNumber(1e-9, 1)(pooled ? value.slice(pooledPrefix.length) : value), pooled }
  } catch {
    throw new InvalidArgumentError(
      `Expected a number from 1e-9 to 1, ${Object.keys(tolerancePresets).join(', ')}, or pooled: and a number.`,
    )
  }
}

/** For options that may be repeated: the values in the order given. */
export const collected = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
