import { createHash } from 'node:crypto'
import { type SampledUnits, sketchVersion, unitBuckets } from '../../core/lineage/tensor-sketch.ts'
import type { SketchKernel, SketchKey } from './sketch-kernel.ts'

/** Which of a feed-forward part's input matrices: their signatures have keys of their own. */
export type UnitMatrix = 'gate' | 'up'

/** Units of which signatures are to be made: `most` of the longest, or those of these rows. */
export type WantedUnits = { readonly most: number } | { readonly rows: Uint32Array }

interface Unit {
  readonly row: number
  /** Sum of the squares of the folded row: by the kernel, as units are chosen by it, and with more digits. */
  readonly rank: number
  readonly squares: number
  readonly signature: Float32Array
}

/** Takes the rows of a matrix block by block and keeps signatures of some (see SampledUnits). */
export class UnitSampler {
  readonly #kernel: SketchKernel
  readonly #key: SketchKey
  readonly #norm: Float32Array
  readonly #wanted: ReadonlySet<number> | null
  readonly #most: number
  /** In no order while rows come. */
  readonly #units: Unit[] = []
  /** Number in `units` of the shortest, once there are as many as wanted. */
  #shortest = -1

  /** @param norm weights of the norm before the matrix, one for each column */
  constructor(kernel: SketchKernel, matrix: UnitMatrix, wanted: WantedUnits, norm: Float32Array) {
    this.#kernel = kernel
    this.#key = unitKey(matrix)
    this.#norm = norm
    this.#wanted = 'rows' in wanted ? new Set(wanted.rows) : null
    this.#most = 'rows' in wanted ? wanted.rows.length : wanted.most
    kernel.foldWith(norm)
  }

  /** Takes `rows` rows at the start of the kernel's values, the first of which is number `first`. */
  take(first: number, rows: number): void {
    const columns = this.#norm.length
    if (this.#wanted !== null) {
      for (let row = 0; row < rows; row += 1)
        if (this.#wanted.has(first + row)) this.#units.push(this.#unit(first + row, row * columns, 0))
      return
    }
    this.#kernel.foldedSquares(rows, columns).forEach((rank, row) => {
      if (this.#units.length < this.#most) this.#units.push(this.#unit(first + row, row * columns, rank))
      else if (rank > this.#units[this.#shortest]!.rank)
        this.#units[this.#shortest] = this.#unit(first + row, row * columns, rank)
      else return
      if (this.#units.length === this.#most) this.#shortest = shortestOf(this.#units)
    })
  }

  sampled(): SampledUnits {
    const units = this.#units.toSorted((left, right) => left.row - right.row)
    const signatures = new Float32Array(units.length * unitBuckets)
    units.forEach(({ signature }, index) => signatures.set(signature, index * unitBuckets))
    return {
      rows: Uint32Array.from(units, ({ row }) => row),
      lengths: Float32Array.from(units, ({ squares }) => Math.sqrt(squares)),
      signatures,
    }
  }

  #unit(row: number, at: number, rank: number): Unit {
    const columns = this.#norm.length
    const { values } = this.#kernel
    const absolute = new Float64Array(columns)
    let [sum, squares] = [0, 0]
    for (let column = 0; column < columns; column += 1) {
      const value = Math.abs(values[at + column]! * this.#norm[column]!)
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
    return { row, rank, squares, signature: this.#kernel.rowOf(this.#key, centred) }
  }
}

function shortestOf(units: readonly Unit[]): number {
  return units.reduce((least, { rank }, index) => (rank < units[least]!.rank ? index : least), 0)
}

function unitKey(matrix: UnitMatrix): SketchKey {
  const digest = createHash('sha256')
    .update(`units ${String(sketchVersion)} ${matrix}`)
    .digest()
  return { first: digest.readUInt32LE(0), second: digest.readUInt32LE(4) }
}
