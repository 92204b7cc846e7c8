import { effectiveSampleSize } from './chain-diagnostics.ts'
import { ascending, quantile } from './quantile.ts'

/**
 * The Monte Carlo standard error of a quantile of correlated draws: half the distance between the quantiles one
 * standard error of the share below and above it, with the effective number of draws of the share itself (after Vehtari
 * and others, Bayesian Analysis 16, 2021, section 4.4).
 *
 * @param chains at least one chain of the same length, at least 4 draws each
 * @param share above 0 and below 1
 */
export function quantileError(chains: readonly (readonly number[])[], share: number): number {
  const sorted = ascending(chains.flat())
  const at = quantile(sorted, share)
  const draws = effectiveSampleSize(chains.map((chain) => chain.map((value) => (value <= at ? 1 : 0))))
  const error = draws > 0 ? Math.sqrt((share * (1 - share)) / draws) : 1
  return (quantile(sorted, Math.min(1, share + error)) - quantile(sorted, Math.max(0, share - error))) / 2
}
