import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { reroot } from '../../../core/tree/reroot.ts'
import { robinsonFoulds } from '../../../core/tree/robinson-foulds.ts'
import { listNodes } from '../../../core/tree/tree.ts'
import { arbitraryUnrootedTree } from './arbitrary-trees.ts'
import { caterpillar } from './path-lengths.ts'

const distance = (first: string, second: string, rooted = false) =>
  robinsonFoulds(parseNewick(first), parseNewick(second), { rooted })
const threeTrees = fc.integer({ min: 4, max: 40 }).chain((n) => {
  const tree = arbitraryUnrootedTree({ leastTips: n, mostTips: n })
  return fc.tuple(tree, tree, tree)
})

describe('Robinson-Foulds distance', () => {
  test('hand-computed cases', () => {
    expect(distance('((a,b),c,d);', '(a,b,(d,c));')).toEqual({ distance: 0, greatest: 2, normalised: 0 })
    expect(distance('((a,b),c,d);', '((a,c),b,d);')).toEqual({ distance: 2, greatest: 2, normalised: 1 })
    // {a,b} is shared, {d,e} is not; the star has no split at all.
    expect(distance('((a,b),c,(d,e));', '((a,b),d,(c,e));')).toEqual({ distance: 2, greatest: 4, normalised: 0.5 })
    expect(distance('((a,b),c,(d,e));', '(a,b,c,d,e);')).toEqual({ distance: 2, greatest: 2, normalised: 1 })
    expect(distance('(a,b,c);', '(c,a,b);')).toEqual({ distance: 0, greatest: 0, normalised: 0 })
    // Another root: the same splits, other clades. (a,b),(c,d) has two clades, (a,(b,(c,d))) two, of which {c,d} is
    // shared.
    expect(distance('((a,b),(c,d));', '(a,(b,(c,d)));').distance).toBe(0)
    expect(distance('((a,b),(c,d));', '(a,(b,(c,d)));', true)).toEqual({ distance: 2, greatest: 4, normalised: 0.5 })
  })

  const frozen = JSON.parse(
    readFileSync(new URL('../../fixtures/trees/pairs/treedist.json', import.meta.url), 'utf8'),
  ) as {
    pairs: { first: string; second: string; unrooted: number; rooted: number }[]
  }
  test('agrees with phylip treedist on pairs of trees with inner nodes of two and three children', () => {
    expect(frozen.pairs.length).toBeGreaterThan(30)
    for (const { first, second, unrooted, rooted } of frozen.pairs) {
      expect({
        first,
        second,
        unrooted: distance(first, second).distance,
        rooted: distance(first, second, true).distance,
      }).toEqual({ first, second, unrooted, rooted })
    }
  })

  test('is a metric', () => {
    fc.assert(
      fc.property(threeTrees, fc.boolean(), ([a, b, c], rooted) => {
        const d = (first: typeof a, second: typeof a) => robinsonFoulds(first, second, { rooted }).distance
        expect(d(a, a)).toBe(0)
        expect(d(a, b)).toBe(d(b, a))
        expect(d(a, c)).toBeLessThanOrEqual(d(a, b) + d(b, c))
      }),
    )
  })

  test('unrooted: no other place of the root changes it', () => {
    fc.assert(
      fc.property(threeTrees, fc.nat(), fc.boolean(), ([a, b], pick, onBranch) => {
        const list = listNodes(a)
        const inner = list.flatMap(({ node }, i) => (node.children.length > 0 ? [i] : []))
        const moved = onBranch
          ? reroot(a, 1 + (pick % (list.length - 1)), 0.005)
          : reroot(a, inner[pick % inner.length]!)
        expect(robinsonFoulds(a, moved).distance).toBe(0)
        expect(robinsonFoulds(moved, b)).toEqual(robinsonFoulds(a, b))
      }),
    )
  })

  test('refuses trees that cannot be compared', () => {
    expect(() => distance('(a,b,c);', '(a,b,d);')).toThrow('expected the same tips, found c in the first only')
    expect(() => distance('(a,b,c);', '(a,b,c,d);')).toThrow('expected the same tips, found d in the second only')
    expect(() => distance('(a,a,c);', '(a,b,c);')).toThrow('expected distinct names, found a twice')
    expect(() => distance('(a,,c);', '(a,b,c);')).toThrow('found a tip without one')
  })

  test('caterpillars of thousands of tips', () => {
    const tree = caterpillar(3000)
    expect(robinsonFoulds(tree, tree)).toEqual({ distance: 0, greatest: 2 * 2997, normalised: 0 })
  })
})
