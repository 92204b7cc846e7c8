import { tensorRole } from '../../../core/lineage/tensor-role.ts'
import type { TensorSketch } from '../../../core/lineage/tensor-sketch.ts'
import { referenceSketch } from '../../native/weights/reference-sketch.ts'
import { referenceUnits, type UnitMatrix } from './reference-units.ts'

export interface PlainTensor extends UnitMatrix {
  readonly name: string
}

/** Sketches of a model's layers by their definition: keys go by role, with signatures of hidden units. */
export function referenceSketches(tensors: readonly PlainTensor[], buckets = 256): TensorSketch[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  return tensors.flatMap((tensor) => {
    const { dimensions, values } = tensor
    const { layer, role } = tensorRole(tensor.name)
    if (layer === null) return []
    const of = (name: string): PlainTensor | undefined => byName.get(`blk.${layer}.${name}.weight`)
    const part = /^ffn_(gate|up)(_exps)?\.weight$/.exec(role)
    const up = of(`ffn_up${part?.[2] ?? ''}`)
    const units =
      part === null || up === undefined
        ? null
        : referenceUnits(of(`ffn_gate${part[2] ?? ''}`), up, of('ffn_norm')?.values)[part[1] as 'gate' | 'up']
    return [
      {
        name: tensor.name,
        type: 'F32',
        dimensions,
        elements: values.length,
        sumOfSquares: Array.from(values).reduce((sum, value) => sum + value ** 2, 0),
        buckets: Float32Array.from(referenceSketch(values, keyOf(role), buckets)),
        rows: null,
        units,
      },
    ]
  })
}

function keyOf(role: string): { readonly first: number; readonly second: number } {
  let [first, second] = [1, 2]
  for (const character of role) {
    first = Math.imul(first, 31) + character.charCodeAt(0)
    second = Math.imul(second, 37) + character.charCodeAt(0)
  }
  return { first, second }
}
