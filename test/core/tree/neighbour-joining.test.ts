import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { negativeBranches } from '../../../core/tree/negative-branches.ts'
import { neighbourJoining } from '../../../core/tree/neighbour-joining.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { writeNewick } from '../../../core/tree/newick-writer.ts'
import { robinsonFoulds } from '../../../core/tree/robinson-foulds.ts'
import { tipNames } from '../../../core/tree/tree.ts'
import { arbitraryUnrootedTree } from './arbitrary-trees.ts'
import { frozenTrees } from './frozen-trees.ts'
import { largestDifference, pathLengths } from './path-lengths.ts'

/**
 * All trees that neighbour joining may give when ties are broken in any way, as matrices of path lengths. Written apart
 * from the code under test.
 */
function everyTieBroken(matrix: number[][], names: string[]): number[][][] {
  type Cluster = { text: string }
  const found = new Map<string, string>()
  const go = (clusters: Cluster[], d: number[][]): void => {
    const m = clusters.length
    if (m === 2) {
      const text = `(${clusters[0]!.text}:${d[0]![1]! / 2},${clusters[1]!.text}:${d[0]![1]! / 2});`
      found.set(text, text)
      return
    }
    const r = d.map((row) => row.reduce((a, b) => a + b, 0))
    let least = Infinity
    for (let i = 0; i < m; i++) for (let j = 0; j < i; j++) least = Math.min(least, (m - 2) * d[i]![j]! - r[i]! - r[j]!)
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < i; j++) {
        if ((m - 2) * d[i]![j]! - r[i]! - r[j]! > least + 1e-9) continue
        const li = d[i]![j]! / 2 + (r[i]! - r[j]!) / (2 * (m - 2))
        const lj = d[i]![j]! - li
        const rest = clusters.map((_, k) => k).filter((k) => k !== i && k !== j)
        const merged = { text: `(${clusters[i]!.text}:${li},${clusters[j]!.text}:${lj})` }
        const toMerged = rest.map((k) => (d[i]![k]! + d[j]![k]! - d[i]![j]!) / 2)
        const next = [...rest.map((k, a) => [...rest.map((l) => d[k]![l]!), toMerged[a]!]), [...toMerged, 0]]
        go([...rest.map((k) => clusters[k]!), merged], next)
      }
    }
  }
  go(
    names.map((text) => ({ text })),
    matrix,
  )
  return [...found.values()].map((newick) => pathLengths(parseNewick(newick), names))
}

