import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseModels, gramOf, objectiveOf, type FamilyCapabilities } from '../../../core/scaling/model-choice.ts'

const capability = fc.array(
  fc.integer({ min: -50, max: 50 }).map((value) => value / 10),
  { minLength: 2, maxLength: 2 },
)
const families = fc
  .array(fc.array(capability, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 7 })
  .map((list): FamilyCapabilities[] => list.map((capabilities, index) => ({ family: `f${index}`, capabilities })))

/** Least objective over all subsets, by the inverse of a 2 x 2 matrix. */
function byEnumeration(list: readonly FamilyCapabilities[], budget: number, forced: readonly string[]): number {
  const [[a, b], [, c]] = gramOf(list.flatMap(({ capabilities }) => capabilities)) as [
    [number, number],
    [number, number],
  ]
  let best = Infinity
  for (let mask = 0; mask < 2 ** list.length; mask++) {
    const chosen = list.filter((_, index) => (mask >> index) % 2 === 1)
    const rows = chosen.flatMap(({ capabilities }) => capabilities)
    if (
      rows.length > budget ||
      rows.length === 0 ||
      !forced.every((name) => chosen.some(({ family }) => family === name))
    )
      continue
    const [[p, q], [, r]] = gramOf(rows) as [[number, number], [number, number]]
    const determinant = p * r - q * q
    if (determinant > 1e-11 * p * r) best = Math.min(best, (a * r - 2 * b * q + c * p) / determinant)
  }
  return best
}

describe('V-optimal choice of families', () => {
  test('agrees with the enumeration of all choices', () => {
    fc.assert(
      fc.property(families, fc.integer({ min: 4, max: 14 }), fc.boolean(), (list, budget, force) => {
        const forced = force ? ['f1'] : []
        const best = byEnumeration(list, budget, forced)
        const choice = chooseModels(list, budget, forced)
        if (best === Infinity) {
          expect(choice).toBeUndefined()
          return
        }
        expect(choice!.objective / best).toBeCloseTo(1, 6)
        const rows = list
          .filter(({ family }) => choice!.families.includes(family))
          .flatMap(({ capabilities }) => capabilities)
        expect(choice!.models).toBe(rows.length)
        expect(objectiveOf(gramOf(list.flatMap(({ capabilities }) => capabilities)), gramOf(rows)) / best).toBeCloseTo(
          1,
          6,
        )
      }),
    )
  })

  test('models on one line determine one direction only, whatever the rounding', () => {
    expect(
      chooseModels(
        [
          { family: 'f0', capabilities: [[-0.2, 2.6]] },
          { family: 'f1', capabilities: [[0.1, -1.3]] },
        ],
        4,
      ),
    ).toBeUndefined()
  })

  test('says where the search ended early, and what cannot be forced', () => {
    const list = Array.from({ length: 8 }, (_, i) => ({
      family: `f${i}`,
      capabilities: [
        [Math.cos(i), Math.sin(i)],
        [Math.sin(3 * i), i],
      ],
    }))
    expect(chooseModels(list, 8, [], 3)?.exact).toBe(false)
    expect(() => chooseModels(list, 8, ['f9'])).toThrow('Force: expected families of the models, found f9')
    expect(() => chooseModels(list, 3, ['f0', 'f1'])).toThrow(
      'Budget: expected at least 4 models, those of the forced families, found 3',
    )
  })
})
