import fc from 'fast-check'
import { expect, it } from 'vitest'
import { OpenPaths } from '../../../native/expansion/open-paths.ts'

it('gives back what was pushed, whatever was removed before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1000), { maxLength: 900 }),
      fc.array(fc.nat(1000), { maxLength: 20 }),
      (masses, places) => {
        const paths = new OpenPaths()
        masses.forEach((mass, token) => paths.push(mass, 2 * mass, mass % 7, mass % 3, token - 1, token))
        const removed = [...new Set(places.filter((place) => place < masses.length))]
        const kept = masses.map((_, token) => token).filter((token) => !removed.includes(token))
        paths.remove(removed)
        expect(paths.count).toBe(kept.length)
        const found = Array.from({ length: paths.count }, (_, index) => paths.at(index)).sort(
          (left, right) => left.token - right.token,
        )
        expect(found).toEqual(
          kept.map((token) => {
            const mass = masses[token]!
            return { mass, whole: 2 * mass, prefix: mass % 7, state: mass % 3, parent: token - 1, token }
          }),
        )
      },
    ),
  )
})

it('finds the widest paths by mass and weight, the first of equal ones first', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ mass: fc.integer({ min: 0, max: 9 }), prefix: fc.nat(3) }), { maxLength: 60 }),
      fc.nat(12),
      (list, most) => {
        const paths = new OpenPaths()
        list.forEach(({ mass, prefix }, token) => paths.push(mass, mass, prefix, 0, -1, token))
        const weight = (prefix: number): number => 1 + prefix
        const expected = list
          .map(({ mass, prefix }, index) => ({ index, share: mass * weight(prefix) }))
          .sort((left, right) => right.share - left.share || left.index - right.index)
          .slice(0, most)
        expect(paths.widest(most, weight)).toEqual(expected)
      },
    ),
  )
})
