import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { elbow, expectedScore, lawOfShape, shareOfShift, type LawShape } from '../../../core/emergence/emergence-law.ts'

test('the law as published, by hand', () => {
  const law = { form: 'log-power', slope: 2, base: 0.25, factor: 0.1, exponent: 2, offset: 1.5 } as const
  // e^3 examples: 0.1 * 3^2 + 1.5 = 2.4.
  expect(elbow(law, Math.exp(3))).toBeCloseTo(2.4, 12)
  expect(expectedScore(law, 2.1, Math.exp(3))).toBeCloseTo(0.85, 12)
  expect(expectedScore(law, 2.5, Math.exp(3))).toBe(0.25)
  expect(elbow({ ...law, form: 'power', exponent: 0.5 }, 16)).toBeCloseTo(1.9, 12)
  expect(elbow(law, 1)).toBe(1.5)
})

describe('a shape and its law', () => {
  const shapes: fc.Arbitrary<LawShape> = fc.record({
    form: fc.constantFrom('log-power', 'power'),
    fewShot: fc.double({ min: 1, max: 30, noNaN: true }),
    most: fc.integer({ min: 64, max: 100_000 }),
    fewShotElbow: fc.double({ min: 0.2, max: 4, noNaN: true }),
    shift: fc.double({ min: 0.01, max: 2, noNaN: true }),
    exponent: fc.double({ min: 0.2, max: 2.5, noNaN: true }),
  })

  test('have the same elbows, from the few-shot one to the one shifted in full', () => {
    fc.assert(
      fc.property(shapes, fc.double({ min: 1, max: 200_000, noNaN: true }), (shape, examples) => {
        const law = lawOfShape(shape, 1, 0)
        expect(elbow(law, shape.fewShot)).toBeCloseTo(shape.fewShotElbow, 8)
        expect(elbow(law, shape.most)).toBeCloseTo(shape.fewShotElbow + shape.shift, 8)
        const along = shape.fewShotElbow + shape.shift * shareOfShift(shape, examples)
        expect(Math.abs(elbow(law, examples) - along)).toBeLessThan(1e-6 * (1 + Math.abs(along)))
      }),
    )
  })

  test('more data never move the elbow towards stronger models', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.double({ min: 1, max: 1e5, noNaN: true }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        (shape, examples, times) => {
          const law = lawOfShape(shape, 1, 0)
          expect(elbow(law, examples * times)).toBeGreaterThanOrEqual(elbow(law, examples) - 1e-9)
        },
      ),
    )
  })
})
