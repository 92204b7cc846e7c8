import { mean } from '../statistics/moments.ts'

/** Pearson's correlation of two lists of equal length; null where either has no spread. */
export function pearson(left: readonly number[], right: readonly number[]): number | null {
  const count = left.length
  const [meanLeft, meanRight] = [mean(left), mean(right)]
  let squaresLeft = 0
  let squaresRight = 0
  let products = 0
  for (let i = 0; i < count; i++) {
    const x = left[i]! - meanLeft
    const y = right[i]! - meanRight
    squaresLeft += x * x
    squaresRight += y * y
    products += x * y
  }
  // Below this the spread is what rounding leaves of equal values.
  const isFlat = (squares: number, centre: number): boolean => !(squares > 1e-24 * count * (1e-12 + centre * centre))
  if (count < 2 || isFlat(squaresLeft, meanLeft) || isFlat(squaresRight, meanRight)) return null
  return Math.max(-1, Math.min(1, products / Math.sqrt(squaresLeft * squaresRight)))
}

/** Spearman's correlation: Pearson's of the ranks, equal values sharing the mean of theirs. */
export function spearman(left: readonly number[], right: readonly number[]): number | null {
  return pearson(ranks(left), ranks(right))
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!)
  const rank = new Array<number>(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++
    for (let position = from; position < to; position++) rank[order[position]!] = (from + to + 1) / 2
    from = to
  }
  return rank
}
