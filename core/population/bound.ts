/** Prefixes as parallel arrays; the empty prefix is number 0 and every other one comes after its parent. */
export interface PrefixTree {
  readonly count: number
  /** Number of the prefix without its last character; ignored for the empty prefix. */
  readonly parent: ArrayLike<number>
  /** Residue m_x. */
  readonly residue: ArrayLike<number>
  /** Largest l_a of the alleles whose longest prefix is x: one character longer, or an end allele of x itself. */
  readonly largest: ArrayLike<number>
}

/**
 * c_x for every prefix x: the most residue that can fall on one allele together with residue at x, which is the largest
 * sum of residue over a chain of prefixes through x. Written into `chain` (at least `count` long).
 */
export function residueChains(tree: Pick<PrefixTree, 'count' | 'parent' | 'residue'>, chain: Float64Array): void {
  const { count, parent, residue } = tree
  // First the heaviest chain strictly below x, children before parents; then the sum from the empty prefix down to x is
  // added.
  chain.fill(0, 0, count)
  for (let x = count - 1; x > 0; x -= 1) {
    const through = residue[x]! + chain[x]!
    const above = parent[x]!
    if (through > chain[above]!) chain[above] = through
  }
  const { sums } = scratchFor(count, 1)
  for (let x = 0; x < count; x += 1) {
    sums[x] = residue[x]! + (x === 0 ? 0 : sums[parent[x]!]!)
    chain[x]! += sums[x]!
  }
}

/**
 * How far the true sum of squared allele probabilities can lie above that of the resolved masses: the largest value of
 * SUM_a r_a (2 l_a + r_a) over all ways in which the residue may fall, r_a being what falls on a. `weight` (at least
 * `count` long) receives 2 l_a + r_a of the allele on which the residue of x falls in that worst case, so that SUM_x
 * m_x weight[x] is the bound.
 *
 * The sum is convex in how the residue falls, so it is largest where each m_x falls on one allele as a whole. Two
 * residues that may fall on the same alleles do worst together: moving either to the other's allele changes the sum by
 * 2 u (A - B + u) or 2 v (B - A + v), one of which is positive. So all that comes to x from above joins m_x and goes
 * the same way: to the largest allele of x itself, or into one of the prefixes below. What can come to x is a sum of
 * the residues from some prefix above x down to its parent, so the best way for each of those few masses is found from
 * the longest prefixes up.
 */
export function residueBound(tree: PrefixTree, weight: Float64Array): number {
  const { count, parent, residue, largest } = tree
  const { depth } = scratchFor(count, 1)
  let width = 1
  depth[0] = 0
  for (let x = 1; x < count; x += 1) {
    const deeper = depth[parent[x]!]! + 1
    depth[x] = deeper
    if (deeper >= width) width = deeper + 1
  }
  const { mass, gain, way, apart, top, from } = scratchFor(count, width)
  // At x * width + k: the residue that goes on together at x when all of it from depth k down to x has come together.
  mass[0] = residue[0]!
  for (let x = 1; x < count; x += 1) {
    const row = x * width
    const above = parent[x]! * width
    const added = residue[x]!
    const last = depth[x]!
    for (let k = 0; k < last; k += 1) mass[row + k] = mass[above + k]! + added
    mass[row + last] = added
  }

  // What that mass adds to the sum at most, beside what the prefixes below add on their own; and where it goes: 0 for
  // an allele of x, else the prefix below.
  gain.fill(0, 0, count * width)
  way.fill(0, 0, count * width)
  apart.fill(0, 0, count)
  for (let x = 0; x < count; x += 1) top[x] = largest[x]!
  for (let x = count - 1; x >= 0; x -= 1) {
    const row = x * width
    const last = row + depth[x]!
    const largestOfX = largest[x]!
    for (let at = row; at <= last; at += 1) {
      const here = mass[at]! * (2 * largestOfX + mass[at]!)
      if (here < gain[at]!) continue
      gain[at] = here
      way[at] = 0
    }
    if (x === 0) break
    const above = parent[x]!
    const aboveRow = above * width
    const alone = gain[last]!
    const levels = depth[x]!
    for (let k = 0; k < levels; k += 1) {
      const more = gain[row + k]! - alone
      if (more <= gain[aboveRow + k]!) continue
      gain[aboveRow + k] = more
      way[aboveRow + k] = x
    }
    apart[above]! += alone + apart[x]!
    if (top[x]! > top[above]!) top[above] = top[x]!
  }

  // In the worst case the residue at x has come together from this depth on.
  from[0] = 0
  for (let x = 1; x < count; x += 1) {
    const above = parent[x]!
    from[x] = way[above * width + from[above]!] === x ? from[above]! : depth[x]!
  }
  for (let x = count - 1; x >= 0; x -= 1) {
    const at = x * width + from[x]!
    const below = way[at]!
    weight[x] = mass[at] === 0 ? 2 * top[x]! : below === 0 ? 2 * largest[x]! + mass[at]! : weight[below]!
  }
  return gain[0]! + apart[0]!
}

/** Scratch for the sums above, kept from call to call: the expansion of a gene asks for its bound again and again. */
interface Scratch {
  readonly entries: number
  readonly cells: number
  readonly sums: Float64Array
  readonly depth: Int32Array
  readonly apart: Float64Array
  readonly top: Float64Array
  readonly from: Int32Array
  readonly mass: Float64Array
  readonly gain: Float64Array
  readonly way: Int32Array
}

let scratch: Scratch | undefined

/** Arrays of at least `count` entries, and of `count * width` for the last three; their content is left from before. */
function scratchFor(count: number, width: number): Scratch {
  if (scratch !== undefined && scratch.entries >= count && scratch.cells >= count * width) return scratch
  const entries = Math.max(scratch?.entries ?? 0, 2 * count)
  const cells = Math.max(scratch?.cells ?? 0, 2 * count * width)
  const depth = new Int32Array(entries)
  // A call asks first for the depths and then, knowing the width, for the rest.
  if (scratch !== undefined) depth.set(scratch.depth)
  scratch = {
    entries,
    cells,
    sums: new Float64Array(entries),
    depth,
    apart: new Float64Array(entries),
    top: new Float64Array(entries),
    from: new Int32Array(entries),
    mass: new Float64Array(cells),
    gain: new Float64Array(cells),
    way: new Int32Array(cells),
  }
  return scratch
}
