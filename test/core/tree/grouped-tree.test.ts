import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bootstrapTrees, countSupport } from '../../../core/tree/bootstrap.ts'
import { collapseZeroBranches } from '../../../core/tree/collapse-branches.ts'
import { treeOfGroups, withGroupMembers } from '../../../core/tree/grouped-tree.ts'
import { indistinguishableGroups, isIndistinguishable } from '../../../core/tree/indistinguishable.ts'
import { ladderize } from '../../../core/tree/ladderize.ts'
import { neighbourTree } from '../../../core/tree/neighbour-tree.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { writeNewick } from '../../../core/tree/newick-writer.ts'
import { listNodes } from '../../../core/tree/tree.ts'
import { tipNames } from './tip-names.ts'
import type { Tree } from '../../../core/tree/tree.ts'
import { upgma } from '../../../core/tree/upgma.ts'
import { arbitraryUnrootedTree } from './arbitrary-trees.ts'
import { flatDistances } from './flat-distances.ts'
import { pathLengths } from './path-lengths.ts'

const methods = { nj: neighbourTree, upgma } as const
const groupsOf = (matrix: readonly (readonly number[])[], names: readonly string[]) =>
  indistinguishableGroups(names, (i, j) => matrix[i]![j]! === 0)
function grouped(matrix: number[][], names: readonly string[], method: keyof typeof methods): Tree {
  const groups = groupsOf(matrix, names)
  return ladderize(
    withGroupMembers(treeOfGroups(flatDistances(matrix), names, groups, methods[method]), names, groups),
    'ascending',
    (tip) => tip.name ?? '',
  )
}

describe('models that cannot be told apart', () => {
  test('fall short of a similarity of 1 by no more than noise', () => {
    expect(isIndistinguishable(1, 0)).toBe(true)
    expect(isIndistinguishable(1 - 1e-15, 0)).toBe(true)
    expect(isIndistinguishable(0.9999, 0)).toBe(false)
    expect(isIndistinguishable(0.9999, 2e-4)).toBe(true)
  })

  test('form groups; a chain in which only neighbours are alike forms none', () => {
    const pairs =
      (...alike: string[]) =>
      (i: number, j: number) =>
        alike.some((pair) => pair.includes(names[i]!) && pair.includes(names[j]!))
    const names = ['d', 'b', 'c', 'a']
    const named = (groups: number[][]) => groups.map((group) => group.map((place) => names[place]!).join(''))
    expect(named(indistinguishableGroups(names, () => false))).toEqual(['a', 'b', 'c', 'd'])
    expect(named(indistinguishableGroups(names, pairs('ab', 'bd', 'ad')))).toEqual(['abd', 'c'])
    expect(named(indistinguishableGroups(names, pairs('ab', 'cd')))).toEqual(['ab', 'cd'])
    expect(named(indistinguishableGroups(names, pairs('ab', 'bc')))).toEqual(['a', 'b', 'c', 'd'])
  })
})

test('branches of length 0 inside of a tree are collapsed; tips, negative and unknown lengths stay', () => {
  const collapsed = (text: string) => writeNewick(collapseZeroBranches(parseNewick(text), 1e-9))
  expect(collapsed('((((d:1,c:1):0,b:1):1e-12,a:1):2,(x:0,y:0):-1,(p,q));')).toBe(
    '((d:1,c:1,b:1,a:1):2,(x:0,y:0):-1,(p,q));',
  )
})

