import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equalAngleLayout } from '../../../core/layout/equal-angle-layout.ts'
import { placeRectangular, placeUnrooted } from '../../../core/layout/place-tree.ts'
import { rectangularLayout } from '../../../core/layout/rectangular-layout.ts'
import { supportLevel, whereSupported, writtenSupport } from '../../../core/layout/support-marks.ts'
import { preorder } from '../../../core/tree/tree.ts'
import { arbitraryUnrootedTree } from '../tree/arbitrary-trees.ts'

test('levels agree with the percentage that is written', () => {
  expect([1, 0.95, 0.9451, 0.944, 0.7, 0.6951, 0.694, 0].map(supportLevel)).toEqual([
    'firm',
    'firm',
    'firm',
    'fair',
    'fair',
    'fair',
    'weak',
    'weak',
  ])
})

test('words say of how many branches the numbers are shown, and what the others have', () => {
  expect(whereSupported(61, 61)).toBe('at all 61 branches')
  expect(whereSupported(1, 1)).toBe('at the one branch')
  expect(whereSupported(4, 61)).toBe('in numbers at 4 of 61 branches, by dots at all')
  expect(whereSupported(0, 61)).toBe('without numbers, by dots at 61 branches')
})

describe('written support', () => {
  test('law: only on branches with room, and no value lies over another or over the mark of another node', () => {
    fc.assert(
      fc.property(arbitraryUnrootedTree({ leastTips: 4, mostTips: 30 }), fc.boolean(), (tree, isRectangular) => {
        const names = preorder(tree).map((node) => node.name ?? '')
        const drawn = isRectangular
          ? placeRectangular(rectangularLayout(tree), names, 500, 300)
          : placeUnrooted(equalAngleLayout(tree), names, 500, 300)
        const texts = preorder(tree).map((node) => (node.children.length > 0 ? '100' : null))
        const written = writtenSupport(drawn, texts)
        const shown = drawn.branches.filter(({ child }) => written.has(child))
        /** Marks of nodes that touch the value; those at the ends of its branch only where it stands on the branch. */
        const covered = ({ child, supportX, supportY, supportAnchor }: (typeof drawn.branches)[number]) => {
          const [middleX, middleY] = supportAnchor === 'middle' ? [supportX, supportY] : [supportX - 10, supportY - 5]
          const parent = drawn.nodes.find(({ node }) => node === child)!.parent
          return drawn.nodes.filter(
            ({ node, x, y }) =>
              (supportAnchor === 'middle' || (node !== child && node !== parent)) &&
              Math.abs(x - middleX) < 13.3 &&
              Math.abs(y - middleY) < 8.3,
          )
        }
        for (const [index, one] of shown.entries()) {
          expect(covered(one)).toEqual([])
          expect(one.fitsSupport && texts[one.child] !== null).toBe(true)
          for (const other of shown.slice(0, index)) {
            expect(Math.abs(one.supportX - other.supportX) >= 18 || Math.abs(one.supportY - other.supportY) >= 10).toBe(
              true,
            )
          }
        }
        // A value is left out only where there is no room or another one or a mark is in the way.
        for (const branch of drawn.branches) {
          const { child, fitsSupport, supportX, supportY } = branch
          if (texts[child] === null || written.has(child) || !fitsSupport || covered(branch).length > 0) continue
          expect(
            shown.some((one) => Math.abs(one.supportX - supportX) < 21 && Math.abs(one.supportY - supportY) < 11),
          ).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })
})
