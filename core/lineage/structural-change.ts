import type { LayerPair } from './layer-alignment.ts'
import { depthOf, tensorRole } from './tensor-role.ts'
import type { TensorSketch } from './tensor-sketch.ts'

/** How two models are built otherwise, and which of them the other was made from. */
export interface StructuralChange {
  readonly kind: 'depth' | 'width' | 'experts'
  /** Where it cannot be told, null. */
  readonly from: 'left' | 'right' | null
}

/**
 * What differs between the layers of two related models: their number, the experts, or the shapes of their matrices;
 * null where nothing does. A dense model is made into experts, and a wide one narrower. A model with fewer layers had
 * some taken out, unless the other repeats them.
 */
export function structuralChange(
  left: readonly TensorSketch[],
  right: readonly TensorSketch[],
  alike: readonly LayerPair[],
): StructuralChange | null {
  const [leftHasExperts, rightHasExperts] = [hasExperts(left), hasExperts(right)]
  if (leftHasExperts !== rightHasExperts) return { kind: 'experts', from: leftHasExperts ? 'right' : 'left' }
  const [leftDepth, rightDepth] = [depthOf(left), depthOf(right)]
  if (leftDepth !== rightDepth) return { kind: 'depth', from: depthFrom(leftDepth > rightDepth, alike) }
  const shapes = new Map(right.map(({ name, dimensions }) => [name, dimensions]))
  let narrower = 0
  let wider = 0
  for (const { name, dimensions, rows } of left) {
    const rightDimensions = shapes.get(name)
    if (rightDimensions === undefined || rows !== null || tensorRole(name).layer === null) continue
    narrower += dimensions.filter((length, index) => length < (rightDimensions[index] ?? 1)).length
    wider += dimensions.filter((length, index) => length > (rightDimensions[index] ?? 1)).length
  }
  if (narrower === 0 && wider === 0) return null
  return { kind: 'width', from: narrower === 0 ? 'left' : wider === 0 ? 'right' : null }
}

function depthFrom(isLeftDeeper: boolean, alike: readonly LayerPair[]): 'left' | 'right' | null {
  if (alike.length === 0) return null
  const shallow = alike.map(({ left, right }) => (isLeftDeeper ? right : left))
  const isRepeated = new Set(shallow).size < shallow.length
  return isLeftDeeper === isRepeated ? 'right' : 'left'
}

function hasExperts(tensors: readonly TensorSketch[]): boolean {
  return tensors.some(({ name }) => /\.ffn_(gate|up|down)_exps\./.test(name))
}
