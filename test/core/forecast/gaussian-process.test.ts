import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitGaussianProcess, processAt, processForecast } from '../../../core/forecast/gaussian-process.ts'
import { reference } from './reference.ts'

const { squares, scores, asked, fixed, best } = reference.process

describe('Gaussian process', () => {
  test("forecasts as scikit-learn's does for given length and noise", () => {
    const process = processAt(squares, scores, fixed.length, fixed.noise)!
    asked.forEach((row, i) => {
      const { score, deviation, weights } = processForecast(process, row)
      expect(score).toBeCloseTo(fixed.mean[i]!, 6)
      // Deviations scale with the standard deviation, which is given there and fitted here.
      expect(deviation * Math.sqrt(fixed.variance / process.variance)).toBeCloseTo(fixed.deviation[i]!, 6)
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10)
      expect(weights.reduce((sum, weight, j) => sum + weight * scores[j]!, 0)).toBeCloseTo(score, 12)
    })
  })

  test("is as likely as the best that scipy's differential evolution finds over all four parameters", () => {
    const process = fitGaussianProcess(squares, scores)
    expect(process.logLikelihood).toBeCloseTo(best.logLikelihood, 4)
    expect(process.length / best.length).toBeCloseTo(1, 2)
    expect(process.noise / best.noise).toBeCloseTo(1, 1)
    expect(process.variance / best.variance).toBeCloseTo(1, 1)
    expect(process.mean).toBeCloseTo(best.mean, 2)
  })

  test('goes through the scores where there is no noise, and to the mean far away', () => {
    const process = processAt(squares, scores, 0.7, 1e-9)!
    scores.forEach((score, i) => expect(processForecast(process, squares[i]!).score).toBeCloseTo(score, 5))
    const far = processForecast(
      process,
      scores.map(() => 1e6),
    )
    expect(far.score).toBeCloseTo(process.mean, 10)
    expect(far.deviation).toBeGreaterThan(Math.sqrt(process.variance))
  })

  test('moves with the scores: adding or multiplying a constant does the same to forecasts', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (shift, factor) => {
          const plain = processForecast(processAt(squares, scores, 0.5, 0.1)!, asked[0]!)
          const moved = processForecast(
            processAt(
              squares,
              scores.map((score) => shift + factor * score),
              0.5,
              0.1,
            )!,
            asked[0]!,
          )
          expect(moved.score).toBeCloseTo(shift + factor * plain.score, 8)
          expect(moved.deviation).toBeCloseTo(factor * plain.deviation, 8)
        },
      ),
    )
  })

  test('takes equal scores and equal models', () => {
    const equal = fitGaussianProcess(
      squares,
      scores.map(() => 0.25),
    )
    expect(processForecast(equal, asked[0]!).score).toBeCloseTo(0.25, 10)
    const same = fitGaussianProcess(
      [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
      [0.1, 0.2, 0.6],
    )
    expect(processForecast(same, [0, 0, 0]).score).toBeCloseTo(0.3, 10)
    expect(() => fitGaussianProcess([[0]], [1])).toThrow('expected at least 3 scores, found 1')
  })
})
