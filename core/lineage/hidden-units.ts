import { sampledLayers } from './sampled-layers.ts'
import { type SampledUnits, type TensorSketch, unitBuckets } from './tensor-sketch.ts'
import { centred, unitMoments } from './unit-moments.ts'
import { addMoments, type Square, times, type Whitening, whitening } from './whitening.ts'

/** Sampled hidden units of a layer's feed-forward part, each with two vectors of length 1 (or 0: it says nothing). */
export interface LayerUnits {
  readonly layer: number
  /** Null in a dense layer; else how many units an expert has. */
  readonly expertUnits: number | null
  /** Row numbers, ascending; over all experts, one expert after the other. */
  readonly rows: Uint32Array
  /** Components of a vector. */
  readonly width: number
  /** By these units are matched. */
  readonly matching: Float32Array
  /** By these the match is tested. */
  readonly testing: Float32Array
}

/** Units whose vectors are made when they are asked for, with the vectors alone. */
export function made({ layer, expertUnits, rows, width, matching, testing }: LayerUnits): LayerUnits {
  return { layer, expertUnits, rows, width, matching, testing }
}

/**
 * The hidden units of a model, layer by layer. Units are matched by their signatures in `ffn_gate` and tested by those
 * in `ffn_up`; without gate by one half of the buckets and the other.
 *
 * Two things that unrelated models may share by chance are taken away, for all layers of the model together: the mean
 * of a layer's signatures and directions of great variance (a few columns of the residual stream with large weights
 * would decide all matches alike), and the part of what tests that follows from what matches (else a match by the one
 * is a match by the other).
 */
export function hiddenUnits(sketches: readonly TensorSketch[]): LayerUnits[] {
  const parts = sampledLayers(sketches).map(({ layer, expertUnits, gate, up }) => ({
    layer,
    expertUnits,
    gate: gate?.units ?? null,
    up: up.units,
  }))
  const isGated = parts.some(({ gate }) => gate !== null)
  // Halves of signatures have another length than whole ones: they cannot be pooled.
  const alike = parts
    .filter(({ gate }) => (gate !== null) === isGated)
    .map((part) => ({ ...part, ...signaturesOf(part) }))
  const width = isGated ? unitBuckets : unitBuckets / 2
  const maps = whiteningOf(alike, width)
  return alike.map(({ layer, expertUnits, up: { rows }, matching, testing }) => {
    // Made when they are asked for: a test is often decided by a few layers.
    let vectors: Pick<LayerUnits, 'matching' | 'testing'> | undefined
    const vectorsOf = (): Pick<LayerUnits, 'matching' | 'testing'> =>
      (vectors ??= {
        matching: normalized(times(matching, maps.ofCompanions, width), width),
        testing: normalized(
          times(unexplained(testing, matching, maps.explained, width), maps.ofUnexplained, width),
          width,
        ),
      })
    return {
      layer,
      expertUnits,
      rows,
      width,
      get matching() {
        return vectorsOf().matching
      },
      get testing() {
        return vectorsOf().testing
      },
    }
  })
}

/** What units are matched by, and by what the match is tested. */
interface GateAndUp {
  /** Null where the halves of `up` take both parts. */
  readonly gate: SampledUnits | null
  readonly up: SampledUnits
}

/** Around their mean. */
interface Signatures {
  readonly matching: Float64Array
  readonly testing: Float64Array
}

function whiteningOf(layers: readonly (GateAndUp & Signatures)[], width: number): Whitening {
  const moments = {
    companions: new Float64Array(width * width),
    across: new Float64Array(width * width),
    vectors: new Float64Array(width * width),
  }
  let count = 0
  for (const { gate, up, matching, testing } of layers) {
    const ofUp = unitMoments(up)
    addBlock(moments.companions, gate === null ? ofUp : unitMoments(gate), 0, width)
    addBlock(moments.vectors, ofUp, unitBuckets - width, width)
    addMoments(moments.across, matching, testing, width)
    count += up.rows.length
  }
  return whitening(moments, width, count)
}

/** Adds the block on the diagonal that begins at a row and column of the moments of whole signatures. */
function addBlock(sums: Square, moments: Square, first: number, width: number): void {
  for (let i = 0; i < width; i += 1)
    for (let j = 0; j < width; j += 1) sums[i * width + j]! += moments[(first + i) * unitBuckets + first + j]!
}

function unexplained(vectors: Float64Array, companions: Float64Array, explained: Square, width: number): Float64Array {
  const byCompanions = times(companions, explained, width)
  return vectors.map((value, index) => value - byCompanions[index]!)
}

function signaturesOf({ gate, up }: GateAndUp): Signatures {
  const ofUp = centred(up.signatures, unitBuckets)
  if (gate !== null) return { matching: centred(gate.signatures, unitBuckets), testing: ofUp }
  const half = unitBuckets / 2
  const side = (first: number): Float64Array => {
    const result = new Float64Array(up.rows.length * half)
    for (let unit = 0; unit < up.rows.length; unit += 1) {
      const from = unit * unitBuckets + first
      result.set(ofUp.subarray(from, from + half), unit * half)
    }
    return result
  }
  return { matching: side(0), testing: side(half) }
}

/** Vectors of length 1; those of about no length are 0. */
export function normalized(vectors: Float64Array | Float32Array, width: number): Float32Array {
  const result = new Float32Array(vectors.length)
  for (let at = 0; at < vectors.length; at += width) {
    let squares = 0
    for (let k = at; k < at + width; k += 1) squares += vectors[k]! ** 2
    const length = Math.sqrt(squares)
    if (length > 1e-6) for (let k = at; k < at + width; k += 1) result[k] = vectors[k]! / length
  }
  return result
}
