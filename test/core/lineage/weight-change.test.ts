import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type SketchPair, weightChange } from '../../../core/lineage/weight-change.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { referenceSketch } from '../../native/weights/reference-sketch.ts'

const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value ** 2, 0)

function pairOf(left: readonly number[], right: readonly number[], seed: number, buckets: number): SketchPair {
  const key = { first: Math.imul(seed, 0x9e3779b1) >>> 0, second: seed }
  return {
    elements: left.length,
    left: referenceSketch(left, key, buckets),
    right: referenceSketch(right, key, buckets),
    leftSquares: squares(left),
    rightSquares: squares(right),
    buckets,
  }
}

const weights = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 300 })

describe('the change between two sets of weights', () => {
  test('is none between equal ones', () => {
    fc.assert(
      fc.property(weights, fc.nat(), (values, seed) => {
        const change = weightChange([pairOf(values, values, seed, 64)])
        expect(change).toMatchObject({ squaredDistance: 0, squaredDistanceError: 0, relativeDistance: 0 })
        if (squares(values) > 1e-200) expect(change.cosine).toBeCloseTo(1, 12)
        else if (squares(values) === 0) expect(change.cosine).toBe(null)
      }),
    )
  })

  test('is exact for multiples of one another', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(-3, -1, 0.5, 2), (seed, factor) => {
        const values = deviates(seed, 500)
        const change = weightChange([
          pairOf(
            values,
            values.map((value) => factor * value),
            seed,
            64,
          ),
        ])
        expect(change.cosine).toBeCloseTo(Math.sign(factor), 9)
        expect(change.squaredDistance / ((1 - factor) ** 2 * squares(values))).toBeCloseTo(1, 9)
      }),
    )
  })

  test('does not depend on which of the two is the left one', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const pair = pairOf(deviates(seed, 400), deviates(seed + 1, 400), seed, 64)
        const swapped = {
          ...pair,
          left: pair.right,
          right: pair.left,
          leftSquares: pair.rightSquares,
          rightSquares: pair.leftSquares,
        }
        const [one, other] = [weightChange([pair]), weightChange([swapped])]
        expect(other.squaredDistance).toBeCloseTo(one.squaredDistance, 9)
        expect(other.cosine).toBeCloseTo(one.cosine!, 12)
      }),
    )
  })

  test('adds up over tensors, and its errors by their squares', () => {
    const pairs = [1, 2, 3].map((seed) => pairOf(deviates(seed, 300), deviates(seed + 9, 300), seed, 128))
    const all = weightChange(pairs)
    const each = pairs.map((pair) => weightChange([pair]))
    expect(all.elements).toBe(900)
    expect(all.squaredDistance).toBeCloseTo(
      each.reduce((sum, { squaredDistance }) => sum + squaredDistance, 0),
      9,
    )
    expect(all.squaredDistanceError ** 2).toBeCloseTo(
      each.reduce((sum, { squaredDistanceError }) => sum + squaredDistanceError ** 2, 0),
      9,
    )
  })

  test.each([0, 0.5, 0.95, 0.999, -0.8])('lies within its standard error for weights of cosine %f', (cosine) => {
    const elements = 4000
    const left = deviates(1, elements)
    const noise = deviates(2, elements)
    const right = left.map((value, index) => 0.7 * (cosine * value + Math.sqrt(1 - cosine ** 2) * noise[index]!))
    const exactDistance = squares(left.map((value, index) => value - right[index]!))
    const exactCosine =
      left.reduce((sum, value, index) => sum + value * right[index]!, 0) / Math.sqrt(squares(left) * squares(right))
    const seeds = Array.from({ length: 400 }, (_, seed) => seed)
    const changes = seeds.map((seed) => weightChange([pairOf(left, right, seed + 7, 128)]))
    const inErrors = (of: (change: (typeof changes)[number]) => number): number =>
      Math.sqrt(changes.reduce((sum, change) => sum + of(change) ** 2, 0) / changes.length)
    const distances = inErrors((change) => (change.squaredDistance - exactDistance) / change.squaredDistanceError)
    const relative = inErrors(
      (change) =>
        (change.relativeDistance - Math.sqrt((2 * exactDistance) / (squares(left) + squares(right)))) /
        change.relativeDistanceError,
    )
    const cosines = inErrors((change) => (change.cosine! - exactCosine) / change.cosineError!)
    // The root of the mean of 400 squared standard deviates is within 0.11 of 1 with three of its standard errors.
    for (const spread of [distances, relative, cosines]) {
      expect(spread).toBeGreaterThan(0.85)
      expect(spread).toBeLessThan(1.15)
    }
  })
})

test('the sketch of a sum is the sum of the sketches', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: -3, max: 3, noNaN: true }), (seed, factor) => {
      const left = deviates(seed, 333)
      const right = deviates(seed + 1, 333)
      const key = { first: seed, second: seed }
      const sum = referenceSketch(
        left.map((value, index) => value + factor * right[index]!),
        key,
        64,
      )
      const [one, other] = [referenceSketch(left, key, 64), referenceSketch(right, key, 64)]
      sum.forEach((value, bucket) => expect(value).toBeCloseTo(one[bucket]! + factor * other[bucket]!, 9))
    }),
  )
})

function deviates(seed: number, count: number): number[] {
  const next = normalDeviates(seededGenerator(seed))
  return Array.from({ length: count }, () => next())
}
