import { mean, sampleVariance } from '../statistics/moments.ts'

/**
 * How far chains agree on a quantity: split R-hat (Gelman and others, Bayesian Data Analysis, third edition, section
 * 11.4). Each chain is cut in two, so that a drift inside a chain shows too. 1 where they agree; above about 1.01 they
 * do not. Infinite where half a chain never moves: it has looked at one point only.
 *
 * @param chains at least one chain of the same length, at least 4 draws each
 */
export function splitPotentialScaleReduction(chains: readonly (readonly number[])[]): number {
  const halves = splitInHalves(chains)
  const length = halves[0]!.length
  const means = halves.map(mean)
  if (halves.some(hasNeverMoved)) return Number.POSITIVE_INFINITY
  const within = mean(halves.map(sampleVariance))
  const between = sampleVariance(means)
  return Math.sqrt((length - 1) / length + between / within)
}

/**
 * How many independent draws would tell the mean as well as these correlated ones (Geyer's initial monotone sequence
 * over the chains together, as in the Stan Reference Manual, "Effective sample size"), on split chains. None where half
 * a chain never moves.
 *
 * @param chains at least one chain of the same length, at least 4 draws each
 */
export function effectiveSampleSize(chains: readonly (readonly number[])[]): number {
  const halves = splitInHalves(chains)
  const length = halves[0]!.length
  if (halves.some(hasNeverMoved)) return 0
  const total = halves.length * length
  const means = halves.map(mean)
  const within = mean(halves.map(sampleVariance))
  const whole = ((length - 1) / length) * within + sampleVariance(means)
  // Autocovariance with divisor n, rescaled to the variance's divisor n - 1, as in Stan.
  const correlation = (lag: number): number => {
    const covariance = mean(halves.map((chain, index) => autocovariance(chain, means[index]!, lag)))
    return 1 - (within - (covariance * length) / (length - 1)) / whole
  }
  let sum = -1
  let least = Number.POSITIVE_INFINITY
  for (let lag = 0; lag + 1 < length; lag += 2) {
    const pair = (lag === 0 ? 1 : correlation(lag)) + correlation(lag + 1)
    if (!(pair > 0)) break
    least = Math.min(least, pair)
    sum += 2 * least
  }
  // Chains of opposite steps may beat independent draws, but no estimate of that is trusted beyond this (Stan's limit).
  return Math.min(total / Math.max(sum, Number.MIN_VALUE), total * Math.log10(total))
}

function splitInHalves(chains: readonly (readonly number[])[]): (readonly number[])[] {
  const length = chains[0]?.length ?? 0
  if (length < 4 || chains.some((chain) => chain.length !== length)) {
    throw new RangeError(
      `Chains: expected equal lengths of at least 4, found ${chains.map((chain) => chain.length).join(', ') || 'none'}`,
    )
  }
  const half = Math.floor(length / 2)
  return chains.flatMap((chain) => [chain.slice(0, half), chain.slice(length - half)])
}

function hasNeverMoved(values: readonly number[]): boolean {
  return values.every((value) => value === values[0])
}

function autocovariance(values: readonly number[], centre: number, lag: number): number {
  let sum = 0
  for (let index = 0; index + lag < values.length; index++)
    sum += (values[index]! - centre) * (values[index + lag]! - centre)
  return sum / values.length
}
