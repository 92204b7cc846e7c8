import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { CheckpointScore } from '../../../core/emergence/checkpoint.ts'
import { compareEmergence } from '../../../core/emergence/compare-emergence.ts'
import { computeFactor, lossOfCompute } from '../../../core/emergence/compute-horizon.ts'
import { elbow } from '../../../core/emergence/emergence-law.ts'
import { observedElbow } from '../../../core/emergence/few-shot-truth.ts'
import { forecastEmergence, shareAtMost, type EmergenceSettings } from '../../../core/emergence/forecast-emergence.ts'
import { coverageOf, forecastSimulated, randomStudy } from '../../../core/emergence/interval-coverage.ts'
import { publishedEmergence } from '../../../core/emergence/published-results.ts'
import { readCheckpoints } from '../../../core/emergence/read-checkpoints.ts'
import { simulateCheckpoints, typicalStudy } from '../../../core/emergence/simulate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { readCsv } from '../../../engine/tables/read-csv.ts'
import { sharedMaterial } from '../../shared-material.ts'
import { frozenCheckpoints, frozenFits } from './frozen-fit.ts'

const settings: EmergenceSettings = {
  form: 'log-power',
  fewShot: 5,
  lossScale: 'nats',
  bootstrap: 0,
  starts: 20,
  posterior: { draws: 1000 },
}
const ladder = sharedMaterial('ladder/emergence.csv')

describe('a forecast', () => {
  const forecast = forecastEmergence(frozenCheckpoints, { ...settings, bootstrap: 60 }, seededGenerator(1))

  test('holds the known emergence in both intervals', () => {
    for (const interval of [forecast.emergence.posterior, forecast.emergence.bootstrap!]) {
      expect(interval.lower).toBeLessThan(2)
      expect(interval.upper).toBeGreaterThan(2)
      expect(interval.upper - interval.lower).toBeLessThan(0.25)
    }
    expect(Math.abs(forecast.emergence.mostLikely - 2)).toBeLessThan(0.1)
    expect(forecast.notes).toEqual([])
  })

  test('its cumulative distribution rises from 0 to 1 and agrees with its interval', () => {
    const { cumulative, draws, emergence } = forecast
    expect(cumulative[0]!.posterior).toBeLessThan(0.01)
    expect(cumulative.at(-1)!.posterior).toBeGreaterThan(0.99)
    cumulative
      .slice(1)
      .forEach((point, index) => expect(point.posterior).toBeGreaterThanOrEqual(cumulative[index]!.posterior))
    expect(shareAtMost(draws, emergence.posterior.lower)).toBeCloseTo(0.05, 2)
    expect(shareAtMost(draws, emergence.posterior.upper)).toBeCloseTo(0.95, 2)
  })

  test('is the same to the last digit in any order of the rows', () => {
    const few = { ...settings, starts: 4, posterior: { draws: 50 } }
    const [given, reversed] = [frozenCheckpoints, frozenCheckpoints.toReversed()].map((rows) =>
      forecastEmergence(rows, few, seededGenerator(1)),
    )
    expect([reversed!.fit, reversed!.emergence]).toEqual([given!.fit, given!.emergence])
  })

  test('does not look at rows that were not finetuned, nor at stronger checkpoints than asked for', () => {
    const wild = [1, 1.5, 2.1, 2.3].map((loss) => ({ checkpoint: 'x', loss, examples: 0, score: loss }))
    const again = forecastEmergence([...wild, ...frozenCheckpoints], { ...settings, bootstrap: 60 }, seededGenerator(1))
    expect(again.fit).toEqual(forecast.fit)
    expect(again.observed).toBeDefined()
    const weaker = forecastEmergence(frozenCheckpoints, { ...settings, leastLoss: 2.1 }, seededGenerator(1))
    expect(weaker.strongest).toBe(2.1)
    expect(weaker.fit.rows).toBe(frozenCheckpoints.filter(({ loss }) => loss >= 2.1).length)
  })

  test('says where the data do not bound the emergence', () => {
    const rising = frozenCheckpoints.map((row) => ({ ...row, score: 1 - row.loss / 3 + 0.02 * Math.log(row.examples) }))
    const { notes, emergence } = forecastEmergence(rising, { ...settings, starts: 10 }, seededGenerator(1))
    expect(notes.length).toBeGreaterThan(0)
    expect(emergence.posterior.upper - emergence.posterior.lower).toBeGreaterThan(0.1)
  })
})

