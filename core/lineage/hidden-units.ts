import { sampledLayers } from './sampled-layers.ts'
import { type SampledUnits, type TensorSketch, unitBuckets } from './tensor-sketch.ts'
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
  readonly matching: Float64Array
  /** By these the match is tested. */
  readonly testing: Float64Array
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
    rows: up.units.rows,
    ...signaturesOf(gate?.units ?? null, up.units),
  }))
  const isGated = parts.some(({ hasGate }) => hasGate)
  // Halves of signatures have another length than whole ones: they cannot be pooled.
  const alike = parts.filter(({ hasGate }) => hasGate === isGated)
  const width = isGated ? unitBuckets : unitBuckets / 2
  const centredParts = alike.map((part) => ({
    ...part,
    matching: centred(part.matching, width),
    testing: centred(part.testing, width),
  }))
  const maps = whiteningOf(centredParts, width)
  return centredParts.map(({ layer, expertUnits, rows, matching, testing }) => {
    // Made when they are asked for: a test is often decided by a few layers.
    let vectors: Pick<LayerUnits, 'matching' | 'testing'> | undefined
    const made = (): Pick<LayerUnits, 'matching' | 'testing'> =>
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
        return made().matching
      },
      get testing() {
        return made().testing
      },
    }
  })
}

interface Signatures {
  readonly matching: Float64Array
  readonly testing: Float64Array
}

function whiteningOf(layers: readonly Signatures[], width: number): Whitening {
  const moments = {
    companions: new Float64Array(width * width),
    across: new Float64Array(width * width),
    vectors: new Float64Array(width * width),
  }
  let count = 0
  for (const { matching, testing } of layers) {
    addMoments(moments.companions, matching, matching, width)
    addMoments(moments.across, matching, testing, width)
    addMoments(moments.vectors, testing, testing, width)
    count += matching.length / width
  }
  return whitening(moments, width, count)
}

function unexplained(vectors: Float64Array, companions: Float64Array, explained: Square, width: number): Float64Array {
  const byCompanions = times(companions, explained, width)
  return vectors.map((value, index) => value - byCompanions[index]!)
}

function signaturesOf(gate: SampledUnits | null, up: SampledUnits): Signatures & { readonly hasGate: boolean } {
  if (gate !== null)
    return {
      hasGate: true,
      matching: Float64Array.from(gate.signatures),
      testing: Float64Array.from(up.signatures),
    }
  const half = unitBuckets / 2
  const side = (first: number): Float64Array => {
    const result = new Float64Array(up.rows.length * half)
    for (let unit = 0; unit < up.rows.length; unit += 1) {
      const from = unit * unitBuckets + first
      result.set(up.signatures.subarray(from, from + half), unit * half)
    }
    return result
  }
  return { hasGate: false, matching: side(0), testing: side(half) }
}

/** Vectors without their mean. */
export function centred(vectors: Float64Array | Float32Array, width: number): Float64Array {
  const count = vectors.length / width
  const mean = new Float64Array(width)
  for (let at = 0; at < vectors.length; at += width)
    for (let k = 0; k < width; k += 1) mean[k]! += vectors[at + k]! / count
  const result = new Float64Array(vectors.length)
  for (let at = 0; at < vectors.length; at += width)
    for (let k = 0; k < width; k += 1) result[at + k] = vectors[at + k]! - mean[k]!
  return result
}

/** Vectors of length 1; those of about no length are 0. */
export function normalized(vectors: Float64Array | Float32Array, width: number): Float64Array {
  const result = new Float64Array(vectors.length)
  for (let at = 0; at < vectors.length; at += width) {
    let squares = 0
    for (let k = at; k < at + width; k += 1) squares += vectors[k]! ** 2
    const length = Math.sqrt(squares)
    if (length > 1e-6) for (let k = at; k < at + width; k += 1) result[k] = vectors[k]! / length
  }
  return result
}
