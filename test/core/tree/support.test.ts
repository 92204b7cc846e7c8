import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { ancestralClades } from '../../../core/tree/ancestral-clades.ts'
import { annotateSupport, bootstrapSupport, bootstrapTrees, countSupport } from '../../../core/tree/bootstrap.ts'
import { neighbourTree } from '../../../core/tree/neighbour-tree.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { writeNewick } from '../../../core/tree/newick-writer.ts'
import { recoveredClades } from '../../../core/tree/recovered-clades.ts'
import { cladeKey, indexTips, sizeOf, splitKey, tipSets } from '../../../core/tree/splits.ts'
import { listNodes, preorder } from '../../../core/tree/tree.ts'
import { tipNames } from './tip-names.ts'
import type { Tree } from '../../../core/tree/tree.ts'
import { upgma } from '../../../core/tree/upgma.ts'
import { arbitraryUnrootedTree } from './arbitrary-trees.ts'
import { flatDistances } from './flat-distances.ts'
import { pathLengths } from './path-lengths.ts'

const supports = (tree: Tree) => preorder(tree).flatMap(({ support }) => (support === undefined ? [] : [support]))

describe('splits', () => {
  test('a set and its complement have the same split key and different clade keys', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.infiniteStream(fc.boolean()), (n, coin) => {
        const names = Array.from({ length: n }, (_, i) => `t${i}`)
        const tips = indexTips({ children: names.map((name) => ({ name, children: [] })) })
        const inside = names.filter(() => coin.next().value)
        const set = tips.setOf(inside, 'test')
        const other = tips.setOf(
          names.filter((name) => !inside.includes(name)),
          'test',
        )
        expect(sizeOf(set)).toBe(inside.length)
        expect(sizeOf(set) + sizeOf(other)).toBe(n)
        expect(splitKey(set, tips)).toBe(splitKey(other, tips))
        expect(cladeKey(set)).not.toBe(cladeKey(other))
        const flipped = inside.includes('t0') ? inside.filter((name) => name !== 't0') : [...inside, 't0']
        expect(splitKey(tips.setOf(flipped, 'test'), tips) === splitKey(set, tips)).toBe(n === 1)
      }),
    )
  })

  test('the sets hold the tips below each node', () => {
    fc.assert(
      fc.property(arbitraryUnrootedTree({ leastTips: 3, mostTips: 70 }), (tree) => {
        const tips = indexTips(tree)
        const sets = tipSets(tree, tips)
        listNodes(tree).forEach(({ node }, i) =>
          expect(cladeKey(sets[i]!)).toBe(cladeKey(tips.setOf(tipNames(node), 'test'))),
        )
      }),
    )
  })
})

describe('clades of a known ancestry', () => {
  test('every model with its descendants, merges only where all parents are', () => {
    const models = [
      { name: 'oak', parents: [] },
      { name: 'fern', parents: [] },
      { name: 'oak-tales', parents: ['oak'] },
      { name: 'oak-sums', parents: ['oak'] },
      { name: 'oak-hybrid', parents: ['oak-tales', 'oak-sums'] },
      { name: 'oak-tales-chat', parents: ['oak-tales'] },
      { name: 'fern-tales', parents: ['fern'] },
      { name: 'stray', parents: ['elsewhere'] },
    ]
    expect(ancestralClades(models)).toEqual([
      ['oak', 'oak-tales', 'oak-sums', 'oak-hybrid', 'oak-tales-chat'],
      ['fern', 'fern-tales'],
      ['oak-tales', 'oak-tales-chat'],
    ])
  })

  test('children listed before their parents, and a chain', () => {
    expect(
      ancestralClades([
        { name: 'c', parents: ['b'] },
        { name: 'b', parents: ['a'] },
        { name: 'a', parents: [] },
        { name: 'x', parents: [] },
        { name: 'y', parents: [] },
      ]),
    ).toEqual([
      ['c', 'b'],
      ['c', 'b', 'a'],
    ])
  })

  test('are found wherever the root is', () => {
    const clades = [['a', 'b'], ['e', 'd', 'c'], ['c', 'd'], ['b', 'a', 'c'], ['a'], []]
    const found = (text: string) =>
      recoveredClades(parseNewick(text), clades).map(({ recovered, informative }) => [recovered, informative])
    const expected = [
      [true, true],
      [true, true],
      [false, true],
      [true, true],
      [true, false],
      [true, false],
    ]
    expect(found('((a,b),c,(d,e));')).toEqual(expected)
    expect(found('(a,(b,(c,(d,e))));')).toEqual(expected)
    expect(() => recoveredClades(parseNewick('(a,b,c);'), [['a', 'x']])).toThrow(
      'Clade to find: expected names of tips, found x',
    )
  })
})

