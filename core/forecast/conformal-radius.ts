/**
 * How far around a forecast an interval must reach to hold the truth with probability `level`: the k-th smallest of n
 * errors of forecasts made without the model itself, k = ceil((n + 1) level) (Vovk, Gammerman & Shafer 2005; for errors
 * left out in groups, Barber and others, Annals of Statistics 49, 2021). Infinite where n is too small for the level: 9
 * errors are needed for 0.9. True on average over models only where the model asked about is like the models that the
 * errors come from.
 *
 * @param errors absolute errors, or errors divided by a spread; any order
 * @param level above 0 and below 1
 */
export function conformalRadius(errors: readonly number[], level: number): number {
  const rank = rankOf(errors.length, level)
  return rank > errors.length ? Infinity : [...errors].sort((left, right) => left - right)[rank - 1]!
}

/** The least number of errors that give a radius at all: 9 for a level of 0.9. */
export function fewestErrors(level: number): number {
  let count = 1
  while (rankOf(count, level) > count) count += 1
  return count
}

/** Products such as 10 * 0.9 come out a little above the integer that is meant. */
function rankOf(count: number, level: number): number {
  return Math.ceil((count + 1) * level - 1e-9)
}
