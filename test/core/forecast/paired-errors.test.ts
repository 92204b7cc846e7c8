import { describe, expect, test } from 'vitest'
import { compareErrors, type HeldOutError } from '../../../core/forecast/paired-errors.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

const errors = (...values: readonly (readonly [group: number, error: number])[]): HeldOutError[] =>
  values.map(([group, error], model) => ({ model, group, error }))

describe('two methods beside each other', () => {
  test('are compared on common models only, with the interval of the mean of groups', () => {
    const found = compareErrors(errors([0, 1], [1, 2], [2, 6], [3, 9]), errors([0, 2], [1, 4], [2, 9]))!
    // Differences -1, -2, -3, a group each: mean -2, standard error 1 / sqrt 3, t(2) = 4.3027 at 97.5 %.
    expect(found).toMatchObject({ models: 3, groups: 3, error: 3, otherError: 5, difference: -2, verdict: 'no better' })
    expect(found.lower).toBeCloseTo(-2 - 4.302653 / Math.sqrt(3), 5)
    expect(found.upper).toBeCloseTo(-2 + 4.302653 / Math.sqrt(3), 5)
  })

  test('a lead beyond the error is better, one behind worse, equal ones are no better, one group says nothing', () => {
    const few = errors([0, 1], [1, 1.1], [2, 0.9])
    const many = errors([0, 5], [1, 5.2], [2, 5.1])
    expect(compareErrors(few, many)!.verdict).toBe('better')
    expect(compareErrors(many, few)!.verdict).toBe('worse')
    expect(compareErrors(few, few)!.verdict).toBe('no better')
    expect(compareErrors(errors([0, 1], [0, 1]), errors([0, 5], [0, 5]))).toMatchObject({
      lower: null,
      upper: null,
      verdict: 'too few groups',
    })
    expect(compareErrors([], many)).toBeUndefined()
  })

  test('of methods that are equally good, at most about one in twenty comparisons of clustered errors finds a difference', () => {
    const generator = seededGenerator(5)
    const normal = normalDeviates(generator)
    let found = 0
    const draws = 2000
    for (let draw = 0; draw < draws; draw += 1) {
      const pairs = [0, 1, 2, 3].flatMap((group) => {
        const shared = normal()
        return Array.from({ length: 8 }, () => [group, shared + 0.5 * normal()] as const)
      })
      const zero = errors(...pairs.map(([group]) => [group, 10] as const))
      const { verdict } = compareErrors(errors(...pairs.map(([group, value]) => [group, 10 + value] as const)), zero)!
      if (verdict !== 'no better') found += 1
    }
    expect(found / draws).toBeGreaterThan(0.03)
    expect(found / draws).toBeLessThan(0.07)
  })
})
