import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileKernel, kernelSources } from '../../../native/kernel/compile-kernel.ts'
import { VocabularyKernel } from '../../../native/kernel/vocabulary-kernel.ts'
import { kernelModule } from '../../../native/kernel/vocabulary-kernel.wasm.ts'

test('the committed module is what its source compiles to', async () => {
  expect(Buffer.from(await compileKernel(kernelSources.vocabulary)).toString('base64')).toBe(kernelModule)
})

test('weights and their sum agree with Math.exp in double precision', () => {
  const score = fc.float({ min: -60, max: 40, noNaN: true })
  const temperature = fc.constantFrom(0.3, 0.7, 1, 2)
  fc.assert(
    fc.property(fc.array(score, { minLength: 1, maxLength: 70 }), temperature, (scores, heat) => {
      const { top, sum, weights } = new VocabularyKernel(scores.length).weigh(Float32Array.from(scores), heat)
      const greatest = Math.max(...scores)
      const exact = scores.map((value) => Math.exp((value - greatest) / heat))
      expect(top).toBe(greatest)
      expect(weights).toHaveLength(scores.length)
      for (const [index, value] of exact.entries()) {
        const error = 2e-7 * (1 + (greatest - scores[index]!) / heat)
        expect(Math.abs(weights[index]! - value)).toBeLessThanOrEqual(error * value + 1e-37)
      }
      const total = exact.reduce((left, right) => left + right, 0)
      expect(Math.abs(sum / total - 1)).toBeLessThan(2e-6)
    }),
  )
})

test('log-sum-exp over a large vocabulary', () => {
  const scores = Float32Array.from({ length: 50_001 }, (_, index) => Math.sin(index) * 12)
  const exact = Math.log(scores.reduce((sum, score) => sum + Math.exp(score - 12), 0)) + 12
  expect(new VocabularyKernel(scores.length).logSumExp(scores)).toBeCloseTo(exact, 7)
})

test.each([
  ['NaN', [0, Number.NaN, 1, 2, 3]],
  ['+Infinity', [0, 1, Infinity]],
  ['nothing finite', [-Infinity, -Infinity]],
])('%s gives a top that is not finite', (_name, scores) => {
  const kernel = new VocabularyKernel(scores.length)
  expect(Number.isFinite(kernel.weigh(Float32Array.from(scores)).top)).toBe(false)
  expect(Number.isFinite(kernel.logSumExp(Float32Array.from(scores)))).toBe(false)
})

test('probability 0 weighs nothing', () => {
  const { sum, weights } = new VocabularyKernel(3).weigh(Float32Array.of(1, -Infinity, 1))
  expect([...weights, sum]).toEqual([1, 0, 1, 2])
})

test('another number of scores is refused', () => {
  expect(() => new VocabularyKernel(3).weigh(new Float32Array(4))).toThrow('expected 3 scores, got 4')
})

test('the candidates hold the largest scores, ties among them', () => {
  const score = fc.oneof(fc.float({ min: -20, max: 20, noNaN: true }), fc.constantFrom(3, -Infinity))
  fc.assert(
    fc.property(fc.array(score, { minLength: 1, maxLength: 900 }), fc.integer({ min: 1, max: 40 }), (values, most) => {
      const scores = Float32Array.from(values)
      const found = [...new VocabularyKernel(scores.length).candidates(scores, most)]
      const finite = [...scores.keys()].filter((index) => scores[index]! > -Infinity)
      const least = finite.map((index) => scores[index]!).sort((left, right) => right - left)[most - 1] ?? -Infinity
      expect(found).toEqual(expect.arrayContaining(finite.filter((index) => scores[index]! >= least)))
      expect(found).toEqual(
        [...new Set(found)].filter((index) => finite.includes(index)).sort((left, right) => left - right),
      )
    }),
  )
})

test('of a large vocabulary there are few candidates', () => {
  const scores = Float32Array.from({ length: 50_000 }, (_, index) => Math.sin(index * index) * 12)
  expect(new VocabularyKernel(scores.length).candidates(scores, 32).length).toBeLessThan(100)
})
