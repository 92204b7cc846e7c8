import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DisjointSets } from '../../../core/model/disjoint-sets.ts'

test('members are of one set exactly where pairs lead from one to the other', () => {
  const pair = fc.tuple(fc.nat(11), fc.nat(11))
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 14 }), (pairs) => {
      const sets = new DisjointSets(12)
      for (const [one, other] of pairs) sets.join(one, other)
      // Independently: the reachable members, by repeated passes over all pairs.
      for (let start = 0; start < 12; start += 1) {
        const reached = new Set([start])
        for (let size = 0; size !== reached.size; ) {
          size = reached.size
          for (const [one, other] of pairs) if (reached.has(one) || reached.has(other)) reached.add(one).add(other)
        }
        for (let end = 0; end < 12; end += 1) expect(sets.setOf(start) === sets.setOf(end)).toBe(reached.has(end))
        expect(sets.setOf(start)).toBe(Math.min(...reached))
      }
    }),
  )
})