describe('a tree of models of which some are the same', () => {
  // Additive on (((a, a2, a3), b), c, d): the three are one point.
  const names = ['a', 'a2', 'a3', 'b', 'c', 'd']
  const matrix = [
    [0, 0, 0, 2, 5, 6],
    [0, 0, 0, 2, 5, 6],
    [0, 0, 0, 2, 5, 6],
    [2, 2, 2, 0, 5, 6],
    [5, 5, 5, 5, 0, 7],
    [6, 6, 6, 6, 7, 0],
  ]

  test('has them as tips of length 0 below one node', () => {
    expect(writeNewick(grouped(matrix, names, 'nj'))).toBe('(c:3,d:4,(b:1,(a:0,a2:0,a3:0):1):1);')
    expect(writeNewick(grouped(matrix, names, 'upgma'))).toBe(
      '(d:3.1666666666666665,(c:2.5,(b:1,(a:0,a2:0,a3:0):1):1.5):0.6666666666666665);',
    )
  })

  test('is one node where all are the same, or all but one', () => {
    const zero = Array.from({ length: 3 }, () => [0, 0, 0])
    for (const method of ['nj', 'upgma'] as const) {
      expect(writeNewick(grouped(zero, ['z', 'x', 'y'], method))).toBe('(x:0,y:0,z:0);')
      expect(
        writeNewick(
          grouped(
            [
              [0, 4, 0],
              [4, 0, 4],
              [0, 4, 0],
            ],
            ['z', 'x', 'y'],
            method,
          ),
        ),
      ).toBe('(x:2,(y:0,z:0):2);')
    }
  })

  test('ties at other distances make no clades either', () => {
    const equal = Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (_, j) => (i === j ? 0 : 2)))
    for (const method of ['nj', 'upgma'] as const)
      expect(writeNewick(grouped(equal, ['e', 'd', 'c', 'b', 'a'], method))).toBe('(a:1,b:1,c:1,d:1,e:1);')
  })

  test('law: the order of the models changes nothing, and the members of a group have no clade within', () => {
    const tree = arbitraryUnrootedTree({
      leastTips: 2,
      mostTips: 9,
      length: fc.integer({ min: 0, max: 20 }).map((k) => k / 10),
    })
    fc.assert(
      fc.property(
        tree,
        fc.integer({ min: 0, max: 4 }),
        fc.infiniteStream(fc.nat()),
        fc.constantFrom('nj' as const, 'upgma' as const),
        (truth, copies, places, method) => {
          const originals = tipNames(truth)
          const lengths = pathLengths(truth, originals)
          const of = [
            ...originals.keys(),
            ...Array.from({ length: copies }, () => places.next().value! % originals.length),
          ]
          const all = of.map((place, index) =>
            index < originals.length ? originals[place]! : `${originals[place]!}-copy${String(index)}`,
          )
          const order = [...all.keys()]
            .map((place) => ({ place, key: places.next().value! }))
            .sort((left, right) => left.key - right.key)
            .map(({ place }) => place)
          const distances = (ids: number[]) => ids.map((i) => ids.map((j) => lengths[of[i]!]![of[j]!]!))
          const first = grouped(distances([...all.keys()]), all, method)
          expect(
            writeNewick(
              grouped(
                distances(order),
                order.map((place) => all[place]!),
                method,
              ),
            ),
          ).toBe(writeNewick(first))
          expect(tipNames(first).sort()).toEqual([...all].sort())
          const inner = listNodes(first).filter(({ node, parent }) => parent >= 0 && node.children.length > 0)
          for (const { node } of inner) {
            const below = tipNames(node).map((name) => name.replace(/-copy.*/, ''))
            // A group is whole or not below a node: no node holds a part of it.
            for (const name of new Set(below))
              expect(below.filter((one) => one === name)).toHaveLength(
                all.filter((one) => one.replace(/-copy.*/, '') === name).length,
              )
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('law: ties make no support: of genes on which some models agree, only those in which a split has a length count', () => {
    // Per gene, which of three pairs is nearer; genes of kind 3 say nothing: all at the same distance.
    const kinds = [
      [0, 1],
      [0, 2],
      [1, 2],
    ]
    const ids = ['p', 'q', 'r', 'far']
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 8 }), (genes) => {
        const treeOf = (drawn: Int32Array): Tree => {
          const rows = ids.map((_, i) =>
            ids.map((_, j) => (i === j ? 0 : i === 3 || j === 3 ? 9 * drawn.length : 2 * drawn.length)),
          )
          for (const gene of drawn) {
            const pair = kinds[genes[gene]!]
            if (pair === undefined) continue
            rows[pair[0]!]![pair[1]!]! -= 1
            rows[pair[1]!]![pair[0]!]! -= 1
          }
          return treeOfGroups(flatDistances(rows), ids, groupsOf(rows, ids), upgma)
        }
        const reference = parseNewick('(((p:1,q:1):1,r:2):1,far:3);')
        const count = countSupport(reference, { rooted: true })
        let expected = 0
        const drawn: number[][] = []
        const replicates = bootstrapTrees({
          geneCount: genes.length,
          replicates: 20,
          seed: 5,
          treeOf: (chosen) => (drawn.push([...chosen]), treeOf(chosen)),
        })
        for (const replicate of replicates) count.add(replicate)
        for (const chosen of drawn) {
          const votes = kinds.map((_, kind) => chosen.filter((gene) => genes[gene] === kind).length)
          if (votes[0]! > votes[1]! && votes[0]! > votes[2]!) expected += 1
        }
        const clade = count.annotated().children[0]!.children[0]!
        // A replicate in which two pairs are equally near has no clade of p and q by a tie unless the method must
        // choose.
        if (!drawn.some((chosen) => isContested(chosen.map((gene) => genes[gene]!))))
          expect(clade.support).toBeCloseTo(expected / 20, 12)
      }),
      { numRuns: 200 },
    )
    function isContested(chosen: number[]): boolean {
      const votes = [0, 1, 2]
        .map((kind) => chosen.filter((one) => one === kind).length)
        .sort((left, right) => right - left)
      return votes[0] === votes[1] && votes[0]! > votes[2]!
    }
  })
})
