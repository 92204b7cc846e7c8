import { describe, expect, test } from 'vitest'
import type { CheckpointScore } from '../../../core/emergence/checkpoint.ts'
import { elbowProfile, equalWithin } from '../../../core/emergence/elbow-profile.ts'
import { observedElbow } from '../../../core/emergence/few-shot-truth.ts'
import { fitLaw } from '../../../core/emergence/fit-law.ts'
import { forecastEmergence } from '../../../core/emergence/forecast-emergence.ts'
import { lawData, type LawData } from '../../../core/emergence/likelihood.ts'
import { simulateCheckpoints, typicalStudy } from '../../../core/emergence/simulate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { lateRise } from './late-rise.ts'

/**
 * Log-likelihood lost at each elbow of a grid, by looking at every shift, exponent and slope of a grid; the base is the
 * mean that is left.
 */
function griddedLosses(
  rows: readonly CheckpointScore[],
  data: LawData,
  grid: readonly number[],
  shifts: readonly number[],
): number[] {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const share = (examples: number, exponent: number): number => {
    const low = Math.log(data.fewShot) ** exponent
    return (Math.log(examples) ** exponent - low) / (Math.log(data.most) ** exponent - low)
  }
  const meanScore = mean(rows.map(({ score }) => score))
  const floor = rows.length * (1e-3 * data.scoreRange) ** 2
  const squares = grid.map((elbow) => {
    let least = Infinity
    for (const shift of shifts) {
      for (const exponent of shift === 0 ? [1] : [0.1, 0.2, 0.4, 0.7, 1, 1.3, 1.6, 2, 3, 5, 10]) {
        const depths = rows.map(({ loss, examples }) => Math.max(elbow + shift * share(examples, exponent) - loss, 0))
        const meanDepth = mean(depths)
        const spread = depths.reduce((sum, depth) => sum + (depth - meanDepth) ** 2, 0)
        const product = rows.reduce((sum, { score }, row) => sum + (depths[row]! - meanDepth) * (score - meanScore), 0)
        const steepest = (100 * data.scoreRange) / (data.mostLoss - data.leastLoss)
        const slope = spread > 0 ? Math.min(steepest, Math.max(0, product / spread)) : 0
        const left = rows.reduce(
          (sum, { score }, row) => sum + (score - meanScore - slope * (depths[row]! - meanDepth)) ** 2,
          0,
        )
        least = Math.min(least, left)
      }
    }
    return least + floor
  })
  const best = Math.min(...squares)
  return squares.map((sum) => 0.5 * (rows.length - 5) * Math.log(sum / best))
}

describe('a task that rises late', () => {
  test('forty tables: each ends with a posterior, and the same range of elbows for all', () => {
    const settings = {
      form: 'log-power',
      fewShot: 5,
      lossScale: 'nats',
      bootstrap: 0,
      starts: 20,
      posterior: { warmup: 2000, draws: 500 },
    } as const
    let ranges = 0
    for (let seed = 1; seed <= 40; seed++) {
      const { emergence, fit, notes } = forecastEmergence(lateRise(seed), settings, seededGenerator(1))
      expect(emergence.posterior.lower).toBeLessThan(2.06)
      expect(emergence.posterior.upper).toBeGreaterThan(2.15)
      expect(emergence.posterior.upper).toBeLessThan(2.25)
      if (emergence.equallyLikely === undefined) continue
      ranges++
      // A slope of a hundred times the range of scores per range of losses leaves 0.01 nats between the checkpoint and
      // its elbow.
      expect(emergence.equallyLikely.lower).toBeCloseTo(2.0097, 2)
      expect(emergence.equallyLikely.upper).toBeGreaterThan(2.18)
      expect(emergence.mostLikely).toBeCloseTo((emergence.equallyLikely.lower + emergence.equallyLikely.upper) / 2, 12)
      expect(fit.shape.fewShotElbow).toBe(emergence.mostLikely)
      expect(notes.join()).toContain('fits about equally well')
    }
    // A second checkpoint a little above the floor by chance makes a peak of its own, in one table of twenty.
    expect(ranges).toBeGreaterThanOrEqual(37)
  })

  test('the range is that of a search of a whole grid', () => {
    const rows = lateRise(3)
    const data = lawData(rows, 'log-power', 5)
    const profile = elbowProfile(data, fitLaw(data, seededGenerator(1)))
    const grid = Array.from({ length: 66 }, (_, index) => 1.98 + index * 0.004)
    const shifts = Array.from({ length: 21 }, (_, index) => index * 0.01)
    const losses = griddedLosses(rows, data, grid, shifts)
    const equal = grid.filter((_, index) => losses[index]! <= equalWithin)
    expect(profile.isPlateau).toBe(true)
    expect(Math.abs(profile.lower - Math.min(...equal))).toBeLessThan(0.008)
    expect(Math.abs(profile.upper - Math.max(...equal))).toBeLessThan(0.008)
  })
})

describe('a task that rises over many checkpoints', () => {
  test('has a peak and no plateau; its ends are those of a grid', () => {
    const rows = simulateCheckpoints({ ...typicalStudy, examples: [32, 256, 4096] }, seededGenerator(5))
    const data = lawData(rows, 'log-power', 5)
    const profile = elbowProfile(data, fitLaw(data, seededGenerator(1)))
    expect(profile.isPlateau).toBe(false)
    const grid = Array.from({ length: 61 }, (_, index) => 1.85 + index * 0.005)
    const shifts = Array.from({ length: 101 }, (_, index) => 0.1 + index * 0.004)
    const losses = griddedLosses(rows, data, grid, shifts)
    const equal = grid.filter((_, index) => losses[index]! <= equalWithin)
    // The grid of shifts and exponents is coarse, so that its profile is a little too low everywhere.
    expect(Math.abs(profile.lower - Math.min(...equal))).toBeLessThan(0.03)
    expect(Math.abs(profile.upper - Math.max(...equal))).toBeLessThan(0.03)
  })

  test('no plateau in thirty studies', () => {
    for (let seed = 0; seed < 30; seed++) {
      const data = lawData(simulateCheckpoints(typicalStudy, seededGenerator(seed)), 'log-power', 5)
      expect(elbowProfile(data, fitLaw(data, seededGenerator(1), 8)).isPlateau).toBe(false)
    }
  })
})

test('an observed elbow that one checkpoint alone lies below is a range up to the next', () => {
  const scores = [2, 2.2, 2.4, 2.6, 2.8, 3].map((loss, index) => ({
    loss,
    score: loss === 2 ? 0.6 : 0.25 + 0.003 * (-1) ** index,
  }))
  const { profile } = observedElbow(scores)
  expect(profile.isPlateau).toBe(true)
  expect(profile.lower).toBeCloseTo(2, 1)
  expect(profile.upper).toBeGreaterThan(2.17)
  const rising = [2, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6].map((loss, index) => ({
    loss,
    score: Math.max(2.35 - loss, 0) + 0.003 * (-1) ** index,
  }))
  expect(observedElbow(rising).profile.isPlateau).toBe(false)
})
