/** What sizes, tokens and compute of models are counted in: parameters, tokens and floating-point operations. */
export const trainingUnits = { size: 1e9, tokens: 1e12, flops: 1e21 } as const

/** What a count of parameters, tokens or operations can be: beyond, products of counts are no numbers any more. */
export const countRange = { least: 1e-60, most: 1e60 } as const

/** What is expected in the place of a count that cannot be computed with; undefined where it can be. */
export function expectedCount(count: number, counted: keyof typeof trainingUnits): string | undefined {
  if (!(count > 0)) return 'a number above 0'
  if (count >= countRange.least && count <= countRange.most) return undefined
  const noun = counted === 'size' ? 'parameters' : counted === 'tokens' ? 'tokens' : 'floating-point operations'
  return `a number that stands for ${countRange.least} to ${countRange.most} ${noun}`
}

/** Decimal logarithm of the unit of compute. */
export const flopsUnitDecades = Math.log10(trainingUnits.flops)

/**
 * Compute of pretraining by the rule 6 N D: N parameters that see D tokens, in the units of `trainingUnits`; null where
 * either is not known.
 */
export function trainingCompute({
  size,
  tokens,
}: {
  readonly size: number | null
  readonly tokens: number | null
}): number | null {
  return size === null || tokens === null ? null : 6 * size * tokens
}

/** A count in units of so many; null where it is not known or not above 0. */
export function inUnits(count: number | null, unit: number): number | null {
  // To 15 digits, which hold every written number: 8.4e22 operations are 84, not more, at a cutoff of 84.
  return count === null || !(count > 0) ? null : Number((count / unit).toPrecision(15))
}
