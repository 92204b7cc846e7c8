import { wholePair } from './compare-sketches.ts'
import type { LayerPair } from './layer-alignment.ts'
import { typeNoise } from './quantization-noise.ts'
import type { TensorSketch } from './tensor-sketch.ts'
import { weightChange } from './weight-change.ts'

/**
 * Lengths of matrices that stand whatever order, signs and angles heads and hidden units have: of `attn_output` and
 * `ffn_down`, and where the norm before attention was not scaled, those of queries, keys and values.
 */
export interface KeptLengths {
  /** Whether all are the same within the noise of their types, so that nothing says that they were trained. */
  readonly areSame: boolean
  /** Matrices of attention among them, and the most that a length has changed, as a share of it; null where none is. */
  readonly attention: { readonly matrices: number; readonly mostChange: number } | null
}

/** Above this distance over their length, norms were scaled or trained. */
const mostNormChange = 1e-4
/** Of a squared length, by the rounding of what computes it. */
const mostRounding = 1e-6
/** A type changes a squared length by up to its noise, of MXFP4 by 1.5 times that, */
const mostOfNoise = 3
/** and at random by `2 sqrt(noise / weights)`: so many standard deviations. */
const mostDeviations = 4

export function keptLengths(
  left: readonly TensorSketch[],
  right: readonly TensorSketch[],
  layers: readonly LayerPair[],
): KeptLengths {
  const ofLeft = new Map(left.map((tensor) => [tensor.name, tensor]))
  const ofRight = new Map(right.map((tensor) => [tensor.name, tensor]))
  const pairs = layers.flatMap((pair) => {
    const of = (part: string): TensorSketch[] => {
      const leftTensor = ofLeft.get(`blk.${pair.left}.${part}.weight`)
      const rightTensor = ofRight.get(`blk.${pair.right}.${part}.weight`)
      return leftTensor === undefined || rightTensor === undefined || leftTensor.elements !== rightTensor.elements
        ? []
        : [leftTensor, rightTensor]
    }
    const inputs = isSameVector(of('attn_norm')) ? ['attn_q', 'attn_k', 'attn_v', 'attn_qkv'] : []
    const attention = ['attn_output', ...inputs].map((part) => ({ isAttention: true, tensors: of(part) }))
    const down = ['ffn_down', 'ffn_down_exps'].map((part) => ({ isAttention: false, tensors: of(part) }))
    return [...attention, ...down].flatMap(({ isAttention, tensors: [leftTensor, rightTensor] }) => {
      if (
        leftTensor === undefined ||
        rightTensor === undefined ||
        leftTensor.sumOfSquares === 0 ||
        rightTensor.sumOfSquares === 0
      )
        return []
      const noise = (typeNoise(leftTensor.type) ?? 1) + (typeNoise(rightTensor.type) ?? 1)
      const change = Math.abs(Math.log(rightTensor.sumOfSquares / leftTensor.sumOfSquares))
      return [{ isAttention, change, isSame: change <= mostLengthChange(noise, leftTensor.elements) }]
    })
  })
  const ofAttention = pairs.filter(({ isAttention }) => isAttention)
  return {
    areSame: pairs.length > 0 && pairs.every(({ isSame }) => isSame),
    attention:
      ofAttention.length === 0
        ? null
        : { matrices: ofAttention.length, mostChange: Math.max(...ofAttention.map(({ change }) => change)) / 2 },
  }
}

/** Of a squared length, as a share. */
function mostLengthChange(noise: number, weights: number): number {
  return mostRounding + mostOfNoise * noise + mostDeviations * 2 * Math.sqrt(noise / weights)
}

function isSameVector([leftTensor, rightTensor]: readonly TensorSketch[]): boolean {
  const pair = leftTensor === undefined || rightTensor === undefined ? null : wholePair(leftTensor, rightTensor)
  return pair !== null && weightChange([pair]).relativeDistance <= mostNormChange
}
