/**
 * Count sketches of a model's tensors (Charikar, Chen, Farach-Colton 2002). Each weight is added, with a sign, to one
 * of some buckets; sign and bucket depend on the tensor's name and the weight's position alone. So sketches of
 * different models can be subtracted, and what is left is the sketch of the difference of their weights.
 */
export interface TensorSketch {
  /** As in the file. */
  readonly name: string
  /** The tensor type, e.g. `Q4_K`. */
  readonly type: string
  /** Lengths, that of a row first. */
  readonly dimensions: readonly number[]
  readonly elements: number
  /** Exact: nothing is lost of a vector's length. */
  readonly sumOfSquares: number
  /** A power of two of them, from `leastBuckets` to `mostBuckets`. */
  readonly buckets: Float32Array
  /**
   * Of tensors with a row per token; null elsewhere. Their buckets go by the tokens' texts, in place of the row's
   * number.
   */
  readonly rows: SampledRows | null
  /** Of feed-forward input matrices; null elsewhere. */
  readonly units: SampledUnits | null
}

/** Hidden units of a layer's feed-forward part: those whose rows are longest. */
export interface SampledUnits {
  /** Row numbers, ascending; the same in gate and up. */
  readonly rows: Uint32Array
  /** Of the folded rows. */
  readonly lengths: Float32Array
  /** `unitBuckets` for each, each of length about 1. */
  readonly signatures: Float32Array
}

/** Rows of a vocabulary tensor: those whose keys, hashes of the tokens' texts, are lowest. Models sample alike. */
export interface SampledRows {
  /** Digest of the keys of all rows, whatever their order: where it is the same, so are the tokens. */
  readonly set: string
  /** In ascending order. */
  readonly keys: Uint32Array
  /** One for each key. */
  readonly sumsOfSquares: Float32Array
  /** `rowBuckets` for each key. */
  readonly buckets: Float32Array
}

/** Raised where sketches from before cannot be compared with new ones. */
export const sketchVersion = 1

export const mostBuckets = 4096
/** A piece of so many weights has one place in a sketch, so that fewer buckets would have weights of a piece meet. */
export const leastBuckets = 32
/** Rows that are sampled of a vocabulary tensor, at most, and the buckets of each. */
export const mostSampledRows = 256
export const rowBuckets = 32
/** Buckets of a unit's signature. */
export const unitBuckets = 32

/** Bytes that the sketches of one model take, at most. */
export const mostSketchBytes = 1_000_000
/** What a tensor takes beside its name and buckets: type, shape, sums and checksums. */
const bytesBeside = 96
const sampledBytes = mostSampledRows * (8 + 4 * rowBuckets)

export interface SketchedShape {
  readonly name: string
  readonly elements: number
  readonly hasTokenRows: boolean
}

/**
 * Buckets of each tensor, in their order: the most, alike for all tensors, with which the model's sketches stay within
 * `mostSketchBytes`. A small tensor has no more than it has weights. Throws RangeError where even the fewest are too
 * many.
 */
export function bucketCounts(tensors: readonly SketchedShape[]): number[] {
  for (let most = mostBuckets; most >= leastBuckets; most /= 2) {
    const counts = tensors.map(({ elements }) => bucketCount(elements, most))
    const bytes = tensors.reduce(
      (sum, { name, hasTokenRows }, index) =>
        sum + bytesBeside + name.length + 4 * counts[index]! + (hasTokenRows ? sampledBytes : 0),
      0,
    )
    if (bytes <= mostSketchBytes) return counts
  }
  throw new RangeError(
    `The model has ${String(tensors.length)} tensors; expected so few that ${String(leastBuckets)} buckets of each fit into ${String(mostSketchBytes)} bytes.`,
  )
}

function bucketCount(elements: number, most: number): number {
  let count = leastBuckets
  while (count < most && count < elements) count *= 2
  return count
}

/** The same sketch with fewer buckets, `count` a power of two: bucket b goes to bucket b mod count. */
export function folded(buckets: Float32Array, count: number): Float64Array {
  const result = new Float64Array(count)
  for (let bucket = 0; bucket < buckets.length; bucket += 1) result[bucket % count]! += buckets[bucket]!
  return result
}
