import { describe, expect, test } from 'vitest'
import { elbow } from '../../../core/emergence/emergence-law.ts'
import { fitLaw } from '../../../core/emergence/fit-law.ts'
import { elbows, hingeFit, lawData, logLikelihood, residualSquares } from '../../../core/emergence/likelihood.ts'
import { samplePosterior } from '../../../core/emergence/posterior.ts'
import { simulateCheckpoints, typicalStudy } from '../../../core/emergence/simulate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { ascending, quantile } from '../../../core/sampling/quantile.ts'
import { frozenCheckpoints, frozenFits } from './frozen-fit.ts'

const exact = simulateCheckpoints({ ...typicalStudy, noise: 0 }, seededGenerator(1))

describe('without noise', () => {
  test.each(['log-power', 'power'] as const)('a %s law is found again', (form) => {
    const law =
      form === 'power' ? { ...typicalStudy.law, form, factor: 0.02, exponent: 0.35, offset: 1.96 } : typicalStudy.law
    const rows = simulateCheckpoints({ ...typicalStudy, law, noise: 0 }, seededGenerator(1))
    const fit = fitLaw(lawData(rows, form, 5), seededGenerator(2))
    expect(fit.noise).toBeLessThan(1e-5)
    for (const key of ['slope', 'base', 'factor', 'exponent', 'offset'] as const)
      expect(fit.law[key]).toBeCloseTo(law[key], 3)
    expect(fit.shape.fewShotElbow).toBeCloseTo(elbow(law, 5), 4)
    expect(fit.elbowAtEdge || fit.exponentAtEdge).toBe(false)
  })

  test('a law that is linear in the logarithm of the loss is found again on that scale', () => {
    const rows = exact.map((row) => ({ ...row, loss: Math.exp(row.loss) }))
    const fit = fitLaw(lawData(rows, 'log-power', 5, 'log'), seededGenerator(2))
    expect(fit.shape.fewShotElbow).toBeCloseTo(2, 4)
  })
})

describe('beside scipy on the same checkpoints', () => {
  test.each(['log-power', 'power'] as const)('%s: the same maximum of the likelihood', (form) => {
    const frozen = frozenFits[form]
    const fit = fitLaw(lawData(frozenCheckpoints, form, 5), seededGenerator(3))
    const squares = fit.noise ** 2 * fit.rows
    expect(squares).toBeLessThan(frozen.squares * (1 + 1e-6))
    expect(squares).toBeGreaterThan(frozen.squares * (1 - 1e-3))
    expect(fit.shape.fewShotElbow).toBeCloseTo(frozen.emergence, 3)
    for (const key of ['slope', 'base', 'factor', 'offset'] as const)
      expect(fit.law[key]).toBeCloseTo(frozen.law[key], 2)
    expect(fit.agreeing).toBeGreaterThan(3)
  })

  test.each(['log-power', 'power'] as const)(
    '%s: the same posterior as another sampler with the noise as a parameter',
    (form) => {
      const data = lawData(frozenCheckpoints, form, 5)
      const fit = fitLaw(data, seededGenerator(3))
      const posterior = samplePosterior(data, fit, seededGenerator(4), { draws: 5000, thinning: 10 })
      expect(posterior.trustworthy).toBe(true)
      const draws = ascending(posterior.elbowChains.flat())
      const { lower, median, upper } = frozenFits[form].posterior
      const width = upper - lower
      for (const [share, value] of [
        [0.05, lower],
        [0.5, median],
        [0.95, upper],
      ] as const) {
        expect(Math.abs(quantile(draws, share) - value)).toBeLessThan(0.08 * width)
      }
    },
  )
})

describe('the likelihood', () => {
  const data = lawData(frozenCheckpoints, 'log-power', 5)

  test('slope and base by the closed form leave the least squares, and the sum that is stated', () => {
    const at = elbows(data, { fewShotElbow: 2, shift: 0.25, exponent: 1.1 })
    const { slope, base, squares } = hingeFit(data, at)
    expect(residualSquares(data, at, { slope, base })).toBeCloseTo(squares, 12)
    for (const [a, b] of [
      [1e-3, 0],
      [-1e-3, 0],
      [0, 1e-4],
      [0, -1e-4],
    ] as const) {
      expect(residualSquares(data, at, { slope: slope + a, base: base + b })).toBeGreaterThan(squares)
    }
  })

  test('log-likelihood is the sum of normal log densities', () => {
    const residuals = [0.3, -0.1, 0.2]
    const squares = residuals.reduce((sum, value) => sum + value ** 2, 0)
    const variance = squares / 3
    const sum = residuals.reduce(
      (total, value) => total - 0.5 * Math.log(2 * Math.PI * variance) - value ** 2 / (2 * variance),
      0,
    )
    expect(logLikelihood(squares, 3)).toBeCloseTo(sum, 12)
  })

  test('says what is missing', () => {
    expect(() => lawData(exact.slice(0, 5), 'log-power', 5)).toThrow('found 5 rows')
    expect(() =>
      lawData(
        exact.filter(({ examples }) => examples === 64),
        'log-power',
        5,
      ),
    ).toThrow('with 1 and 14')
    expect(() => lawData(exact, 'log-power', 4096)).toThrow('from 1 to below 4096')
    expect(() => lawData(exact, 'log-power', 0.5)).toThrow('found 0.5')
    expect(() =>
      lawData(
        exact.map((row) => ({ ...row, score: 0.5 })),
        'log-power',
        5,
      ),
    ).toThrow('scores that differ')
    expect(() =>
      lawData(
        exact.map((row) => ({ ...row, examples: 0 })),
        'log-power',
        5,
      ),
    ).toThrow('at least 1 example')
    expect(() =>
      lawData(
        exact.map((row) => ({ ...row, loss: row.loss - 2.1 })),
        'log-power',
        5,
      ),
    ).toThrow('expected a loss above 0 of checkpoint "')
    for (const factor of [1e300, 1e-300]) {
      const scaled = exact.map((row) => ({ ...row, loss: row.loss * factor }))
      expect(() => lawData(scaled, 'log-power', 5)).toThrow('expected a loss from 1e-9 to 1000000 nats of checkpoint "')
      const apart = exact.map((row) => ({ ...row, score: row.score * factor }))
      expect(() => lawData(apart, 'log-power', 5)).toThrow('expected scores that differ by 1e-100 to 1e+100, found ')
    }
  })
})

test('the same seed gives the same fit and the same draws', () => {
  const data = lawData(frozenCheckpoints, 'log-power', 5)
  const run = () => {
    const generator = seededGenerator(12)
    const fit = fitLaw(data, generator, 5)
    return { fit, draws: samplePosterior(data, fit, generator, { warmup: 200, draws: 50 }).elbowChains }
  }
  expect(run()).toEqual(run())
})
