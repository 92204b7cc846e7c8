import { logGammaTail } from './gamma-tail.ts'

/** log10 of the probability that a standard normal deviate is above z. */
export function normalLogTail(z: number): number {
  const half = logGammaTail(0.5, (z * z) / 2) - Math.LN2
  return (z >= 0 ? half : Math.log1p(-Math.exp(half))) / Math.LN10
}

/** Below this skewness the two tails are one to within rounding. */
const leastSkewness = 1e-3

/**
 * log10 of the probability that a deviate of mean 0, variance 1 and this skewness is above z, of Pearson's type III (a
 * shifted gamma deviate), which permutation statistics follow closely (Mielke and Berry, Permutation Methods, 2007,
 * section 2.3). Without positive skewness the normal tail, which is then the heavier one.
 */
export function skewedLogTail(z: number, skewness: number): number {
  if (!(skewness > leastSkewness)) return normalLogTail(z)
  const shape = 4 / skewness ** 2
  return logGammaTail(shape, shape + z * Math.sqrt(shape)) / Math.LN10
}
