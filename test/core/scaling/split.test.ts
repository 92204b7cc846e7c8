import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { splitModels } from '../../../core/scaling/split.ts'

const flops = [84, undefined, 10, 84.5, 300]

describe('split into models to train on and models held out', () => {
  test('by compute: up to the cutoff, and only where compute is known', () => {
    expect(splitModels(flops, { by: 'cutoff', flops: 84 }, seededGenerator(1))).toEqual([true, false, true, false, false])
  })

  test('the top share: unknown compute first, then the most', () => {
    expect(splitModels(flops, { by: 'top', share: 0.4 }, seededGenerator(1))).toEqual([true, false, true, true, false])
  })

  test('none holds out nothing', () => {
    expect(splitModels(flops, { by: 'none' }, seededGenerator(1))).toEqual([true, true, true, true, true])
  })

  test('at random: the share, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.nat(1000), (count, share, seed) => {
        const models = Array.from({ length: count }, () => 1)
        const train = splitModels(models, { by: 'random', share }, seededGenerator(seed))
        expect(train.filter((kept) => !kept)).toHaveLength(Math.floor(share * count))
        expect(splitModels(models, { by: 'random', share }, seededGenerator(seed))).toEqual(train)
      }),
    )
  })

  test('at random: every model is held out as often', () => {
    const counts = [0, 0, 0, 0]
    const generator = seededGenerator(5)
    for (let round = 0; round < 4000; round++) {
      for (const [index, kept] of splitModels([1, 2, 3, 4], { by: 'random', share: 0.5 }, generator).entries()) if (!kept) counts[index]! += 1
    }
    // Four standard deviations of a count of 4,000 draws at one half.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(127)
  })
})
