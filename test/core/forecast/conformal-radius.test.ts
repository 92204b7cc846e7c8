import { expect, test } from 'vitest'
import { conformalRadius } from '../../../core/forecast/conformal-radius.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

test('the radius is the ceil((n + 1) level)-th smallest error, infinite where there are too few', () => {
  const errors = [5, 1, 4, 2, 3, 9, 8, 7, 6]
  expect(conformalRadius(errors, 0.5)).toBe(5)
  expect(conformalRadius(errors, 0.9)).toBe(9)
  expect(conformalRadius(errors, 0.91)).toBe(Infinity)
  expect(conformalRadius(errors.slice(1), 0.9)).toBe(Infinity)
  expect(conformalRadius([], 0.5)).toBe(Infinity)
})

test('of exchangeable errors it holds a new one with the stated probability', () => {
  const normal = normalDeviates(seededGenerator(3))
  const draws = 4000
  let held = 0
  for (let draw = 0; draw < draws; draw++) {
    const errors = Array.from({ length: 19 }, () => Math.abs(normal()))
    if (Math.abs(normal()) <= conformalRadius(errors, 0.9)) held++
  }
  // Exactly 0.9 for 19 errors; four standard deviations of the count.
  expect(Math.abs(held / draws - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / draws))
})
