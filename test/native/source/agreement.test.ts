import { expect, test } from 'vitest'
import { disagreement, objection } from '../../../native/source/agreement.ts'

const logs = (...probabilities: number[]): Float64Array[] => [Float64Array.from(probabilities, Math.log)]

test('the same distributions do not disagree', () => {
  expect(disagreement(logs(0.5, 0.25, 0.25), logs(0.5, 0.25, 0.25))).toEqual({ totalVariation: 0, logProbability: 0 })
})

test('total variation and mean log-probability of two distributions by hand', () => {
  const { totalVariation, logProbability } = disagreement(logs(0.5, 0.5, 0), logs(0.6, 0.3, 0.1))
  expect(totalVariation).toBeCloseTo(0.2, 12)
  expect(logProbability).toBeCloseTo(0.55 * Math.log(0.6 / 0.5) + 0.4 * Math.log(0.5 / 0.3), 12)
})

test('what float weights must hold, quantized ones need not', () => {
  const apart = disagreement(logs(0.5, 0.5), logs(0.52, 0.48))
  expect(objection(apart, true)).toMatch(/^expected log-probabilities within 0\.01 .* found a difference of 0\.04/)
  expect(objection(apart, false)).toBeNull()
  expect(objection(disagreement(logs(0.5, 0.5), logs(0.7, 0.3)), false)).toMatch(/^expected next-token distributions within 0\.1 .* found 0\.2/)
})

test('NaN is an objection', () => {
  const broken = disagreement(logs(0.5, 0.5), [Float64Array.of(Number.NaN, 0)])
  expect(objection(broken, false)).not.toBeNull()
})

test('distributions over other vocabularies are refused', () => {
  expect(() => disagreement(logs(0.5, 0.5), logs(1))).toThrow('expected 2 log-probabilities, got 1')
})
