import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GeneSurvey, poolAllowance, poolSlack, sharePool } from '../../../native/expansion/pool.ts'

const survey = fc
  .record({
    squares: fc.double({ min: 1e-3, max: 1, noNaN: true }),
    shares: fc.array(fc.double({ min: 1e-9, max: 0.3, noNaN: true }), { maxLength: 8 }),
    more: fc.double({ min: 0, max: 0.1, noNaN: true }),
  })
  .map(
    ({ squares, shares, more }): Omit<GeneSurvey, 'index'> => ({
      squares,
      shares: shares.sort((left, right) => right - left),
      bound: shares.reduce((sum, share) => sum + share, more),
    }),
  )
const surveys = fc
  .array(survey, { minLength: 1, maxLength: 12 })
  .map((list) => list.map((one, index): GeneSurvey => ({ ...one, index })))

describe('sharePool', () => {
  it('takes the widest shares of all genes until they cover the excess, and no more', () => {
    fc.assert(
      fc.property(
        surveys,
        fc.constantFrom(0.001, 0.01, 0.1),
        fc.integer({ min: 1, max: 40 }),
        (found, tolerance, most) => {
          const taken = sharePool(found, tolerance, most)
          const paths = found.flatMap(({ shares }, gene) =>
            shares.map((share, index) => ({ share, isTaken: index < taken[gene]! })),
          )
          const chosen = paths.filter(({ isTaken }) => isTaken).map(({ share }) => share)
          const left = paths.filter(({ isTaken }) => !isTaken).map(({ share }) => share)
          expect(chosen.length).toBeLessThanOrEqual(most)
          if (chosen.length > 0 && left.length > 0)
            expect(Math.min(...chosen)).toBeGreaterThanOrEqual(Math.max(...left))
          const bound = found.reduce((sum, one) => sum + one.bound, 0)
          const excess = bound - 0.95 * tolerance * found.reduce((sum, one) => sum + one.squares, 0)
          const covered = chosen.reduce((sum, share) => sum + share, 0)
          if (excess <= 0) expect(chosen).toEqual([])
          else if (chosen.length < most && left.length > 0) expect(covered).toBeGreaterThanOrEqual(excess * (1 - 1e-12))
          if (chosen.length > 1) expect(covered - Math.min(...chosen)).toBeLessThan(excess * (1 + 1e-12))
        },
      ),
    )
  })

  it('spends nothing on a gene too flat to matter beside a sharp one', () => {
    const sharp = { index: 0, bound: 0.02, squares: 0.9, shares: [0.01, 0.008] }
    const flat = { index: 1, bound: 0.001, squares: 0.002, shares: [0.0004, 0.0002] }
    // The flat gene alone is known to no better than half of its own squares.
    expect([...sharePool([sharp, flat], 0.01, 8)]).toEqual([2, 0])
  })
})

it('shares what the tolerance leaves evenly, and nothing where it is exceeded', () => {
  const genes = [
    { index: 0, bound: 0.004, squares: 0.6, shares: [] },
    { index: 1, bound: 0.002, squares: 0.4, shares: [] },
  ]
  expect(poolAllowance(genes, 0.01)).toBeCloseTo(0.005, 12)
  expect(poolSlack(genes, 0.01)).toBeCloseTo(0.002, 12)
  expect(poolSlack(genes, 0.001)).toBe(0)
})
