import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { splitModels } from '../../../core/scaling/split.ts'

const models = [84, null, 10, 84.5, 300].map((flops, index) => ({
  flops,
  score: [0.2, 0.9, 0.1, 0.4, 0.3][index]!,
}))

describe('split into models to train on and models held out', () => {
  test('by compute: up to the cutoff, and only where compute is known', () => {
    expect(splitModels(models, { by: 'cutoff', flops: 84 }, seededGenerator(1))).toEqual([
      true,
      false,
      true,
      false,
      false,
    ])
  })

  test('a cutoff below all models is refused', () => {
    expect(() => splitModels(models, { by: 'cutoff', flops: 0 }, seededGenerator(1))).toThrow(
      'Cutoff 0: expected models of at most so much compute (1e21 FLOPs), found none of 5',
    )
  })

  test('the top share: unknown compute first, then the most', () => {
    expect(splitModels(models, { by: 'top', share: 0.4 }, seededGenerator(1))).toEqual([true, false, true, true, false])
  })

  test('the best share: the highest scores, whether compute is known or not', () => {
    expect(splitModels(models, { by: 'best', share: 0.4 }, seededGenerator(1))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ])
  })

  test('none holds out nothing', () => {
    expect(splitModels(models, { by: 'none' }, seededGenerator(1))).toEqual([true, true, true, true, true])
  })

  test('at random: the share, the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.nat(1000),
        (count, share, seed) => {
          const some = Array.from({ length: count }, () => ({ flops: 1, score: 0 }))
          const train = splitModels(some, { by: 'random', share }, seededGenerator(seed))
          expect(train.filter((kept) => !kept)).toHaveLength(Math.floor(share * count))
          expect(splitModels(some, { by: 'random', share }, seededGenerator(seed))).toEqual(train)
        },
      ),
    )
  })

  test('at random: every model is held out as often', () => {
    const counts = [0, 0, 0, 0]
    const generator = seededGenerator(5)
    for (let round = 0; round < 4000; round++) {
      for (const [index, kept] of splitModels(models.slice(1), { by: 'random', share: 0.5 }, generator).entries())
        if (!kept) counts[index]! += 1
    }
    // Four standard deviations of a count of 4,000 draws at one half.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(127)
  })
})
