import type { LayerUnits } from './hidden-units.ts'

/**
 * Which sampled unit of the right layer each sampled unit of the left is taken for, by their positions in the samples.
 */
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
 *
 * @param products of the vectors by which units are matched, left x right
 */
export function matchUnits(left: LayerUnits, right: LayerUnits, products: Float64Array): UnitMatch {
  if (left.width !== right.width) return { pairs: [], isManyToOne: false }
  const { rightOfLeft, leftOfRight } = bestMatches(products, left.rows.length, right.rows.length)
  const isManyToOne = left.expertUnits !== null && right.expertUnits === null
  const pairs = Array.from(rightOfLeft, (rightUnit, leftUnit) => ({ left: leftUnit, right: rightUnit })).filter(
    (pair) => pair.right >= 0 && (isManyToOne || leftOfRight[pair.right] === pair.left),
  )
  return { pairs, isManyToOne }
}

/** The best match of each vector of two lists among those of the other list, by inner products above 0. */
export interface BestMatches {
  /** Of each left vector the position of the right one, or -1 where no product is above 0. */
  readonly rightOfLeft: Int32Array
  /** Its inner product, or 0. */
  readonly leftProducts: Float64Array
  /** The same of each right vector. */
  readonly leftOfRight: Int32Array
  readonly rightProducts: Float64Array
}

/** @param products rows x columns: inner products of the left vectors and the right ones */
export function bestMatches(products: Float64Array, rows: number, columns: number): BestMatches {
  const rightOfLeft = new Int32Array(rows).fill(-1)
  const leftOfRight = new Int32Array(columns).fill(-1)
  const leftProducts = new Float64Array(rows)
  const rightProducts = new Float64Array(columns)
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      const product = products[i * columns + j]!
      if (product > leftProducts[i]!) {
        leftProducts[i] = product
        rightOfLeft[i] = j
      }
      if (product > rightProducts[j]!) {
        rightProducts[j] = product
        leftOfRight[j] = i
      }
    }
  }
  return { rightOfLeft, leftProducts, leftOfRight, rightProducts }
}

/** Pairs of units with one row number; in a layer of experts and a dense one, with one number in their expert. */
export function unitsInPlace(left: LayerUnits, right: LayerUnits): UnitMatch {
  const isManyToOne = left.expertUnits !== null && right.expertUnits === null
  if (left.width !== right.width || (!isManyToOne && left.expertUnits !== right.expertUnits))
    return { pairs: [], isManyToOne }
  const rightUnitAt = new Map(Array.from(right.rows, (row, unit) => [row, unit]))
  const pairs = Array.from(left.rows).flatMap((row, unit) => {
    const rightUnit = rightUnitAt.get(isManyToOne ? row % left.expertUnits! : row)
    return rightUnit === undefined ? [] : [{ left: unit, right: rightUnit }]
  })
  return { pairs, isManyToOne }
}

/** left x right: inner products of two lists of vectors. */
export function productsOf(left: Float32Array, right: Float32Array, width: number): Float64Array {
  const rows = left.length / width
  const columns = right.length / width
  const products = new Float64Array(rows * columns)
  const [rowsInTwos, columnsInTwos] = [rows - (rows % 2), columns - (columns % 2)]
  // Two by two, so that each component is read once for two products, and one addition need not wait for the other.
  for (let i = 0; i < rowsInTwos; i += 2) {
    const first = i * width
    for (let j = 0; j < columnsInTwos; j += 2) {
      const second = j * width
      let [a, b, c, d] = [0, 0, 0, 0]
      for (let k = 0; k < width; k += 1) {
        const x = left[first + k]!
        const y = left[first + width + k]!
        const u = right[second + k]!
        const v = right[second + width + k]!
        a += x * u
        b += x * v
        c += y * u
        d += y * v
      }
      const at = i * columns + j
      products[at] = a
      products[at + 1] = b
      products[at + columns] = c
      products[at + columns + 1] = d
    }
  }
  for (let i = 0; i < rows; i += 1) {
    for (let j = i < rowsInTwos ? columnsInTwos : 0; j < columns; j += 1) {
      let sum = 0
      for (let k = 0; k < width; k += 1) sum += left[i * width + k]! * right[j * width + k]!
      products[i * columns + j] = sum
    }
  }
  return products
}
