import { createHash } from 'node:crypto'
import { type SampledUnits, signatureStep, sketchVersion, unitBuckets } from '../../core/lineage/tensor-sketch.ts'
import type { SketchKernel, SketchKey } from './sketch-kernel.ts'

/** Which of a feed-forward part's input matrices: their signatures have keys of their own. */
export type UnitMatrix = 'gate' | 'up'

/** Units of which signatures are to be made: `most` of the longest, or those of these rows. */
export type WantedUnits = { readonly most: number } | { readonly rows: Uint32Array }

/** Takes the rows of a matrix block by block and keeps signatures of some (see SampledUnits). */
export class UnitSampler {
  readonly #kernel: SketchKernel
  readonly #key: SketchKey
  readonly #norm: Float32Array
  readonly #wanted: ReadonlySet<number> | null
  readonly #most: number
  /** Copies of the rows that are kept, one behind the other. */
  readonly #kept: Float32Array
  /** Row numbers of those, in no order while rows come, and what they are chosen by: the squares of the folded row. */
  readonly #rows: number[] = []
  readonly #ranks: number[] = []
  /** Which of the kept is the shortest, once there are as many as wanted. */
  #shortest = -1

  /** @param norm weights of the norm before the matrix, one for each column */
  constructor(kernel: SketchKernel, matrix: UnitMatrix, wanted: WantedUnits, norm: Float32Array) {
    this.#kernel = kernel
    this.#key = unitKey(matrix)
    this.#norm = norm
    this.#wanted = 'rows' in wanted ? new Set(wanted.rows) : null
    this.#most = 'rows' in wanted ? wanted.rows.length : wanted.most
    this.#kept = new Float32Array(this.#most * norm.length)
    kernel.foldWith(norm)
  }

  /** Takes `rows` rows at the start of the kernel's values, the first of which is number `first`. */
  take(first: number, rows: number): void {
    if (this.#wanted !== null) {
      for (let row = 0; row < rows; row += 1)
        if (this.#wanted.has(first + row)) this.#keep(this.#rows.length, first, row, 0)
      return
    }
    const ranks = this.#kernel.foldedSquares(rows, this.#norm.length)
    for (let row = 0; row < rows; row += 1) {
      const rank = ranks[row]!
      if (this.#rows.length < this.#most) this.#keep(this.#rows.length, first, row, rank)
      else if (rank > this.#ranks[this.#shortest]!) this.#keep(this.#shortest, first, row, rank)
      else continue
      if (this.#rows.length === this.#most) this.#shortest = placeOfLeast(this.#ranks)
    }
  }

  sampled(): SampledUnits {
    const order = [...this.#rows.keys()].sort((left, right) => this.#rows[left]! - this.#rows[right]!)
    const lengths = new Float32Array(order.length)
    const signatures = new Float32Array(order.length * unitBuckets)
    for (const [index, place] of order.entries()) {
      const { length, signature } = this.#unit(place)
      lengths[index] = length
      signatures.set(signature, index * unitBuckets)
    }
    const step = signatureStep({ signatures })
    return {
      rows: Uint32Array.from(order, (place) => this.#rows[place]!),
      lengths,
      signatures: signatures.map((value) => step * Math.round(value / step)),
    }
  }

  #keep(place: number, first: number, row: number, rank: number): void {
    const columns = this.#norm.length
    this.#rows[place] = first + row
    this.#ranks[place] = rank
    this.#kept.set(this.#kernel.values.subarray(row * columns, (row + 1) * columns), place * columns)
  }

  #unit(place: number): { readonly length: number; readonly signature: Float32Array } {
    const columns = this.#norm.length
    const values = this.#kept.subarray(place * columns, (place + 1) * columns)
    const absolute = new Float64Array(columns)
    let [sum, squares] = [0, 0]
    for (let column = 0; column < columns; column += 1) {
      const value = Math.abs(values[column]! * this.#norm[column]!)
      absolute[column] = value
      sum += value
      squares += value ** 2
    }
    const mean = sum / columns
    let variation = 0
    for (let column = 0; column < columns; column += 1) variation += (absolute[column]! - mean) ** 2
    const length = Math.sqrt(variation)
    const centred = new Float32Array(columns)
    if (length > 0)
      for (let column = 0; column < columns; column += 1) centred[column] = (absolute[column]! - mean) / length
    return { length: Math.sqrt(squares), signature: this.#kernel.rowOf(this.#key, centred) }
  }
}

function placeOfLeast(values: readonly number[]): number {
  return values.reduce((least, value, index) => (value < values[least]! ? index : least), 0)
}

function unitKey(matrix: UnitMatrix): SketchKey {
  const digest = createHash('sha256')
    .update(`units ${String(sketchVersion)} ${matrix}`)
    .digest()
  return { first: digest.readUInt32LE(0), second: digest.readUInt32LE(4) }
}