test('the elbow of one amount of data is that of a brute-force search', () => {
  const rows = frozenCheckpoints.filter(({ examples }) => examples === 512)
  const found = observedElbow(rows)
  expect(found.elbow).toBeCloseTo(frozenFits.elbowOf512, 4)
  expect(() => observedElbow(rows.slice(0, 3))).toThrow('found 3')
  // A hinge without noise, with its slope given: 0.5 * max(2.2 - loss, 0) + 0.1.
  const exact = [2, 2.1, 2.15, 2.3, 2.4].map((loss) => ({ loss, score: 0.5 * Math.max(2.2 - loss, 0) + 0.1 }))
  expect(observedElbow(exact).elbow).toBeCloseTo(2.2, 5)
  expect(observedElbow(exact, 0.5)).toMatchObject({
    elbow: expect.closeTo(2.2, 5) as number,
    base: expect.closeTo(0.1, 6) as number,
  })
})

describe('the horizon in compute', () => {
  const line = (flops: number): number => 40 * flops ** -0.05
  const rows: CheckpointScore[] = [1e20, 1e21, 4e21, 1e22].map((flops) => ({
    checkpoint: String(flops),
    loss: line(flops),
    examples: 10,
    score: 0,
    flops,
  }))

  test('follows a power law of the loss exactly', () => {
    const found = lossOfCompute(rows)!
    expect(found.rate).toBeCloseTo(0.05, 10)
    expect(found.noise).toBeLessThan(1e-10)
    expect(computeFactor(found, line(1e22), line(5e22))).toBeCloseTo(5, 6)
    expect(computeFactor(found, line(1e22), line(1e21))).toBeCloseTo(0.1, 6)
    expect(computeFactor(found, 2, 0)).toBe(Number.POSITIVE_INFINITY)
  })

  test('counts a checkpoint once, however many rows it has, and needs three', () => {
    expect(lossOfCompute([...rows, ...rows.map((row) => ({ ...row, examples: 99 }))])).toEqual(lossOfCompute(rows))
    expect(lossOfCompute(rows.slice(0, 2))).toBeUndefined()
    expect(lossOfCompute(rows.map((row) => ({ ...row, loss: 1 / row.loss })))).toBeUndefined()
  })

  test('stands in a forecast where compute is known', () => {
    const known = frozenCheckpoints.map((row) => ({ ...row, flops: (40 / row.loss) ** 20 }))
    const { horizon, emergence, strongest } = forecastEmergence(known, settings, seededGenerator(1))
    expect(horizon!.mostLikely).toBeCloseTo((strongest / emergence.mostLikely) ** 20, 6)
    expect(horizon!.posterior.lower).toBeLessThan(horizon!.posterior.upper)
  })
})

test('of two pretraining sets the one in which the task emerges in weaker models is told', () => {
  const later = {
    ...typicalStudy,
    law: { ...typicalStudy.law, offset: typicalStudy.law.offset - 0.15 },
    losses: typicalStudy.losses.map((loss) => loss - 0.15),
  }
  const first = forecastEmergence(simulateCheckpoints(typicalStudy, seededGenerator(31)), settings, seededGenerator(1))
  const second = forecastEmergence(simulateCheckpoints(later, seededGenerator(32)), settings, seededGenerator(2))
  const comparison = compareEmergence(first, second, seededGenerator(3))
  expect(comparison.firstEmergesEarlier).toBeGreaterThan(0.95)
  expect(comparison.difference.posterior.lower).toBeLessThan(0.15)
  expect(comparison.difference.posterior.upper).toBeGreaterThan(0.15)
  const reverse = compareEmergence(second, first, seededGenerator(3))
  expect(reverse.firstEmergesEarlier).toBeLessThan(0.05)
  expect(reverse.difference.mostLikely).toBeCloseTo(-comparison.difference.mostLikely, 12)
})

