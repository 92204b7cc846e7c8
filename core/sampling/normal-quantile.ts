/** Coefficients of P. J. Acklam's rational approximation (2003): the middle part, and the tails. */
const middleTop = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
]
const middleBottom = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1,
]
const tailTop = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const tailBottom = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1]
const tail = 0.02425

/**
 * The point below which a standard normal deviate falls with this probability (above 0, below 1); relative error below
 * 1.2e-9.
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1))
    throw new RangeError(`Normal quantile: expected a probability above 0 and below 1, found ${probability}`)
  if (probability > 1 - tail) return -normalQuantile(1 - probability)
  if (probability < tail) {
    const q = Math.sqrt(-2 * Math.log(probability))
    return polynomial(tailTop, q) / polynomial(tailBottom, q)
  }
  const q = probability - 0.5
  return (q * polynomial(middleTop, q * q)) / polynomial(middleBottom, q * q)
}

/** Coefficients from the highest power to the constant. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)
}