describe('support', () => {
  test('is the share of trees with the split', () => {
    const reference = parseNewick('((a:1,b:1):1,c:1,(d:1,e:1):1);')
    const trees = ['((b,a),(c,(d,e)));', '((a,b),d,(c,e));', '((a,c),b,(d,e));', '(a,b,c,d,e);'].map((text) =>
      parseNewick(text),
    )
    expect(writeNewick(annotateSupport(reference, trees))).toBe('((a:1,b:1)0.5:1,c:1,(d:1,e:1)0.5:1);')
    // As clades: {a,b} and {d,e} again, and the root is not counted.
    expect(writeNewick(annotateSupport(reference, trees, { rooted: true }))).toBe(
      '((a:1,b:1)0.5:1,c:1,(d:1,e:1)0.5:1);',
    )
    const count = countSupport(reference)
    count.add(trees[0]!)
    expect(writeNewick(count.annotated())).toBe(writeNewick(annotateSupport(reference, trees.slice(0, 1))))
    for (const tree of trees.slice(1)) count.add(tree)
    expect(writeNewick(count.annotated())).toBe(writeNewick(annotateSupport(reference, trees)))
    expect(writeNewick(annotateSupport(reference, []))).toBe('((a:1,b:1):1,c:1,(d:1,e:1):1);')
    expect(() => annotateSupport(reference, [parseNewick('(a,b,c,d,x);')])).toThrow(
      'expected the same tips, found e in the first only',
    )
  })

  test('both branches below a two-child root are one split; as clades they are two', () => {
    const trees = ['((a,b),(c,(d,e)));', '(a,(b,(c,(d,e))));'].map((text) => parseNewick(text))
    const reference = parseNewick('((a,b),(c,(d,e)));')
    expect(writeNewick(annotateSupport(reference, trees))).toBe('((a,b)1,(c,(d,e)1)1);')
    expect(writeNewick(annotateSupport(reference, trees, { rooted: true }))).toBe('((a,b)0.5,(c,(d,e)1)1);')
  })

  /** Distances of one gene: the path lengths of a tree, times a factor of the gene. */
  const additiveTrees = (truth: Tree, build: typeof neighbourTree) => {
    const names = tipNames(truth)
    const lengths = pathLengths(truth, names)
    return (genes: Int32Array) => {
      const factor = genes.reduce((sum, gene) => sum + 1 + gene, 0) / genes.length
      return build(
        flatDistances(lengths).map((value) => value * factor),
        names,
      )
    }
  }

  test('is 1 everywhere where all genes agree', () => {
    fc.assert(
      fc.property(arbitraryUnrootedTree({ leastTips: 4, mostTips: 12 }), fc.nat(), (truth, seed) => {
        const tree = bootstrapSupport({
          geneCount: 16,
          replicates: 10,
          seed,
          treeOf: additiveTrees(truth, neighbourTree),
        })
        expect(supports(tree)).toEqual(new Array(tipNames(truth).length - 3).fill(1))
      }),
      { numRuns: 30 },
    )
  })

  /** Two genes say ((a,b),(c,d)), one says ((a,c),(b,d)); the tree follows the majority of the drawn genes. */
  const conflicting = (genes: Int32Array): Tree => {
    const against = genes.filter((gene) => gene === 2).length
    const text = against * 2 > genes.length ? '((a,c),b,d);' : '((a,b),c,d);'
    return parseNewick(text)
  }

  test('estimates how often the other genes would win', () => {
    const tree = bootstrapSupport({ geneCount: 3, replicates: 20_000, seed: 7, treeOf: conflicting })
    // Of three draws at least two are the third gene: 3 (1/3)^2 (2/3) + (1/3)^3 = 7/27.
    expect(supports(tree)[0]).toBeCloseTo(20 / 27, 2)
  })

  test('depends on the seed and on nothing else', () => {
    const options = { geneCount: 3, replicates: 101, treeOf: conflicting }
    const run = (seed: number) => [...bootstrapTrees({ ...options, seed })].map((tree) => writeNewick(tree)).join()
    expect(run(1)).toBe(run(1))
    expect(run(1)).not.toBe(run(2))
    const shorter = [...bootstrapTrees({ ...options, replicates: 50, seed: 1 })].map((tree) => writeNewick(tree)).join()
    expect(run(1).startsWith(shorter)).toBe(true)
  })

  test('hands out every gene with the same chance', () => {
    const counts = new Array<number>(5).fill(0)
    const drawn = bootstrapTrees({
      geneCount: 5,
      replicates: 4000,
      seed: 3,
      treeOf: (genes) => (genes.forEach((gene) => counts[gene]!++), { children: [] }),
    })
    expect([...drawn]).toHaveLength(4000)
    expect(counts.reduce((a, b) => a + b)).toBe(20_000)
    // Chi-square with 4 degrees of freedom exceeds 23.5 with probability 1e-4.
    expect(counts.reduce((sum, count) => sum + (count - 4000) ** 2 / 4000, 0)).toBeLessThan(23.5)
  })

  test('UPGMA trees with clades, a given reference, and wrong numbers', () => {
    const treeOf = additiveTrees(parseNewick('((a:1,b:1):2,(c:2,d:2):1);'), upgma)
    expect(supports(bootstrapSupport({ geneCount: 4, replicates: 8, seed: 0, treeOf, rooted: true }))).toEqual([1, 1])
    const reference = parseNewick('((a,c),(b,d));')
    expect(supports(bootstrapSupport({ geneCount: 4, replicates: 8, seed: 0, treeOf, reference }))).toEqual([0, 0])
    expect(() => bootstrapSupport({ geneCount: 0, replicates: 8, seed: 0, treeOf, reference })).toThrow(
      'expected at least one gene, found 0',
    )
    expect(() => bootstrapSupport({ geneCount: 1, replicates: -1, seed: 0, treeOf, reference })).toThrow(
      'expected a number of replicates of 0 or more, found -1',
    )
  })

  test('draws with the generator it documents', () => {
    const generator = seededGenerator(99)
    const expected = Array.from({ length: 6 }, () => generator.integer(6))
    const seen: number[][] = []
    bootstrapTrees({
      geneCount: 6,
      replicates: 1,
      seed: 99,
      treeOf: (genes) => (seen.push([...genes]), { children: [] }),
    }).next()
    expect(seen).toEqual([expected])
  })
})
