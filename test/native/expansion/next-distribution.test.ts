import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNextDistribution, logSumExp, NonFiniteScoresError } from '../../../native/expansion/next-distribution.ts'

const score = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -30, max: 30, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(-Infinity) },
)
const scores = fc
  .array(score, { minLength: 2, maxLength: 40 })
  .filter((list) => list.some(Number.isFinite))
  .map((list) => Float64Array.from(list))

function softmax(list: ArrayLike<number>, temperature: number): number[] {
  const top = Math.max(...Array.from(list))
  const weights = Array.from(list, (value) => Math.exp((value - top) / temperature))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

describe('createNextDistribution', () => {
  it('gives softmax probabilities, leaving out no more than may be dropped and only the rarest', () => {
    fc.assert(
      fc.property(
        scores,
        fc.constantFrom(1, 0.7, 2),
        fc.constantFrom(0, 1e-9, 1e-3, 0.1),
        (list, temperature, droppable) => {
          const expected = softmax(list, temperature)
          const { count, tokens, probabilities, dropped, tail } = createNextDistribution(list.length)(
            { scores: list, logNormaliser: logSumExp(list, 1) },
            temperature,
            droppable,
          )
          expect(tail).toBe(0)
          expect(dropped).toBeLessThanOrEqual(droppable + 1e-12)
          const kept = new Set(tokens.subarray(0, count))
          let sum = dropped
          for (let index = 0; index < count; index += 1) {
            expect(probabilities[index]).toBeCloseTo(expected[tokens[index]!]!, 12)
            sum += probabilities[index]!
          }
          expect(sum).toBeCloseTo(1, 12)
          const rarestKept = Math.min(1, ...probabilities.subarray(0, count))
          expected.forEach((p, token) => {
            if (!kept.has(token)) expect(p).toBeLessThanOrEqual(rarestKept + 1e-12)
          })
        },
      ),
      { numRuns: 500 },
    )
  })

  it('gives what a top list leaves out as its tail', () => {
    const list = Float64Array.of(Math.log(0.5), Math.log(0.25), Math.log(0.125), Math.log(0.125))
    const top = { tokens: Uint32Array.of(0, 1), scores: list.subarray(0, 2), logNormaliser: 0 }
    const { count, tail, dropped } = createNextDistribution(4)(top, 1, 0)
    expect(count).toBe(2)
    expect(tail).toBeCloseTo(0.25, 14)
    expect(dropped).toBe(0)
    expect(() => createNextDistribution(4)(top, 0.7, 0)).toThrow('whole vocabulary at temperature 0.7, got 2 tokens')
  })

  it('refuses what is no distribution', () => {
    const distribute = createNextDistribution(2)
    expect(() => distribute({ scores: Float64Array.of(0, Number.NaN), logNormaliser: 0 }, 1, 0)).toThrow(
      NonFiniteScoresError,
    )
    expect(() => distribute({ scores: Float64Array.of(0, Infinity), logNormaliser: 0 }, 1, 0)).toThrow(
      NonFiniteScoresError,
    )
    expect(() => distribute({ scores: Float64Array.of(0, Infinity), logNormaliser: 0 }, 0.5, 0)).toThrow(
      NonFiniteScoresError,
    )
    expect(() => distribute({ scores: Float64Array.of(-Infinity, -Infinity), logNormaliser: -Infinity }, 1, 0)).toThrow(
      NonFiniteScoresError,
    )
    expect(() => distribute({ scores: Float64Array.of(-Infinity, -Infinity), logNormaliser: 0 }, 1, 0)).toThrow(
      NonFiniteScoresError,
    )
    expect(() => distribute({ scores: Float64Array.of(0), logNormaliser: 0 }, 1, 0)).toThrow('expected 2 scores, got 1')
  })
})
