import { mostBuckets, mostUnitColumns, pieceElements, rowBuckets } from '../../core/lineage/tensor-sketch.ts'
import { mixedBits } from './mixed-bits.ts'
import { kernelModule } from './sketch-kernel.wasm.ts'

/** Two hashes by which a tensor or a row of one has its own buckets and signs. */
export interface SketchKey {
  readonly first: number
  readonly second: number
}

/** Weights that the kernel takes at a time, at most. */
export const mostElements = 262_144

const page = 65_536
/** Rows with keys of their own that the kernel takes at a time, at most. */
export const mostRows = 8192
/** Floats of the patterns of signs, of which each begins 4 behind the one before. */
const patternFloats = 4 * 255 + pieceElements
// Behind what the module keeps for itself.
const patternsAt = 1024
const sketchAt = 8192
const rowAt = sketchAt + 4 * (mostBuckets + pieceElements)
const spareAt = rowAt + 4 * (rowBuckets + pieceElements)
const valuesAt = 32_768
const normAt = valuesAt + 4 * mostElements
const centredAt = normAt + 4 * mostUnitColumns
const sumsAt = centredAt + 4 * mostUnitColumns
const rowKeysAt = sumsAt + 8 * (mostElements / pieceElements)
const end = rowKeysAt + 4 * mostRows

interface KernelExports {
  addToSketch(
    values: number,
    n: number,
    piece: number,
    tile: number,
    first: number,
    second: number,
    mask: number,
    sketch: number,
    patterns: number,
    spare: number,
  ): number
  addRows(
    values: number,
    columns: number,
    rows: number,
    tile: number,
    first: number,
    second: number,
    rowKeys: number,
    mask: number,
    sketch: number,
    patterns: number,
    spare: number,
  ): number
  foldedSquares(values: number, norm: number, columns: number, rows: number, sums: number): void
}

const compiled = new WebAssembly.Module(Buffer.from(kernelModule, 'base64'))

/** A WebAssembly kernel that adds weights to count sketches (see sketch-kernel.assemblyscript). */
export class SketchKernel {
  /** Where weights are put. */
  readonly values: Float32Array
  readonly #exports: KernelExports
  readonly #buckets: Float32Array
  readonly #row: Float32Array
  readonly #norm: Float32Array
  readonly #centred: Float32Array
  readonly #sums: Float64Array
  readonly #rowKeys: Uint32Array

  constructor() {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(end / page) })
    this.#exports = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as KernelExports
    this.values = new Float32Array(memory.buffer, valuesAt, mostElements)
    this.#buckets = new Float32Array(memory.buffer, sketchAt, mostBuckets + pieceElements)
    this.#row = new Float32Array(memory.buffer, rowAt, rowBuckets + pieceElements)
    this.#norm = new Float32Array(memory.buffer, normAt, mostUnitColumns)
    this.#centred = new Float32Array(memory.buffer, centredAt, mostUnitColumns)
    this.#sums = new Float64Array(memory.buffer, sumsAt, mostElements / pieceElements)
    this.#rowKeys = new Uint32Array(memory.buffer, rowKeysAt, mostRows)
    new Float32Array(memory.buffer, patternsAt, patternFloats).forEach(
      (_, at, patterns) => (patterns[at] = patternSign(at)),
    )
  }

  /**
   * Adds `count` values from `from` on to what `take` gives, in tiles of so many pieces; the first of them is number
   * `position`, a multiple of 32, of what the key is of. Returns the sum of their squares.
   */
  add(key: SketchKey, position: number, from: number, count: number, tile: number): number {
    return this.#add(key, position, valuesAt + 4 * from, count, tile, mostBuckets, sketchAt)
  }

  /**
   * Adds the first rows of the values, each with its own key of `rowKeys`, `mostRows` at most, to what `take` gives.
   * Returns the sum of their squares.
   */
  addRows(key: SketchKey, rowKeys: Uint32Array, columns: number, tile: number): number {
    this.#rowKeys.set(rowKeys)
    return this.#exports.addRows(
      valuesAt,
      columns,
      rowKeys.length,
      Math.log2(tile),
      key.first,
      key.second,
      rowKeysAt,
      mostBuckets - 1,
      sketchAt,
      patternsAt,
      spareAt,
    )
  }

  /** Adds what has been added since the last call to `total`, which has `mostBuckets`. */
  take(total: Float64Array): void {
    for (let bucket = 0; bucket < this.#buckets.length; bucket += 1)
      total[bucket % mostBuckets]! += this.#buckets[bucket]!
    this.#buckets.fill(0)
  }

  /** The sketch of a single row of values with `rowBuckets`, and the sum of their squares. */
  row(key: SketchKey, from: number, count: number): { readonly buckets: Float32Array; readonly squares: number } {
    return this.#rowAt(key, valuesAt + 4 * from, count)
  }

  /** The sketch of a row that is not among the values, of `mostUnitColumns` at most. */
  rowOf(key: SketchKey, row: Float32Array): Float32Array {
    this.#centred.set(row)
    return this.#rowAt(key, centredAt, row.length).buckets
  }

  /** Sets the norm by which `foldedSquares` folds rows. */
  foldWith(norm: Float32Array): void {
    this.#norm.set(norm)
  }

  /** Sums of the squares of the first rows of values, each folded with the norm; good until the next call. */
  foldedSquares(rows: number, columns: number): Float64Array {
    this.#exports.foldedSquares(valuesAt, normAt, columns, rows, sumsAt)
    return this.#sums.subarray(0, rows)
  }

  #rowAt(key: SketchKey, at: number, count: number): { readonly buckets: Float32Array; readonly squares: number } {
    this.#row.fill(0)
    const squares = this.#add(key, 0, at, count, 1, rowBuckets, rowAt)
    const buckets = new Float32Array(rowBuckets)
    this.#row.forEach((value, bucket) => (buckets[bucket % rowBuckets]! += value))
    return { buckets, squares }
  }

  #add(
    key: SketchKey,
    position: number,
    values: number,
    count: number,
    tile: number,
    buckets: number,
    at: number,
  ): number {
    return this.#exports.addToSketch(
      values,
      count,
      position / pieceElements,
      Math.log2(tile),
      key.first,
      key.second,
      buckets - 1,
      at,
      patternsAt,
      spareAt,
    )
  }
}

/**
 * Signs of which the patterns are windows. Pattern p + 128 is pattern p with the signs turned, so that over all
 * patterns the signs of two pieces are as often alike as not.
 */
function patternSign(at: number): number {
  const within = at % 1024
  return mixedBits((within % 512) + 1) < 0 === within < 512 ? -1 : 1
}
