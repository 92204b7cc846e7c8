/**
 * Count sketches of a model's tensors (Charikar, Chen, Farach-Colton 2002). Each weight is added, with a sign, to one
 * of some buckets; sign and bucket depend on the tensor's role and the weight's position alone. So sketches of
 * different models, and of different layers, can be subtracted, and what is left is the sketch of the difference of
 * their weights.
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

/**
 * Hidden units of a layer's feed-forward part: those whose rows of `ffn_gate` are longest, of `ffn_up` where there is
 * no gate. A row is folded with the norm before it (each weight times that of its column in `ffn_norm`). Its signature
 * is a count sketch of the folded row's absolute values less their mean, over the length of that. Absolute values stand
 * whatever signs are flipped, folded ones whatever scale moves from the norm into the weights.
 */
export interface SampledUnits {
  /** Row numbers, ascending; the same in gate and up. With experts: those of the first one first. */
  readonly rows: Uint32Array
  /** Of the folded rows. */
  readonly lengths: Float32Array
  /**
   * `unitBuckets` for each, each of length about 1, in steps (`signatureStep`). Their keys are the same for all layers.
   */
  readonly signatures: Float32Array
}

/** In what steps the signatures of a matrix are held: 1/127 of the greatest value, so that a byte holds each. */
export function signatureStep({ signatures }: Pick<SampledUnits, 'signatures'>): number {
  let most = 0
  for (let index = 0; index < signatures.length; index += 1) most = Math.max(most, Math.abs(signatures[index]!))
  return Math.fround(most / 127) || 1
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
export const sketchVersion = 2

export const mostBuckets = 4096
/** With fewer than a piece has weights these would meet. */
export const leastBuckets = 32
/** Weights of one piece: they go to as many buckets, each to its own. */
export const pieceElements = 32
const mostTilePieces = 16

/**
 * Pieces that are added up before they go to their buckets, for speed: a power of two, the same for all tensors of one
 * size. Two weights with the same number in pieces of one tile always meet; so that this counts for little, small
 * tensors have tiles of one piece.
 */
export function tilePieces(elements: number): number {
  let pieces = 1
  while (pieces < mostTilePieces && 2 * pieces * 16 * mostBuckets <= elements) pieces *= 2
  return pieces
}

/** As many buckets, of tiles of one piece, would estimate inner products with the same error. */
export function worthOfBuckets(buckets: number, elements: number): number {
  return 1 / (1 / buckets + (tilePieces(elements) - 1) / elements)
}

/** Rows that are sampled of a vocabulary tensor, at most, and the buckets of each. */
export const mostSampledRows = 256
export const rowBuckets = 32
/** Buckets of a unit's signature. */
export const unitBuckets = 32
/** Units that are sampled of a layer, at most. */
const mostSampledUnits = 64
/** Weights of their rows, at most; always whole pieces. */
export const mostUnitColumns = 65_536

/** Bytes that the sketches of one model take, at most. */
export const mostSketchBytes = 1_000_000
/** What a tensor takes beside its name and buckets: type, shape, sums and checksums. */
const bytesBeside = 96
const sampledBytes = mostSampledRows * (8 + 4 * rowBuckets)
/** Of them, bytes that the sampled units take, at most. */
const mostUnitBytes = 200_000
/** Number and length of a row, and a byte for each bucket; the one scale is among `bytesBeside`. */
const bytesPerUnit = 8 + unitBuckets

export interface SketchedShape {
  readonly name: string
  readonly elements: number
  readonly hasTokenRows: boolean
  /** Whether hidden units are sampled of it. */
  readonly hasUnits: boolean
}

export interface SketchSizes {
  /** Of each tensor, in their order. */
  readonly buckets: readonly number[]
  /** Hidden units of each matrix that they are sampled of; none where a model has very many tensors. */
  readonly units: number
}

/**
 * The most buckets, alike for all tensors, with which the model's sketches stay within `mostSketchBytes` beside its
 * sampled units. A small tensor has no more than it has weights. Throws RangeError where even the fewest are too many.
 */
export function sketchSizes(tensors: readonly SketchedShape[]): SketchSizes {
  const bytesWith = (buckets: readonly number[]): number =>
    tensors.reduce(
      (sum, { name, hasTokenRows }, index) =>
        sum + bytesBeside + name.length + 4 * buckets[index]! + (hasTokenRows ? sampledBytes : 0),
      0,
    )
  const matrices = tensors.filter(({ hasUnits }) => hasUnits).length
  const least = bytesWith(tensors.map(() => leastBuckets))
  const forUnits = Math.min(mostUnitBytes, Math.max(0, mostSketchBytes - least))
  const units = matrices === 0 ? 0 : Math.min(mostSampledUnits, Math.floor(forUnits / (bytesPerUnit * matrices)))
  for (let most = mostBuckets; most >= leastBuckets; most /= 2) {
    const buckets = tensors.map(({ elements }) => bucketCount(elements, most))
    if (bytesWith(buckets) + units * bytesPerUnit * matrices <= mostSketchBytes) return { buckets, units }
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
  if (buckets.length === count) return new Float64Array(buckets)
  const result = new Float64Array(count)
  for (let bucket = 0; bucket < buckets.length; bucket += 1) result[bucket & (count - 1)]! += buckets[bucket]!
  return result
}
