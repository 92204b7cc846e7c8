import type { LayerUnits } from './hidden-units.ts'

/** Which sampled unit of the right layer each sampled unit of the left is taken for, by their places in the samples. */
export interface UnitMatch {
  readonly pairs: readonly UnitPair[]
  /** Whether several left units may stand for one of the right: experts that were copied from one dense layer. */
  readonly isManyToOne: boolean
}

export interface UnitPair {
  readonly left: number
  readonly right: number
}

/**
 * Matches units by their inner products: each is the other's best. Of a layer of experts on the left and a dense one on
 * the right each unit of the experts takes its best, since copies of one unit are in many experts. Units that say
 * nothing are not matched.
 */
export function matchUnits(left: LayerUnits, right: LayerUnits): UnitMatch {
  if (left.width !== right.width) return { pairs: [], isManyToOne: false }
  const rightCount = right.rows.length
  const products = productsOf(left.matching, right.matching, left.width)
  const bestOnRight = new Int32Array(left.rows.length).fill(-1)
  const bestOnLeft = new Int32Array(rightCount).fill(-1)
  const best = new Float64Array(rightCount).fill(0)
  for (let i = 0; i < bestOnRight.length; i += 1) {
    let most = 0
    for (let j = 0; j < rightCount; j += 1) {
      const product = products[i * rightCount + j]!
      if (product > most) {
        most = product
        bestOnRight[i] = j
      }
      if (product > best[j]!) {
        best[j] = product
        bestOnLeft[j] = i
      }
    }
  }
  const isManyToOne = left.expertUnits !== null && right.expertUnits === null
  const pairs = Array.from(bestOnRight, (unit, place) => ({ left: place, right: unit })).filter(
    (pair) => pair.right >= 0 && (isManyToOne || bestOnLeft[pair.right] === pair.left),
  )
  return { pairs, isManyToOne }
}

/** Pairs of units with one row number; in a layer of experts and a dense one, with one number in their expert. */
export function unitsInPlace(left: LayerUnits, right: LayerUnits): UnitMatch {
  const isManyToOne = left.expertUnits !== null && right.expertUnits === null
  if (left.width !== right.width || (!isManyToOne && left.expertUnits !== right.expertUnits))
    return { pairs: [], isManyToOne }
  const places = new Map(Array.from(right.rows, (row, place) => [row, place]))
  const pairs = Array.from(left.rows).flatMap((row, place) => {
    const unit = places.get(isManyToOne ? row % left.expertUnits! : row)
    return unit === undefined ? [] : [{ left: place, right: unit }]
  })
  return { pairs, isManyToOne }
}

/** left x right: inner products of two lists of vectors, whose width is a multiple of 4. */
export function productsOf(left: Float64Array, right: Float64Array, width: number): Float64Array {
  const rows = left.length / width
  const columns = right.length / width
  const products = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      const end = (i + 1) * width
      let at = j * width
      // Four sums, so that one addition need not wait for the other.
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      for (let k = i * width; k < end; k += 4) {
        a += left[k]! * right[at]!
        b += left[k + 1]! * right[at + 1]!
        c += left[k + 2]! * right[at + 2]!
        d += left[k + 3]! * right[at + 3]!
        at += 4
      }
      products[i * columns + j] = a + b + c + d
    }
  }
  return products
}
