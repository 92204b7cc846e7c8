import { parseNewick } from '../../../core/tree/newick-parser.ts'
import type { Tree } from '../../../core/tree/tree.ts'

type Rows = readonly (readonly number[])[]

/**
 * The joins of neighbour joining as its definition says, all pairs looked at each time, ties going to the first pair.
 * Written apart from the code under test.
 */
export function plainJoins(matrix: Rows): [number, number][] {
  return run(matrix).joins
}

/** The tree of these joins, of four names or more. */
export function plainNeighbourJoining(matrix: Rows, names: readonly string[]): Tree {
  const { d, left, joins, lengths } = run(matrix)
  const texts = [...names]
  joins.forEach(([i, j], at) => {
    texts[i] = `(${texts[i]!}:${lengths[at]![0]},${texts[j]!}:${lengths[at]![1]})`
  })
  const [a, b, c] = left as [number, number, number]
  const length = (one: number, two: number, three: number) => (d[one]![two]! + d[one]![three]! - d[two]![three]!) / 2
  return parseNewick(
    `(${texts[a]!}:${length(a, b, c)},${texts[b]!}:${length(b, a, c)},${texts[c]!}:${length(c, a, b)});`,
  )
}

function run(matrix: Rows) {
  const d = matrix.map((row) => [...row])
  let left = d.map((_, i) => i)
  const joins: [number, number][] = []
  const lengths: [number, number][] = []
  while (left.length > 3) {
    const r = new Map(left.map((i) => [i, left.reduce((sum, k) => sum + d[i]![k]!, 0)]))
    const largest = Math.max(...[...r.values()].map(Math.abs))
    const pairs = left.flatMap((i) =>
      left.filter((j) => j > i).map((j) => ({ i, j, q: (left.length - 2) * d[i]![j]! - r.get(i)! - r.get(j)! })),
    )
    const least = Math.min(...pairs.map(({ q }) => q))
    const { i, j } = pairs.find(({ q }) => q <= least + largest * 1e-12)!
    joins.push([i, j])
    const between = d[i]![j]!
    const length = between / 2 + (r.get(i)! - r.get(j)!) / (2 * (left.length - 2))
    lengths.push([length, between - length])
    left = left.filter((k) => k !== j)
    for (const k of left) if (k !== i) d[i]![k] = d[k]![i] = (d[i]![k]! + d[j]![k]! - between) / 2
  }
  return { d, left, joins, lengths }
}
