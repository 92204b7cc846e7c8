import { expect, test } from 'vitest'
import { boundedDistance, boundedPair } from '../../../core/similarity/bounded.ts'

test('the ends of a distance are those of the similarity turned around', () => {
  const distance = boundedDistance('nei', { value: 0.5, lower: 0.4, upper: 0.6 })
  expect(distance.value).toBeCloseTo(0.693147, 6)
  expect(distance.lower).toBeCloseTo(0.510826, 6)
  expect(distance.upper).toBeCloseTo(0.916291, 6)
  expect(boundedDistance('nei-mean', { value: 0.5, lower: 0.25, upper: 0.75 })).toEqual({
    value: 0.5,
    lower: 0.25,
    upper: 0.75,
  })
})

test('a pair of models is read from the matrices by row and column', () => {
  const square = (value: number) => [
    [1, value],
    [value, 1],
  ]
  const pair = boundedPair(
    {
      measure: 'nei-mean',
      similarity: square(0.5),
      distance: square(0.5),
      lower: square(0.25),
      upper: square(0.625),
    },
    1,
    0,
  )
  expect(pair).toEqual({
    similarity: { value: 0.5, lower: 0.25, upper: 0.625 },
    distance: { value: 0.5, lower: 0.375, upper: 0.75 },
  })
})
