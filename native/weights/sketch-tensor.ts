import { createHash } from 'node:crypto'
import { tensorRole } from '../../core/lineage/tensor-role.ts'
import {
  folded,
  mostBuckets,
  mostSampledRows,
  rowBuckets,
  type SampledRows,
  sketchVersion,
  type TensorSketch,
  tilePieces,
} from '../../core/lineage/tensor-sketch.ts'
import type { PackedType } from '../llama/ggml-library.ts'
import { dequantizer } from './dequantize.ts'
import { mixedBits } from './mixed-bits.ts'
import { mostElements, mostRows, SketchKernel, type SketchKey } from './sketch-kernel.ts'
import { type UnitMatrix, UnitSampler } from './unit-sampler.ts'
import { weightSlices } from './weight-slices.ts'

/** Where the weights of a tensor lie, and how. */
export interface StoredTensor {
  readonly path: string
  /** Bytes from the start of the file, and of all weights. */
  readonly offset: number
  readonly bytes: number
  readonly name: string
  readonly type: PackedType
  /** Lengths, that of a row first. */
  readonly dimensions: readonly number[]
  readonly elements: number
}

/** A tensor, and how it is to be sketched. */
export interface TensorToSketch {
  readonly tensor: StoredTensor
  /** A power of two. */
  readonly buckets: number
  /** Of a tensor with a row per token: a hash of each row's token. */
  readonly rowKeys: Uint32Array | null
  /** Of a matrix of whose rows signatures are made. */
  readonly units: UnitsToSketch | null
}

export interface UnitsToSketch {
  readonly matrix: UnitMatrix
  /** How many, where the longest are chosen. */
  readonly count: number
  /** Which, where another matrix has chosen them. */
  readonly rows: Uint32Array | null
  /** The norm before the matrix, with a weight for each of its columns; null where the layer has none. */
  readonly norm: StoredTensor | null
}

/** Bytes of a file that are read at a time; twice as many are held. */
const readBytes = 2 ** 20
/** Weights that are dequantized at a time: as floats they stay in a processor's cache until they are sketched. */
const cachedElements = 32_768

/** The packed bytes of a tensor in slices of at most `most`, in order; a slice is good until the next is asked for. */
export type SlicesOf = (tensor: StoredTensor, most: number) => AsyncIterable<Uint8Array>

const slicesOfFile: SlicesOf = ({ path, offset, bytes }, most) => weightSlices(path, offset, bytes, most)

let kernel: SketchKernel | undefined

/**
 * The count sketch of a tensor, read in slices of 1 MiB and dequantized in blocks of 32,768 weights. Throws RangeError
 * where its type cannot be dequantized or a weight is no finite number.
 *
 * @param onRead told how many bytes have been worked on, after each slice
 * @param slicesOf where the bytes come from: the tensor's file
 */
export async function sketchTensor(
  { tensor, buckets, rowKeys, units }: TensorToSketch,
  onRead: (bytes: number) => void = () => undefined,
  slicesOf: SlicesOf = slicesOfFile,
): Promise<TensorSketch> {
  kernel ??= new SketchKernel()
  const { name, type, dimensions, elements } = tensor
  const toFloats = dequantizer(type)
  const rowLength = dimensions[0] ?? 1
  if (rowKeys !== null && rowLength > mostElements)
    throw new RangeError(
      `The rows of ${name} have ${String(rowLength)} weights; expected ${String(mostElements)} at most.`,
    )
  // Whole rows where each is looked at, else what fits into a processor's cache.
  const blockLength =
    rowKeys === null && units === null
      ? cachedElements
      : Math.max(1, Math.min(mostRows, Math.floor(cachedElements / rowLength))) * rowLength
  const blockBytes = packedBytes(type, blockLength)
  const sliceBytes = Math.max(1, Math.floor(readBytes / blockBytes)) * blockBytes
  const key = keyOf(name)
  const tile = tilePieces(elements)
  const rows = rowKeys === null ? null : new RowSampler(rowKeys, rowLength)
  const unitSampler = units === null ? null : await samplerOf(kernel, units, rowLength, slicesOf)
  const total = new Float64Array(mostBuckets)
  let position = 0
  let squares = 0
  // What another tensor left when it was given up.
  kernel.take(new Float64Array(mostBuckets))
  for await (const slice of slicesOf(tensor, sliceBytes)) {
    for (let at = 0; at < slice.length; at += blockBytes) {
      const packed = slice.subarray(at, at + blockBytes)
      const count = (packed.length / type.bytes) * type.block
      toFloats(packed, kernel.values, count)
      if (rows === null || rowKeys === null) squares += kernel.add(key, position, 0, count, tile)
      else {
        const first = position / rowLength
        const taken = rowKeys.subarray(first, first + count / rowLength)
        squares += kernel.addRows(key, taken, rowLength, tile)
        rows.take(kernel, key, first, taken.length)
      }
      unitSampler?.take(position / rowLength, count / rowLength)
      position += count
    }
    kernel.take(total)
    onRead((position / type.block) * type.bytes)
  }
  if (!Number.isFinite(squares))
    throw new RangeError(`Tensor ${name} holds weights that are not finite numbers, or beyond 1e18: it has no sketch.`)
  return {
    name,
    type: type.name,
    dimensions,
    elements,
    sumOfSquares: squares,
    buckets: Float32Array.from(folded(Float32Array.from(total), buckets)),
    rows: rows?.sampled() ?? null,
    units: unitSampler?.sampled() ?? null,
  }
}

