import { mostBuckets, rowBuckets } from '../../core/lineage/tensor-sketch.ts'
import { kernelModule } from './sketch-kernel.wasm.ts'

/** Two hashes by which a tensor or a row of one has its own buckets and signs. */
export interface SketchKey {
  readonly first: number
  readonly second: number
}

/** Weights that the kernel takes at a time, at most. */
export const mostElements = 262_144
/** Weights of one piece: they have one place in the sketch. */
const pieceElements = 32

const page = 65_536
// Behind what the module keeps for itself.
const sketchAt = 1024
const rowAt = sketchAt + 4 * (mostBuckets + pieceElements)
const valuesAt = 32_768

interface KernelExports {
  addToSketch(
    values: number,
    n: number,
    piece: number,
    first: number,
    second: number,
    mask: number,
    sketch: number,
  ): number
}

const compiled = new WebAssembly.Module(Buffer.from(kernelModule, 'base64'))

/** A WebAssembly kernel that adds weights to count sketches (see sketch-kernel.assemblyscript). */
export class SketchKernel {
  /** Where weights are put. */
  readonly values: Float32Array
  readonly #exports: KernelExports
  readonly #buckets: Float32Array
  readonly #row: Float32Array

  constructor() {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((valuesAt + 4 * mostElements) / page) })
    this.#exports = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as KernelExports
    this.values = new Float32Array(memory.buffer, valuesAt, mostElements)
    this.#buckets = new Float32Array(memory.buffer, sketchAt, mostBuckets + pieceElements)
    this.#row = new Float32Array(memory.buffer, rowAt, rowBuckets + pieceElements)
  }

  /**
   * Adds `count` values from `from` on to what `take` gives; the first of them is number `position`, a
   * multiple of 32, of what the key is of. Returns the sum of their squares.
   */
  add(key: SketchKey, position: number, from: number, count: number): number {
    return this.#add(key, position, from, count, mostBuckets, sketchAt)
  }

  /** Adds what has been added since the last call to `total`, which has `mostBuckets`. */
  take(total: Float64Array): void {
    this.#buckets.forEach((value, bucket) => (total[bucket % mostBuckets]! += value))
    this.#buckets.fill(0)
  }

  /** The sketch of a single row of values with `rowBuckets`, and the sum of their squares. */
  row(key: SketchKey, from: number, count: number): { readonly buckets: Float32Array; readonly squares: number } {
    this.#row.fill(0)
    const squares = this.#add(key, 0, from, count, rowBuckets, rowAt)
    const buckets = new Float32Array(rowBuckets)
    this.#row.forEach((value, bucket) => (buckets[bucket % rowBuckets]! += value))
    return { buckets, squares }
  }

  #add(key: SketchKey, position: number, from: number, count: number, buckets: number, at: number): number {
    return this.#exports.addToSketch(
      valuesAt + 4 * from,
      count,
      position / pieceElements,
      key.first,
      key.second,
      buckets - 1,
      at,
    )
  }
}
