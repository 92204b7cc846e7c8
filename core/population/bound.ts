/** Prefixes as parallel arrays; the empty prefix is number 0 and every other one comes after its parent. */
export interface PrefixTree {
  readonly count: number
  /** Number of the prefix without its last character; ignored for the empty prefix. */
  readonly parent: ArrayLike<number>
  /** Residue m_x. */
  readonly residue: ArrayLike<number>
  /** max{l_a : a begins with x}, the end alleles of x included. */
  readonly top: ArrayLike<number>
}

/**
 * c_x for every prefix x: the most residue that can fall on one allele together with residue at x, which is the largest sum of
 * residue over a chain of prefixes through x. Written into `chain` (at least `count` long).
 */
function residueChains(tree: Pick<PrefixTree, 'count' | 'parent' | 'residue'>, chain: Float64Array): void {
  const { count, parent, residue } = tree
  // First the heaviest chain strictly below x, children before parents; then the sum from the empty prefix down to x is added.
  chain.fill(0, 0, count)
  for (let x = count - 1; x > 0; x -= 1) {
    const through = residue[x]! + chain[x]!
    const above = parent[x]!
    if (through > chain[above]!) chain[above] = through
  }
  const sums = new Float64Array(count)
  for (let x = 0; x < count; x += 1) {
    sums[x] = residue[x]! + (x === 0 ? 0 : sums[parent[x]!]!)
    chain[x]! += sums[x]!
  }
}

/**
 * How far the true sum of squared allele probabilities can lie above that of the resolved masses:
 * b = SUM_x m_x (2 max{l_a : a begins with x} + c_x). `weight` (at least `count` long) receives the factor of m_x, so that the
 * share of mass m at prefix x in the bound is m * weight[x].
 *
 * With r_a the residue that truly falls on a: SUM_a (l_a + r_a)^2 - l_a^2 = SUM_a r_a (2 l_a + r_a); r_a is a sum over the
 * prefixes of a, and on each of them l_a is at most the maximum and r_a at most c_x.
 */
export function residueBound(tree: PrefixTree, weight: Float64Array): number {
  residueChains(tree, weight)
  let bound = 0
  for (let x = 0; x < tree.count; x += 1) {
    weight[x]! += 2 * tree.top[x]!
    bound += tree.residue[x]! * weight[x]!
  }
  return bound
}
