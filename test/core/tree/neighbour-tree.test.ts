import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { negativeBranches } from '../../../core/tree/negative-branches.ts'
import { neighbourTree } from '../../../core/tree/neighbour-tree.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { writeNewick } from '../../../core/tree/newick-writer.ts'
import { robinsonFoulds } from '../../../core/tree/robinson-foulds.ts'
import { tipNames } from './tip-names.ts'
import { arbitraryUnrootedTree } from './arbitrary-trees.ts'
import { flatDistances } from './flat-distances.ts'
import { frozenTrees } from './frozen-trees.ts'
import { largestDifference, pathLengths } from './path-lengths.ts'
import { plainNeighbourJoining } from './plain-neighbour-joining.ts'

describe('neighbour joining', () => {
  test('recovers shape and lengths of any tree from its path lengths', () => {
    fc.assert(
      fc.property(arbitraryUnrootedTree({ leastTips: 4, mostTips: 24 }), (truth) => {
        const names = tipNames(truth)
        const tree = neighbourTree(flatDistances(pathLengths(truth, names)), names)
        expect(robinsonFoulds(truth, tree).distance).toBe(0)
        expect(tree.children).toHaveLength(3)
        // With the same shape, the same path lengths mean the same branch lengths.
        expect(largestDifference(pathLengths(tree, names), pathLengths(truth, names))).toBeLessThan(1e-9)
        expect(negativeBranches(tree)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('does not depend on the order of the names where nothing is tied', () => {
    const random = frozenTrees().filter(({ file }) => file.startsWith('random'))
    expect(random.length).toBeGreaterThan(3)
    for (const { names, matrix } of random) {
      const backwards = [...names.keys()].reverse()
      const tree = neighbourTree(
        flatDistances(backwards.map((i) => backwards.map((j) => matrix[i]![j]!))),
        backwards.map((i) => names[i]!),
      )
      expect(
        largestDifference(pathLengths(tree, names), pathLengths(neighbourTree(flatDistances(matrix), names), names)),
      ).toBeLessThan(1e-9)
    }
  })

  const frozen = frozenTrees().flatMap((fixture) =>
    fixture.trees.filter(({ method }) => method === 'nj').map((tree) => ({ ...fixture, ...tree })),
  )
  test.each(frozen)('agrees with $program $version on $file', ({ names, matrix, program, newick, file }) => {
    // Where pairs tie, other programs take the first; see ties.test.ts for what is done here.
    const ours = file.startsWith('ties-integers')
      ? plainNeighbourJoining(matrix, names)
      : neighbourTree(flatDistances(matrix), names)
    const theirs = parseNewick(newick)
    const negative = negativeBranches(ours).length > 0
    // quicktree sets negative lengths to 0 and gives the difference to a neighbour: there only the shapes can agree.
    if (program !== 'quicktree' || !negative) {
      const tolerance = program === 'Biopython' ? 1e-9 : 3e-4
      expect(largestDifference(pathLengths(ours, names), pathLengths(theirs, names))).toBeLessThan(tolerance)
    }
    if (!file.startsWith('ties-equal')) expect(robinsonFoulds(ours, theirs).distance).toBe(0)
  })

  test('the fixtures hold negative branches, and phylip gives the same ones', () => {
    let seen = 0
    for (const { names, matrix, trees } of frozenTrees()) {
      const ours = negativeBranches(neighbourTree(flatDistances(matrix), names), 1e-5).map(({ length }) => length)
      const theirs = negativeBranches(
        parseNewick(trees.find(({ program, method }) => program === 'phylip neighbor' && method === 'nj')!.newick),
      )
      expect(ours.length).toBe(theirs.length)
      theirs
        .map(({ length }) => length)
        .sort((a, b) => a - b)
        .forEach((length, i) => expect(ours.sort((a, b) => a - b)[i]).toBeCloseTo(length, 4))
      seen += ours.length
    }
    expect(seen).toBeGreaterThan(5)
  })

  test('lists a negative branch with its tips and its length', () => {
    // Three points: lengths are (ab + ac - bc) / 2 and so on; bc = 5 breaks the triangle inequality.
    const tree = neighbourTree(Float64Array.of(0, 1, 2, 1, 0, 5, 2, 5, 0), ['a', 'b', 'c'])
    expect(tree.children.map(({ length }) => length)).toEqual([-1, 2, 3])
    expect(negativeBranches(tree)).toEqual([{ tips: ['a'], length: -1 }])
    // In preorder; what stands above the root is no branch, and what is less than rounding is not counted.
    expect(negativeBranches(parseNewick('(a:-1,(b:0,c:-1e-13):-2,d:-3):-4;'))).toEqual([
      { tips: ['a'], length: -1 },
      { tips: ['b', 'c'], length: -2 },
      { tips: ['d'], length: -3 },
    ])
  })

  test('models that are all the same: every length is 0', () => {
    const none = Array.from({ length: 5 }, () => [0, 0, 0, 0, 0])
    expect(writeNewick(neighbourTree(flatDistances(none), ['a', 'b', 'c', 'd', 'e']))).toBe('(a:0,b:0,c:0,d:0,e:0);')
  })

  test('one, two and three names', () => {
    expect(neighbourTree(Float64Array.of(0), ['a'])).toEqual({ name: 'a', children: [] })
    expect(writeNewick(neighbourTree(Float64Array.of(0, 3, 3, 0), ['a', 'b']))).toBe('(a:1.5,b:1.5);')
    expect(writeNewick(neighbourTree(Float64Array.of(0, 3, 4, 3, 0, 5, 4, 5, 0), ['a', 'b', 'c']))).toBe(
      '(a:1,b:2,c:3);',
    )
  })

  test('leaves what it is given as it is', () => {
    const given = Float64Array.of(0, 3, 4, 5, 3, 0, 5, 6, 4, 5, 0, 7, 5, 6, 7, 0)
    const before = given.slice()
    neighbourTree(given, ['a', 'b', 'c', 'd'])
    expect(given).toEqual(before)
  })

  test.each([
    [[], [], 'expected at least one name, found none'],
    [[0, 1], ['a', 'b'], 'expected 4 values, 2 per name, found 2'],
    [[0, NaN, 1, 0], ['a', 'b'], 'expected a finite number between 1 (a) and 2 (b), found NaN'],
    [[0, 1, Infinity, 0], ['a', 'b'], 'expected a finite number between 2 (b) and 1 (a), found Infinity'],
  ])('refuses %j', (distances, names, message) => {
    expect(() => neighbourTree(Float64Array.from(distances), names)).toThrow(message)
  })
})
