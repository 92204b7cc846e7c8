import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { circularLayout } from '../../../core/layout/circular-layout.ts'
import { collapseClades, withTriangles } from '../../../core/layout/collapsed-clades.ts'
import { equalAngleLayout } from '../../../core/layout/equal-angle-layout.ts'
import { placeCircular } from '../../../core/layout/place-circular.ts'
import { placeRectangular, placeUnrooted } from '../../../core/layout/place-tree.ts'
import { rectangularLayout } from '../../../core/layout/rectangular-layout.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { writeNewick } from '../../../core/tree/newick-writer.ts'
import { rowsOfTree } from '../../../core/tree/node-rows.ts'
import { isTip } from '../../../core/tree/tree.ts'
import { arbitraryUnrootedTree } from '../tree/arbitrary-trees.ts'

// Preorder: 0 root, 1 (a,(b,c)), 2 a, 3 (b,c), 4 b, 5 c, 6 d, 7 (e,f), 8 e, 9 f
const rows = rowsOfTree(parseNewick('((a:1,(b:1,c:-2)0.7:3)0.9:2,d:4,(e:1,f:5):1);'))

describe('collapsed clades', () => {
  test('keep their branch and get two tips, as far away as the nearest and the farthest of their own', () => {
    const { tree, shown } = collapseClades(rows, new Set([1]))
    expect(writeNewick(tree)).toBe('((:1,:4)0.9:2,d:4,(e:1,f:5):1);')
    expect(shown.map(({ node, role }) => `${role} ${node}`)).toEqual([
      'own 0',
      'collapsed 1',
      'nearest 1',
      'farthest 1',
      'own 6',
      'own 7',
      'own 8',
      'own 9',
    ])
    // A negative branch is drawn with length 0, here too.
    expect(writeNewick(collapseClades(rows, new Set([3])).tree)).toBe('((a:1,(:0,:1)0.7:3)0.9:2,d:4,(e:1,f:5):1);')
  })

  test('inside of another one make no difference; tips and the root cannot be collapsed', () => {
    expect(collapseClades(rows, new Set([1, 3]))).toEqual(collapseClades(rows, new Set([1])))
    expect(collapseClades(rows, new Set([0, 2, 6, 99]))).toEqual(collapseClades(rows, new Set()))
    expect(rowsOfTree(collapseClades(rows, new Set()).tree)).toEqual(rows)
  })

  test('law: every node is shown once, or lies in one collapsed clade that is', () => {
    fc.assert(
      fc.property(
        arbitraryUnrootedTree({ leastTips: 3, mostTips: 30 }),
        fc.infiniteStream(fc.boolean()),
        (tree, coin) => {
          const all = rowsOfTree(tree)
          const collapsed = new Set(all.flatMap((_, node) => (coin.next().value === true ? [node] : [])))
          const { shown } = collapseClades(all, collapsed)
          const own = shown.filter(({ role }) => role === 'own' || role === 'collapsed')
          const role = new Map(own.map((entry) => [entry.node, entry.role]))
          expect(role.size).toBe(own.length)
          all.forEach(({ parent }, node) => {
            if (parent === null) return
            // A node is shown exactly where its parent is shown with what is in it.
            expect(role.has(node)).toBe(role.get(parent) === 'own')
          })
        },
      ),
    )
  })
})

describe('a drawing with triangles', () => {
  const { tree, shown } = collapseClades(rows, new Set([1, 7]))
  const names = shown.map(({ node, role }) =>
    role === 'farthest' ? `clade ${node}` : role === 'own' ? (rows[node]!.name ?? '') : '',
  )
  const drawings = [
    ['rectangular', withTriangles(placeRectangular(rectangularLayout(tree), names, 600, 400), shown)],
    ['cladogram', withTriangles(placeRectangular(rectangularLayout(tree, 'cladogram'), names, 600, 400), shown)],
    ['unrooted', withTriangles(placeUnrooted(equalAngleLayout(tree), names, 600, 400), shown)],
    ['circular', withTriangles(placeCircular(circularLayout(tree), names, 600, 400), shown)],
    ['circular cladogram', withTriangles(placeCircular(circularLayout(tree, 'cladogram'), names, 600, 400), shown)],
  ] as const

  test.each(drawings)(
    '%s: names the nodes of the whole tree, with one triangle and one label per clade',
    (_, drawn) => {
      expect(drawn.nodes.map(({ node, parent }) => [node, parent])).toEqual([
        [0, -1],
        [1, 0],
        [6, 0],
        [7, 0],
      ])
      expect(drawn.branches.map(({ child }) => child)).toEqual([1, 6, 7])
      expect(drawn.labels.map(({ node, text }) => [node, text])).toEqual([
        [1, 'clade 1'],
        [6, 'd'],
        [7, 'clade 7'],
      ])
      expect(drawn.triangles.map(({ node }) => node)).toEqual([1, 7])
      for (const { node, path } of drawn.triangles) {
        const apex = drawn.nodes.find((candidate) => candidate.node === node)!
        expect(path.startsWith(`M${apex.x.toFixed(2)} ${apex.y.toFixed(2)}L`)).toBe(true)
      }
    },
  )

  test('rectangular: a triangle reaches as far as its tips, to scale', () => {
    const whole = placeRectangular(rectangularLayout(tree), names, 600, 400)
    const [apex, near, far] = [1, 2, 3].map((place) => whole.nodes[place]!.x)
    expect((far! - apex!) / (near! - apex!)).toBeCloseTo(4, 9)
    const { length, pixels } = whole.scaleBar!
    expect(far! - apex!).toBeCloseTo((4 * pixels) / length, 9)
  })

  test('takes less room than what it stands for', () => {
    const many = rowsOfTree(
      parseNewick(`((${Array.from({ length: 40 }, (_, index) => `m${index}:1`).join(',')}):1,x:1,y:1);`),
    )
    const height = (collapsed: ReadonlySet<number>): number => {
      const folded = collapseClades(many, collapsed)
      return placeRectangular(
        rectangularLayout(folded.tree),
        folded.shown.map(() => 'name'),
        600,
        200,
      ).height
    }
    expect(height(new Set([1]))).toBe(200)
    expect(height(new Set())).toBeGreaterThan(600)
    expect(isTip(collapseClades(many, new Set([1])).tree.children[0]!)).toBe(false)
  })
})
