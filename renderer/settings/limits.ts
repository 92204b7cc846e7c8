import type { z } from 'zod'

/** Least and most of a number that a request takes, as its schema says. */
export function limitsOf({ minValue, maxValue }: z.ZodNumber): { readonly least: number; readonly most: number } {
  if (minValue === null || maxValue === null) throw new Error('Expected a number with limits, found one without.')
  return { least: minValue, most: maxValue }
}
