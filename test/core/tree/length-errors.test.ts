import { expect, test } from 'vitest'
import { countLengths } from '../../../core/tree/length-errors.ts'
import { midpointRoot } from '../../../core/tree/midpoint-root.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { listNodes } from '../../../core/tree/tree.ts'

const reference = parseNewick('(a:1,b:2,(c:3,d:4):5);')

test('the error of a length is the standard deviation over all replicates, 0 where the branch is missing, wherever their root is', () => {
  const lengths = countLengths(reference)
  expect(lengths.errorsOf(reference)).toEqual([null, null, null, null, null, null])
  lengths.add(parseNewick('(a:1,b:2,(c:3,d:4):5);'))
  lengths.add(parseNewick('(a:3,b:2,(c:3,d:4):8);'))
  // The inner branch lies on both sides of the root: 6 + 5.
  lengths.add(parseNewick('((a:5,b:2):6,(c:3,d:4):5);'))
  // Another inner branch, the same tips.
  lengths.add(parseNewick('(a:7,c:3,(b:2,d:4):1);'))
  const deviation = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
  }
  const [root, a, b, inner, c, d] = lengths.errorsOf(reference)
  expect(root).toBeNull()
  expect(a).toBeCloseTo(deviation([1, 3, 5, 7]), 12)
  expect([b, c, d]).toEqual([0, 0, 0])
  expect(inner).toBeCloseTo(deviation([5, 8, 11, 0]), 12)
})

test('the two parts of a branch with the root on it share its error as they share its length', () => {
  const lengths = countLengths(reference)
  lengths.add(parseNewick('(a:1,b:2,(c:3,d:4):5);'))
  lengths.add(parseNewick('(a:1,b:2,(c:3,d:4):7);'))
  const rooted = midpointRoot(reference)
  expect(rooted.children).toHaveLength(2)
  const errors = lengths.errorsOf(rooted)
  const parts = listNodes(rooted).flatMap(({ parent }, index) => (parent === 0 ? [errors[index]!] : []))
  const [first, second] = rooted.children.map(({ length }) => length!) as [number, number]
  expect(parts[0]! + parts[1]!).toBeCloseTo(Math.SQRT2, 12)
  expect(parts[0]! / parts[1]!).toBeCloseTo(first / second, 12)
})

test('a replicate with other tips is refused', () => {
  expect(() => countLengths(reference).add(parseNewick('(a,b,c);'))).toThrow(RangeError)
})