async function samplerOf(
  kernel: SketchKernel,
  { matrix, count, rows, norm }: UnitsToSketch,
  columns: number,
  slicesOf: SlicesOf,
): Promise<UnitSampler> {
  const weights = norm === null ? new Float32Array(columns).fill(1) : await allWeights(norm, slicesOf)
  return new UnitSampler(kernel, matrix, rows === null ? { most: count } : { rows }, weights)
}

/** Those of a small tensor. */
async function allWeights(norm: StoredTensor, slicesOf: SlicesOf): Promise<Float32Array> {
  const floats = new Float32Array(norm.elements)
  for await (const packed of slicesOf(norm, norm.bytes)) dequantizer(norm.type)(packed, floats, norm.elements)
  return floats
}

function packedBytes({ block, bytes }: PackedType, elements: number): number {
  return (elements / block) * bytes
}

function keyOf(name: string): SketchKey {
  const digest = createHash('sha256')
    .update(`sketch ${String(sketchVersion)} ${tensorRole(name).role}`)
    .digest()
  return { first: digest.readUInt32LE(0), second: digest.readUInt32LE(4) }
}

/** Rows with one key have one sketch, wherever they stand. */
function rowKey({ first, second }: SketchKey, row: number): SketchKey {
  return { first: mixedBits(first + row), second: mixedBits(second ^ row) }
}

/**
 * The rows with the lowest keys: of tokens that two models have, both sample the same as far as their samples reach.
 */
class RowSampler {
  readonly #set: string
  readonly #columns: number
  /** Ascending, each with its place in the sample. */
  readonly #chosen: readonly { readonly row: number; readonly place: number }[]
  #next = 0
  readonly #sampled: Omit<SampledRows, 'set'>

  constructor(keys: Uint32Array, columns: number) {
    const sorted = keys.toSorted()
    this.#set = createHash('sha256').update(sorted).digest('hex')
    this.#columns = columns
    const highest = sorted[Math.min(mostSampledRows, sorted.length) - 1] ?? 0
    const rows: number[] = []
    for (const [row, key] of keys.entries()) if (key <= highest) rows.push(row)
    rows.sort((left, right) => keys[left]! - keys[right]!).splice(mostSampledRows)
    this.#chosen = rows.map((row, place) => ({ row, place })).sort((left, right) => left.row - right.row)
    this.#sampled = {
      keys: Uint32Array.from(rows, (row) => keys[row]!),
      sumsOfSquares: new Float32Array(rows.length),
      buckets: new Float32Array(rows.length * rowBuckets),
    }
  }

  /** Takes `count` rows at the start of the kernel's values, the first of which is number `first`: in order. */
  take(kernel: SketchKernel, key: SketchKey, first: number, count: number): void {
    for (; this.#next < this.#chosen.length; this.#next += 1) {
      const { row, place } = this.#chosen[this.#next]!
      if (row >= first + count) return
      const ofRow = rowKey(key, this.#sampled.keys[place]!)
      const { buckets, squares } = kernel.row(ofRow, (row - first) * this.#columns, this.#columns)
      this.#sampled.sumsOfSquares[place] = squares
      this.#sampled.buckets.set(buckets, place * rowBuckets)
    }
  }

  sampled(): SampledRows {
    return { set: this.#set, ...this.#sampled }
  }
}
