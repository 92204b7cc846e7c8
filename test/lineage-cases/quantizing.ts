import { tensorRole } from '../../core/lineage/tensor-role.ts'
import { tensorTypeNamed } from '../../engine/library/gguf/tensor-types.ts'
import { isMatrix, isOfLayer, mapTensors, type Model, type Tensor } from './model.ts'

/** Types whose blocks are 32 weights or fewer: they fit the rows of all models here. */
export const smallBlockTypes = ['Q8_0', 'Q5_0', 'Q5_1', 'Q4_0', 'Q4_1', 'IQ4_NL', 'MXFP4'] as const
/** Types that want rows of 256 (NVFP4: of 64). */
export const largeBlockTypes = [
  'Q6_K',
  'Q5_K',
  'Q4_K',
  'Q3_K',
  'Q2_K',
  'IQ4_XS',
  'IQ3_S',
  'IQ3_XXS',
  'IQ2_S',
  'IQ2_XS',
  'IQ2_XXS',
  'IQ1_M',
  'IQ1_S',
  'NVFP4',
  'TQ1_0',
  'TQ2_0',
] as const

/** What llama.cpp takes where a row does not fill the blocks of a type. */
const fallback: Readonly<Record<string, string>> = {
  Q6_K: 'Q8_0',
  Q5_K: 'Q5_1',
  Q4_K: 'Q5_0',
  Q3_K: 'IQ4_NL',
  Q2_K: 'IQ4_NL',
}

/** The model stored as a type; with `better`, values and half of `ffn_down` as that one, as in mixed files. */
export function quantized(model: Model, type: string, better: string = type): Model {
  return mapTensors(model, (tensor) => {
    if (!isMatrix(tensor)) return tensor
    if (!isOfLayer(tensor)) return { ...tensor, type: 'Q8_0' }
    const { layer, role } = tensorRole(tensor.name)
    const isBetter = role === 'attn_v.weight' || (role === 'ffn_down.weight' && layer! % 2 === 0)
    return { ...tensor, type: fitting(tensor, isBetter ? better : type) }
  })
}

/** The model stored in a type of floats, norms as they are. */
export function storedAs(model: Model, type: 'F16' | 'BF16' | 'F32'): Model {
  return mapTensors(model, (tensor) => (isMatrix(tensor) ? { ...tensor, type } : tensor))
}

function fitting({ dimensions }: Tensor, type: string): string {
  return dimensions[0]! % tensorTypeNamed(type).block === 0 ? type : (fallback[type] ?? 'Q8_0')
}