describe('neighbour joining', () => {
  test('recovers shape and lengths of any tree from its path lengths', () => {
    fc.assert(
      fc.property(arbitraryUnrootedTree({ leastTips: 4, mostTips: 24 }), (truth) => {
        const names = tipNames(truth)
        const tree = neighbourJoining(pathLengths(truth, names), names)
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
      const tree = neighbourJoining(
        backwards.map((i) => backwards.map((j) => matrix[i]![j]!)),
        backwards.map((i) => names[i]!),
      )
      expect(
        largestDifference(pathLengths(tree, names), pathLengths(neighbourJoining(matrix, names), names)),
      ).toBeLessThan(1e-9)
    }
  })

  const frozen = frozenTrees().flatMap((fixture) =>
    fixture.trees.filter(({ method }) => method === 'nj').map((tree) => ({ ...fixture, ...tree })),
  )
  test.each(frozen)('agrees with $program $version on $file', ({ names, matrix, program, newick, file }) => {
    const ours = neighbourJoining(matrix, names)
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
      const ours = negativeBranches(neighbourJoining(matrix, names), 1e-5).map(({ length }) => length)
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
    const tree = neighbourJoining(
      [
        [0, 1, 2],
        [1, 0, 5],
        [2, 5, 0],
      ],
      ['a', 'b', 'c'],
    )
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
    expect(writeNewick(neighbourJoining(none, ['a', 'b', 'c', 'd', 'e']))).toBe('(((a:0,b:0):0,c:0):0,d:0,e:0);')
  })

  test('ties go to the first pair in the order of the names', () => {
    const equal = (n: number): number[][] =>
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 0 : 1)))
    const names = ['f', 'e', 'd', 'c', 'b', 'a']
    expect(writeNewick(neighbourJoining(equal(6), names))).toBe('((((f:0.5,e:0.5):0,d:0.5):0,c:0.5):0,b:0.5,a:0.5);')
    // Rounding must not break a tie: the sums 0.1 + 0.2 and 0.3 differ in the last bit.
    const thirds = equal(6).map((row) => row.map((value) => value * (0.1 + 0.2)))
    thirds[4]![5] = thirds[5]![4] = 0.3
    expect(writeNewick(neighbourJoining(thirds, names), { digits: 6 }).replaceAll(/:-?[\d.e-]+/g, '')).toBe(
      '((((f,e),d),c),b,a);',
    )
  })

  test('with ties gives one of the trees that neighbour joining allows', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 4, max: 6 })
          .chain((n) =>
            fc
              .array(fc.integer({ min: 1, max: 3 }), { minLength: (n * (n - 1)) / 2, maxLength: (n * (n - 1)) / 2 })
              .map((values) => ({ n, values })),
          ),
        ({ n, values }) => {
          const matrix = Array.from({ length: n }, () => new Array<number>(n).fill(0))
          let next = 0
          for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[i]![j] = matrix[j]![i] = values[next++]!
          const names = matrix.map((_, i) => `t${i}`)
          const ours = pathLengths(neighbourJoining(matrix, names), names)
          expect(everyTieBroken(matrix, names).some((allowed) => largestDifference(allowed, ours) < 1e-9)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('one, two and three names', () => {
    expect(neighbourJoining([[0]], ['a'])).toEqual({ name: 'a', children: [] })
    expect(
      writeNewick(
        neighbourJoining(
          [
            [0, 3],
            [3, 0],
          ],
          ['a', 'b'],
        ),
      ),
    ).toBe('(a:1.5,b:1.5);')
    expect(
      writeNewick(
        neighbourJoining(
          [
            [0, 3, 4],
            [3, 0, 5],
            [4, 5, 0],
          ],
          ['a', 'b', 'c'],
        ),
      ),
    ).toBe('(a:1,b:2,c:3);')
  })

  test('takes typed rows and values that are symmetric but for rounding', () => {
    const rows = [Float64Array.of(0, 3, 4), Float64Array.of(3 + 1e-10, 0, 5), Float64Array.of(4, 5, 0)]
    expect(
      largestDifference(pathLengths(neighbourJoining(rows, ['a', 'b', 'c']), ['a', 'b', 'c']), [
        [0, 3, 4],
        [3, 0, 5],
        [4, 5, 0],
      ]),
    ).toBeLessThan(1e-9)
  })

  test.each([
    [[], [], 'expected at least one name, found none'],
    [[[0, 1]], ['a', 'b'], 'expected 2 rows, one per name, found 1'],
    [[[0, 1], [1]], ['a', 'b'], 'expected 2 values in row 2 (b), found 1'],
    [
      [
        [0, NaN],
        [1, 0],
      ],
      ['a', 'b'],
      'expected a finite number between 1 (a) and 2 (b), found NaN',
    ],
    [
      [
        [0, Infinity],
        [Infinity, 0],
      ],
      ['a', 'b'],
      'found Infinity',
    ],
    [
      [
        [0, 1],
        [2, 0],
      ],
      ['a', 'b'],
      'expected the same distance in both directions between 1 (a) and 2 (b), found 1 and 2',
    ],
    [
      [
        [0, 1],
        [1, 0.5],
      ],
      ['a', 'b'],
      'expected 0 on the diagonal of 2 (b), found 0.5',
    ],
  ])('refuses %j', (matrix, names, message) => {
    expect(() => neighbourJoining(matrix, names)).toThrow(message)
  })
})
