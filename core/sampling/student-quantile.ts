/**
 * The point below which Student's t falls with this probability (0.5 to below 1).
 *
 * @param freedom degrees of freedom, an integer of at least 1
 */
export function studentQuantile(probability: number, freedom: number): number {
  if (!(probability >= 0.5 && probability < 1))
    throw new RangeError(`Student quantile: expected a probability of 0.5 to below 1, found ${probability}`)
  let [low, high] = [0, 1]
  while (studentProbability(high, freedom) < probability) high *= 2
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2
    if (studentProbability(middle, freedom) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** P(T <= t) for t >= 0, by the finite sums for whole degrees of freedom (Abramowitz & Stegun, 26.7.3 and 26.7.4). */
function studentProbability(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom))
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  const isOdd = freedom % 2 === 1
  let term = isOdd ? cosine : 1
  let sum = freedom === 1 ? 0 : term
  for (let power = isOdd ? 3 : 2; power < freedom; power += 2) {
    term *= (cosine * cosine * (power - 1)) / power
    sum += term
  }
  const within = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
  return (1 + within) / 2
}
