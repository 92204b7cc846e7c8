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

const bytesOf: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}

/** Bytes from a number and its unit, decimal or binary: `500MB`, `1.5 GiB`. */
export function byteSize(value: string): number {
  const [, number, unit] = /^(\d+\.?\d*|\.\d+)\s*([kmgt]?i?b)$/i.exec(value) ?? []
  const each = bytesOf[unit?.toLowerCase() ?? '']
  if (number === undefined || each === undefined)
    throw new InvalidArgumentError('Expected a number with its unit, such as 500MB, 6GB or 6GiB.')
  return Math.round(Number(number) * each)
}

/** The same parser, which also takes the word `none`. */
export function unlimited(parse: (value: string) => number): (value: string) => number | 'none' {
  return (value) => {
    if (value === 'none') return value
    try {
      return parse(value)
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error
      throw new InvalidArgumentError(`${error.message.replace(/\.$/, '')}, or none.`)
    }
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
