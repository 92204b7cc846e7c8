import type { SampledUnits } from '../../../core/lineage/tensor-sketch.ts'
import { unitBuckets } from '../../../core/lineage/tensor-sketch.ts'
import { referenceSketch } from '../../native/weights/reference-sketch.ts'

export interface UnitMatrix {
  /** Lengths, that of a row first. */
  readonly dimensions: readonly number[]
  readonly values: ArrayLike<number>
}

const keys = { gate: { first: 11, second: 22 }, up: { first: 33, second: 44 } }

/** The longest hidden units of a layer by their definition: rows of gate (else of up), and the same rows of up. */
export function referenceUnits(
  gate: UnitMatrix | undefined,
  up: UnitMatrix,
  norm: ArrayLike<number> | undefined,
  most = 64,
): { readonly gate: SampledUnits | null; readonly up: SampledUnits } {
  const rowsOf = ({ dimensions, values }: UnitMatrix): number[][] => {
    const length = dimensions[0]!
    return Array.from({ length: values.length / length }, (_, row) =>
      Array.from({ length }, (__, column) => Math.abs(values[row * length + column]! * (norm?.[column] ?? 1))),
    )
  }
  const gateRows = gate === undefined ? null : rowsOf(gate)
  const upRows = rowsOf(up)
  const lengths = (gateRows ?? upRows).map((row) => Math.hypot(...row))
  const chosen = Array.from(lengths.keys())
    .sort((left, right) => lengths[right]! - lengths[left]!)
    .slice(0, most)
    .sort((left, right) => left - right)
  const sampled = (rows: number[][], key: (typeof keys)['up']): SampledUnits => {
    const signatures = chosen.flatMap((row) => {
      const mean = rows[row]!.reduce((sum, value) => sum + value, 0) / rows[row]!.length
      const deviations = rows[row]!.map((value) => value - mean)
      const length = Math.hypot(...deviations)
      const signature = deviations.map((value) => (length === 0 ? 0 : value / length))
      return [...referenceSketch(signature, key, unitBuckets)]
    })
    const step = Math.max(...signatures.map(Math.abs)) / 127 || 1
    return {
      rows: Uint32Array.from(chosen),
      lengths: Float32Array.from(chosen, (row) => Math.hypot(...rows[row]!)),
      signatures: Float32Array.from(signatures, (value) => step * Math.round(value / step)),
    }
  }
  return { gate: gateRows === null ? null : sampled(gateRows, keys.gate), up: sampled(upRows, keys.up) }
}
