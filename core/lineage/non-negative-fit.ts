import { choleskyFactor, solveWithFactor } from '../linear-algebra/positive-definite.ts'

/**
 * Weights of at least 0 that make the least of a quadratic form: w'Gw - 2 y'w, with the sum of the weights 1 where
 * `sumIsOne`. By active sets (Lawson & Hanson 1974, chapter 23): candidates join one by one while that lowers the form.
 *
 * @param gram n x n, positive semidefinite
 * @param target n values
 */
export function nonNegativeFit(
  gram: readonly (readonly number[])[],
  target: readonly number[],
  sumIsOne: boolean,
): readonly number[] {
  const n = gram.length
  let weights = new Array<number>(n).fill(0)
  const scale = Math.max(...gram.map((row, index) => row[index]!), 0)
  if (scale === 0) return weights.map(() => (sumIsOne ? 1 / n : 0))
  let chosen: number[] = []
  if (sumIsOne) {
    const least = gram.reduce(
      (best, row, index) => (row[index]! - 2 * target[index]! < gram[best]![best]! - 2 * target[best]! ? index : best),
      0,
    )
    chosen = [least]
    weights[least] = 1
  }
  for (let round = 0; round < 3 * n; round += 1) {
    const slopes = gram.map((row, index) => row.reduce((sum, value, j) => sum + value * weights[j]!, -target[index]!))
    const level = sumIsOne ? chosen.reduce((sum, index) => sum + weights[index]! * slopes[index]!, 0) : 0
    const next = slopes
      .map((slope, index) => ({ slope: slope - level, index }))
      .filter(({ slope, index }) => !chosen.includes(index) && slope < -1e-9 * scale)
      .sort((left, right) => left.slope - right.slope)[0]
    if (next === undefined) break
    chosen.push(next.index)
    for (;;) {
      const solved = solveOn(gram, target, chosen, sumIsOne, scale)
      if (solved === undefined) return weights
      const blocking = chosen.filter((_, at) => solved[at]! <= 0)
      if (blocking.length === 0) {
        weights = new Array<number>(n).fill(0)
        chosen.forEach((index, at) => (weights[index] = solved[at]!))
        break
      }
      const stepOf = (index: number): number => {
        const [before, after] = [weights[index]!, solved[chosen.indexOf(index)]!]
        return before / (before - after)
      }
      const step = Math.min(...blocking.map(stepOf))
      chosen.forEach((index, at) => (weights[index]! += step * (solved[at]! - weights[index]!)))
      chosen = chosen.filter((index) => weights[index]! > 1e-12)
      if (chosen.length === 0) return weights
    }
  }
  return weights
}

/**
 * Added to the diagonal, as shares of its greatest entry: the first that makes the form definite, which estimates from
 * which noise was taken away need not be.
 */
const ridges: readonly number[] = [1e-10, 1e-6, 1e-3, 0.01, 0.03, 0.1, 0.3]

/** The least of the form over some candidates, whatever the signs. */
function solveOn(
  gram: readonly (readonly number[])[],
  target: readonly number[],
  chosen: readonly number[],
  sumIsOne: boolean,
  scale: number,
): readonly number[] | undefined {
  let factor: number[][] | undefined
  for (const ridge of ridges)
    factor ??= choleskyFactor(
      chosen.map((row, at) => chosen.map((column, j) => gram[row]![column]! + (at === j ? ridge * scale : 0))),
    )
  if (factor === undefined) return undefined
  const free = solveWithFactor(
    factor,
    chosen.map((index) => target[index]!),
  )
  if (!sumIsOne) return free
  const ones = solveWithFactor(
    factor,
    chosen.map(() => 1),
  )
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
  const shift = (1 - total(free)) / total(ones)
  return free.map((value, at) => value + shift * ones[at]!)
}
