import { logGamma } from './log-gamma.ts'

const mostTerms = 100_000

/**
 * ln of the probability that a gamma deviate of a shape > 0 and scale 1 is above x (the regularized upper incomplete
 * gamma function). Below shape + 1 by the series of the lower one, else by the continued fraction, in Lentz's manner
 * (Press and others, Numerical Recipes, section 6.2); never underflows.
 */
export function logGammaTail(shape: number, x: number): number {
  if (x <= 0) return 0
  const front = shape * Math.log(x) - x - logGamma(shape)
  if (x < shape + 1) {
    let term = 1 / shape
    let sum = term
    for (let n = 1; n < mostTerms && term > 1e-17 * sum; n += 1) {
      term *= x / (shape + n)
      sum += term
    }
    return Math.log1p(-Math.min(1 - Number.EPSILON, Math.exp(front) * sum))
  }
  const least = 1e-300
  let b = x + 1 - shape
  let c = 1 / least
  let d = 1 / b
  let fraction = d
  for (let n = 1; n < mostTerms; n += 1) {
    const a = n * (shape - n)
    b += 2
    const nextD = a * d + b
    d = 1 / (Math.abs(nextD) < least ? least : nextD)
    const nextC = b + a / c
    c = Math.abs(nextC) < least ? least : nextC
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return front + Math.log(fraction)
}
