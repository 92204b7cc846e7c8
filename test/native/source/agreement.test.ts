import { expect, test } from 'vitest'
import { disagreement, isContradiction, objection } from '../../../native/source/agreement.ts'

const logs = (...probabilities: number[]): Float64Array[] => [Float64Array.from(probabilities, Math.log)]

test('the same distributions do not disagree', () => {
  expect(disagreement(logs(0.5, 0.25, 0.25), logs(0.5, 0.25, 0.25))).toEqual({ totalVariation: 0, logProbability: 0 })
})

test('total variation and largest difference of log-probabilities by hand', () => {
  const { totalVariation, logProbability } = disagreement(logs(0.5, 0.4, 0.1), logs(0.6, 0.3, 0.1))
  expect(totalVariation).toBeCloseTo(0.1, 12)
  expect(logProbability).toBeCloseTo(Math.log(0.4 / 0.3), 12)
})

test('a token that one source gives nothing counts where the other gives it more than a millionth', () => {
  expect(disagreement(logs(1 - 1e-5, 1e-5), logs(1, 0)).logProbability).toBe(Infinity)
  expect(disagreement(logs(1 - 1e-7, 1e-7), logs(1, 1e-9)).logProbability).toBeLessThan(1e-6)
})

test('what float weights must hold, quantized ones need not', () => {
  const apart = disagreement(logs(0.5, 0.5), logs(0.501, 0.499))
  expect(objection(apart, true)).toMatch(/^expected log-probabilities within 0\.001 .* found a difference of 0\.002/)
  expect(objection(apart, false)).toBeNull()
  expect(objection(disagreement(logs(0.5, 0.5), logs(0.5004, 0.4996)), true)).toBeNull()
  expect(objection(disagreement(logs(0.5, 0.5), logs(0.52, 0.48)), false)).toMatch(
    /^expected next-token distributions within 0\.01 .* found 0\.02/,
  )
})

test('what another batch shape explains is no contradiction; a missing BOS, or another model, is', () => {
  expect(isContradiction({ totalVariation: 0.06, logProbability: 0.4 }, true)).toBe(false)
  expect(isContradiction({ totalVariation: 0.05, logProbability: 4.7 }, true)).toBe(true)
  expect(isContradiction({ totalVariation: 0.05, logProbability: 4.7 }, false)).toBe(false)
  expect(isContradiction({ totalVariation: 0.2, logProbability: 0.5 }, false)).toBe(true)
})

test('NaN is an objection and a contradiction', () => {
  const broken = disagreement(logs(0.5, 0.5), [Float64Array.of(Number.NaN, 0)])
  expect(objection(broken, false)).not.toBeNull()
  expect(isContradiction(broken, false)).toBe(true)
})

test('distributions over other vocabularies are refused', () => {
  expect(() => disagreement(logs(0.5, 0.5), logs(1))).toThrow('expected 2 log-probabilities, got 1')
})
