/** Density of a normal distribution at a value. */
export function normalDensity(value: number, mean: number, deviation: number): number {
  const z = (value - mean) / deviation
  return Math.exp((-z * z) / 2) / (deviation * Math.sqrt(2 * Math.PI))
}
