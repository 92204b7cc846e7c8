import { describe, expect, test } from 'vitest'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { adaptiveMetropolis } from '../../../core/sampling/adaptive-metropolis.ts'
import { effectiveSampleSize, splitPotentialScaleReduction } from '../../../core/sampling/chain-diagnostics.ts'
import { ascending, quantile } from '../../../core/sampling/quantile.ts'
import { quantileError } from '../../../core/sampling/quantile-error.ts'

/** Chains of an autoregressive process: the effective share of draws is (1 - rho) / (1 + rho). */
function autoregressive(rho: number, chains: number, length: number, seed: number, apart = 0): number[][] {
  const normal = normalDeviates(seededGenerator(seed))
  return Array.from({ length: chains }, (_, chain) => {
    let value = normal() / Math.sqrt(1 - rho * rho)
    return Array.from({ length }, () => (value = rho * value + normal())).map((draw) => draw + chain * apart)
  })
}

describe('diagnostics of chains', () => {
  test.each([0, 0.5, 0.9])('effective sample size of an autoregressive process of %d', (rho) => {
    const found = effectiveSampleSize(autoregressive(rho, 4, 20_000, 2))
    const expected = (80_000 * (1 - rho)) / (1 + rho)
    expect(Math.abs(found / expected - 1)).toBeLessThan(0.12)
  })

  test('R-hat is near 1 for chains that agree and above it for chains that do not', () => {
    expect(splitPotentialScaleReduction(autoregressive(0.5, 4, 4000, 4))).toBeLessThan(1.01)
    expect(splitPotentialScaleReduction(autoregressive(0.5, 4, 4000, 4, 1))).toBeGreaterThan(1.2)
  })

  test('R-hat by hand: halves (0, 2), (0, 2), (4, 6), (4, 6)', () => {
    // Means 1, 1, 5, 5 with variance 16/3; variance within 2; so sqrt(1/2 + (16/3) / 2).
    expect(
      splitPotentialScaleReduction([
        [0, 2, 0, 2],
        [4, 6, 4, 6],
      ]),
    ).toBeCloseTo(Math.sqrt(0.5 + 8 / 3), 12)
  })

  test('a chain that drifts disagrees with itself', () => {
    const drifting = autoregressive(0, 1, 2000, 6).map((chain) => chain.map((value, index) => value + index / 500))
    expect(splitPotentialScaleReduction(drifting)).toBeGreaterThan(1.3)
  })

  test('chains that do not move', () => {
    expect(
      splitPotentialScaleReduction([
        [1, 1, 1, 1],
        [1, 1, 1, 1],
      ]),
    ).toBe(Number.POSITIVE_INFINITY)
    expect(
      splitPotentialScaleReduction([
        [1, 1, 1, 1],
        [2, 2, 2, 2],
      ]),
    ).toBe(Number.POSITIVE_INFINITY)
    expect(() => effectiveSampleSize([[1, 2, 3]])).toThrow('at least 4')
  })
})

describe('a chain that never moves', () => {
  const moving = autoregressive(0.2, 3, 1000, 6)
  const stuck = moving[0]!.map(() => 0)

  test.each([
    ['all of them', [stuck, stuck, stuck]],
    ['one of them', [...moving, stuck]],
    ['the second half of one', [...moving, moving[0]!.map((value, index) => (index < 500 ? value : 0))]],
  ])('%s: no effective draws, no agreement', (_, chains) => {
    expect(effectiveSampleSize(chains)).toBe(0)
    expect(splitPotentialScaleReduction(chains)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('the Monte Carlo error of a quantile', () => {
  test.each([
    [0, 0.05],
    [0, 0.95],
    [0.8, 0.95],
    [0.8, 0.5],
  ])('autocorrelation %f, quantile %f: that of repeated runs', (rho, share) => {
    const runs = Array.from({ length: 200 }, (_, seed) => autoregressive(rho, 4, 500, 100 + seed))
    const found = runs.map((chains) => quantile(ascending(chains.flat()), share))
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length
    const spread = Math.sqrt(found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (found.length - 1))
    const errors = ascending(runs.map((chains) => quantileError(chains, share)))
    expect(quantile(errors, 0.5) / spread).toBeGreaterThan(0.8)
    expect(quantile(errors, 0.5) / spread).toBeLessThan(1.25)
  })
})

describe('adaptiveMetropolis', () => {
  test('draws from a narrow tilted normal with its means, standard deviations and correlation', () => {
    // Standard deviations 1 and 0.01, correlation 0.95, means 3 and -2; started far off with wrong scales.
    const rho = 0.95
    const logDensity = ([x, y]: readonly number[]): number => {
      const u = x! - 3
      const v = (y! + 2) / 0.01
      return -(u * u - 2 * rho * u * v + v * v) / (2 * (1 - rho * rho))
    }
    const { points, acceptance } = adaptiveMetropolis(logDensity, [0, 0], [1, 1], seededGenerator(9), {
      warmup: 6000,
      draws: 20_000,
      thinning: 3,
    })
    const xs = points.map((point) => point[0]!)
    const ys = points.map((point) => point[1]!)
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
    const centred = (values: readonly number[]): number[] => {
      const centre = mean(values)
      return values.map((value) => value - centre)
    }
    const spread = (values: readonly number[]): number => Math.sqrt(mean(centred(values).map((value) => value ** 2)))
    expect(mean(xs)).toBeCloseTo(3, 1)
    expect(mean(ys)).toBeCloseTo(-2, 3)
    expect(Math.abs(spread(xs) - 1)).toBeLessThan(0.06)
    expect(Math.abs(spread(ys) / 0.01 - 1)).toBeLessThan(0.06)
    const aside = centred(ys)
    const together = mean(centred(xs).map((x, index) => x * aside[index]!))
    expect(together / (spread(xs) * spread(ys))).toBeCloseTo(rho, 2)
    expect(acceptance).toBeGreaterThan(0.2)
    expect(acceptance).toBeLessThan(0.5)
  })

  test('respects an edge: an exponential density above 0', () => {
    const { points } = adaptiveMetropolis(
      ([x]) => (x! < 0 ? Number.NEGATIVE_INFINITY : -x!),
      [1],
      [1],
      seededGenerator(4),
      { warmup: 2000, draws: 20_000, thinning: 5 },
    )
    const draws = ascending(points.map((point) => point[0]!))
    expect(draws[0]).toBeGreaterThanOrEqual(0)
    expect(Math.abs(quantile(draws, 0.5) - Math.LN2)).toBeLessThan(0.05)
    expect(Math.abs(quantile(draws, 0.95) - Math.log(20))).toBeLessThan(0.2)
  })

  test('refuses a start outside', () => {
    expect(() =>
      adaptiveMetropolis(() => Number.NEGATIVE_INFINITY, [1], [1], seededGenerator(1), { warmup: 1, draws: 1 }),
    ).toThrow('finite log density')
  })
})

test('quantiles interpolate between order statistics', () => {
  // numpy.quantile([1, 2, 4, 8], q)
  expect([0, 0.05, 0.5, 0.9, 1].map((share) => quantile([1, 2, 4, 8], share))).toEqual(
    [1, 1.15, 3, 6.8, 8].map((value) => expect.closeTo(value, 12)),
  )
  expect(quantile([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 0.8)).toBe(Number.POSITIVE_INFINITY)
  expect(() => quantile([], 0.5)).toThrow('at least one')
})
