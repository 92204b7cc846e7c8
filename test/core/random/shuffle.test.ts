import { expect, test } from 'vitest'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { shuffle } from '../../../core/random/shuffle.ts'

test('a shuffle keeps the values and depends on the seed only', () => {
  const values = Array.from({ length: 50 }, (_, index) => index)
  const orders = [1, 1, 2].map((seed) => {
    const order = [...values]
    shuffle(order, seededGenerator(seed))
    return order
  })
  expect(orders[0]).toEqual(orders[1])
  expect(orders[0]).not.toEqual(orders[2])
  expect(orders[0]!.toSorted((left, right) => left - right)).toEqual(values)
})

test('each order of three values comes as often', () => {
  const generator = seededGenerator(3)
  const counts = new Map<string, number>()
  for (let round = 0; round < 6000; round++) {
    const order = Float64Array.of(0, 1, 2)
    shuffle(order, generator)
    counts.set(order.join(), (counts.get(order.join()) ?? 0) + 1)
  }
  expect(counts.size).toBe(6)
  // Five standard deviations of a count of mean 1000.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
})
