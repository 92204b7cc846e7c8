import { tensorRole } from './tensor-role.ts'
import type { SampledUnits, TensorSketch } from './tensor-sketch.ts'

/** The input matrices of a layer's feed-forward part of which hidden units are sampled. */
export interface SampledLayer {
  readonly layer: number
  /** Null in a dense layer; else how many units an expert has. */
  readonly expertUnits: number | null
  /** Null where there is none, or none with the same units as `up`. */
  readonly gate: SampledMatrix | null
  readonly up: SampledMatrix
}

export interface SampledMatrix extends TensorSketch {
  readonly units: SampledUnits
}

/** The layers of a model of which hidden units are sampled, in their order. */
export function sampledLayers(sketches: readonly TensorSketch[]): SampledLayer[] {
  const layers = Map.groupBy(
    sketches.flatMap((sketch) => {
      const { layer, role } = tensorRole(sketch.name)
      const { units } = sketch
      return layer === null || units === null ? [] : [{ layer, role, matrix: { ...sketch, units } }]
    }),
    ({ layer }) => layer,
  )
  return [...layers]
    .flatMap(([layer, tensors]): SampledLayer[] => {
      const byRole = new Map(tensors.map(({ role, matrix }) => [role, matrix]))
      for (const kind of ['', '_exps']) {
        const up = byRole.get(`ffn_up${kind}.weight`)
        if (up === undefined) continue
        const gate = byRole.get(`ffn_gate${kind}.weight`)
        return [
          {
            layer,
            expertUnits: kind === '' ? null : (up.dimensions[1] ?? 1),
            gate: gate?.units.rows.length === up.units.rows.length ? gate : null,
            up,
          },
        ]
      }
      return []
    })
    .sort((left, right) => left.layer - right.layer)
}
