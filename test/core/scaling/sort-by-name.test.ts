import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forecastHypothetical } from '../../../core/scaling/hypothetical-model.ts'
import { sortByName } from '../../../core/scaling/sort-by-name.ts'
import { fitScaling, type ScalingFitSettings } from '../../../core/scaling/scaling-fit.ts'
import { fitGain, type TreatedModel } from '../../../core/scaling/score-gain.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

const generator = seededGenerator(3)

/** Five families of four models, whose scores follow their size with noise. */
const models: readonly TreatedModel[] = Array.from({ length: 20 }, (_, index) => {
  const size = 2 ** (index % 4) * (1 + Math.floor(index / 4) / 3)
  const ability = 1 / (1 + Math.exp(-(Math.log(size) - 1)))
  const noisy = (): number => Math.min(0.99, Math.max(0.01, ability + 0.1 * (generator.real() - 0.5)))
  return {
    id: `id ${index}`,
    model: `model ${(index * 7) % 20}`,
    family: `family ${(Math.floor(index / 4) * 3) % 5}`,
    size,
    tokens: 1 + (index % 3),
    flops: 6 * size * (1 + (index % 3)),
    metrics: index % 6 === 5 ? [noisy(), undefined] : [noisy(), noisy()],
    score: noisy(),
    before: 0.8 * noisy(),
  }
})
const settings: ScalingFitSettings = {
  components: 1,
  link: 'sigmoid',
  loss: 'ols',
  split: { by: 'random', share: 0.2 },
  chance: 0,
  top: 1,
  baseline: 'flops',
  referenceFamily: 'family 0',
  replicates: 25,
  level: 0.9,
  seed: 5,
}
const shuffled = fc.shuffledSubarray([...models], { minLength: models.length })

/** A list in the order of the models' ids. */
function byId<T extends { readonly id: string }>(entries: readonly T[]): T[] {
  return [...entries].sort((one, other) => (one.id < other.id ? -1 : 1))
}

describe('the order of models does not matter, to the last bit,', () => {
  test('for a law, its split, its errors and its intervals', () => {
    const expected = fitScaling(models, settings)
    expect(expected.predictions.map(({ id }) => id)).toEqual(models.map(({ id }) => id))
    expect(expected.predictions.every(({ lower }) => lower !== null)).toBe(true)
    fc.assert(
      fc.property(shuffled, (given) => {
        const fit = fitScaling(given, settings)
        expect(fit.predictions.map(({ id }) => id)).toEqual(given.map(({ id }) => id))
        expect({ ...fit, predictions: byId(fit.predictions) }).toEqual({
          ...expected,
          predictions: byId(expected.predictions),
        })
      }),
      { numRuns: 10 },
    )
  })

  test('for a gain', () => {
    const expected = fitGain(models, settings)
    fc.assert(
      fc.property(shuffled, (given) => {
        const fit = fitGain(given, settings)
        expect(fit.before.predictions.map(({ id }) => id)).toEqual(given.map(({ id }) => id))
        expect(byId(fit.predictions)).toEqual(byId(expected.predictions))
        expect(fit.coverage).toEqual(expected.coverage)
        expect(fit.comparison).toEqual(expected.comparison)
      }),
      { numRuns: 10 },
    )
  })

  test('for a model that does not exist yet', () => {
    const plan = { family: 'family 3', size: 40, tokens: 4 }
    const expected = forecastHypothetical(models, plan, settings)
    fc.assert(
      fc.property(shuffled, (given) => {
        expect(forecastHypothetical(given, plan, settings)).toEqual(expected)
      }),
      { numRuns: 10 },
    )
  })
})

test('entries by name go back to the order given', () => {
  const order = sortByName([
    { model: 'b', family: 'x' },
    { model: 'a', family: 'y' },
    { model: 'c', family: 'x' },
  ])
  expect(order.models.map(({ model }) => model)).toEqual(['a', 'b', 'c'])
  expect(order.inGivenOrder([1, 2, 3])).toEqual([2, 1, 3])
})
