import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestFirst, type RankedProbe } from '../../../engine/analysis/best-probe.ts'

/** Few values of each, so that ties and every kind of difference occur among a handful of probes. */
const rankedProbe = fc.record({
  done: fc.constantFrom(0, 7, 8),
  setAside: fc.constantFrom([], [7]),
  precision: fc.constantFrom('f32' as const, 'float' as const, 'file' as const),
  meanBound: fc.constantFrom(0.0004, 0.0005, 0.002),
  tolerance: fc.constantFrom(0.0001, 0.001, 0.05),
  pooled: fc.boolean(),
  capped: fc.constantFrom(0, 1),
})
const rankedProbes = fc.array(rankedProbe, { minLength: 1, maxLength: 6 }).map((all) =>
  all.map(
    ({ tolerance, pooled, ...probe }, id): RankedProbe => ({
      ...probe,
      id,
      genes: 8,
      settings: { tolerance, pooled } as RankedProbe['settings'],
    }),
  ),
)

describe('the order of the probes of a model', () => {
  it('is total: two probes differ, one way or the other, and a chain of betters holds from end to end', () => {
    fc.assert(
      fc.property(rankedProbes, (probes) => {
        for (const one of probes) {
          for (const another of probes) {
            expect(Math.sign(bestFirst(one, another)) + Math.sign(bestFirst(another, one))).toBe(0)
            expect(bestFirst(one, another) === 0).toBe(one === another)
            for (const third of probes) {
              if (bestFirst(one, another) < 0 && bestFirst(another, third) < 0)
                expect(bestFirst(one, third)).toBeLessThan(0)
            }
          }
        }
      }),
    )
  })

  it('gives the same best probe whatever order the rows come in', () => {
    fc.assert(
      fc.property(
        rankedProbes.chain((probes) =>
          fc.tuple(fc.constant(probes), fc.shuffledSubarray(probes, { minLength: probes.length })),
        ),
        ([probes, shuffled]) => {
          expect([...shuffled].sort(bestFirst)).toEqual([...probes].sort(bestFirst))
          const best = (list: readonly RankedProbe[]): RankedProbe =>
            list.reduce((chosen, probe) => (bestFirst(probe, chosen) < 0 ? probe : chosen))
          expect(best(shuffled)).toBe(best(probes))
        },
      ),
    )
  })

  it('has no cycle among pooled and other tolerances', () => {
    const probe = (id: number, tolerance: number, pooled: boolean, meanBound: number): RankedProbe => ({
      id,
      genes: 8,
      done: 8,
      setAside: [],
      precision: 'file',
      meanBound,
      capped: 0,
      settings: { tolerance, pooled } as RankedProbe['settings'],
    })
    // By tolerance the first beats the second, by mean bounds the second beats the third and the third the first.
    const cycle = [probe(1, 0.001, false, 0.0009), probe(2, 0.002, false, 0.0003), probe(3, 0.05, true, 0.0006)]
    for (const order of [
      [0, 1, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      expect(
        order
          .map((at) => cycle[at]!)
          .sort(bestFirst)
          .map(({ id }) => id),
      ).toEqual([2, 3, 1])
    }
  })
})