describe('coverage', () => {
  test('of 90% intervals over simulations with laws of their own is near 90%', () => {
    const quick = { ...settings, starts: 10, posterior: { chains: 2, warmup: 1500, draws: 800, thinning: 4 } }
    const coverage = coverageOf(
      Array.from({ length: 40 }, (_, index) => forecastSimulated(randomStudy(index, 5), quick, 500 + index)),
    )
    // Three standard errors of 40 simulations.
    expect(coverage.posterior).toBeGreaterThan(0.9 - 3 * coverage.standardError)
    expect(coverage.withinTenth).toBeGreaterThan(0.85)
    expect(Math.abs(coverage.bias)).toBeLessThan(0.03)
  })

  test('is counted as stated', () => {
    const interval = { lower: 1, median: 2, upper: 3 }
    const forecasts = [2, 3.5, 1, 0].map((truth) => ({
      truth,
      mostLikely: 2,
      posterior: interval,
      trustworthy: truth > 0,
    }))
    expect(coverageOf(forecasts)).toMatchObject({
      simulations: 4,
      posterior: 0.5,
      trustworthy: 0.75,
      withinTenth: 0.25,
      bias: 0.375,
      posteriorWidth: 2,
    })
    expect(() => coverageOf([])).toThrow('at least one')
  })

  test('random laws emerge at 2 nats with the few-shot examples given', () => {
    for (let seed = 0; seed < 20; seed++) expect(elbow(randomStudy(seed, 8).law, 8)).toBeCloseTo(2, 10)
  })
})

describe('a table of checkpoints', () => {
  test('is read by column, with FLOPs where they are', () => {
    const table = readCsv('run,nats,n,acc,compute\na,2.5,0,0.25,1e20\nb,2.25,64,0.5,\n')
    const columns = { checkpoint: 'run', loss: 'nats', examples: 'n', score: 'acc', flops: 'compute' }
    expect(readCheckpoints(table, columns)).toEqual([
      { checkpoint: 'a', loss: 2.5, examples: 0, score: 0.25, flops: 1e20 },
      { checkpoint: 'b', loss: 2.25, examples: 64, score: 0.5 },
    ])
  })

  test.each([
    ['loss,examples\n1,2\n', 'expected a column "score"'],
    ['loss,examples,score\n-1,2,0\n', 'a loss above 0'],
    [
      'loss,examples,score\n1e300,2,0\n',
      'line 2: expected a loss from 1e-9 to 1000000 nats in column "loss", found "1e300"',
    ],
    ['loss,examples,score\n1e-300,2,0\n', 'a loss from 1e-9 to 1000000 nats'],
    ['loss,examples,score\n1,0.5,0\n', '0 or 1 to 1000000000000000'],
    ['loss,examples,score\n1,1e308,0\n', '0 or 1 to 1000000000000000'],
    ['loss,examples,score\n1,1,0\n1,1,\n', 'line 3: expected a score'],
    ['loss,examples,score\n1,x,0\n', 'a number'],
    ['loss,examples,score,flops\n1,1,0,-5\n', 'FLOPs above 0'],
  ])('%j is refused', (text, words) => {
    expect(() => readCheckpoints(readCsv(text))).toThrow(words)
  })
})

test('published errors are those of the published table', () => {
  const errors = publishedEmergence.slice(0, 4).map(({ predicted, observed }) => Math.abs(predicted - observed))
  expect(errors).toEqual([0.022, 0.041, 0.003, 0.064].map((error) => expect.closeTo(error, 6) as number))
})

test.skipIf(!ladder.isThere)(`the ladder loads as it is${ladder.absence}`, () => {
  const rows = readCheckpoints(readCsv(readFileSync(ladder.path, 'utf8')))
  expect(rows).toHaveLength(80)
  const forecast = forecastEmergence(rows, { ...settings, lossScale: 'log', fewShot: 4 }, seededGenerator(1))
  expect(forecast.fit.rows).toBe(64)
  expect(forecast.observed!.rows).toBe(16)
  expect(forecast.observed!.elbow).toBeCloseTo(0.17, 2)
  expect(forecast.observed!.error).toBeCloseTo(forecast.emergence.mostLikely - forecast.observed!.elbow, 12)
})
