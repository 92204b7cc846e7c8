import { readFileSync } from 'node:fs'
import { readGgufHeader } from '../../../engine/library/gguf/header-reader.ts'
import { tensorTypeNamed } from '../../../engine/library/gguf/tensor-types.ts'
import { dequantizer } from '../../../native/weights/dequantize.ts'

export interface FileTensor {
  readonly name: string
  /** Lengths, that of a row first. */
  readonly dimensions: readonly number[]
  readonly values: Float32Array
}

/** All weights of a small GGUF file as floats. */
export async function fileWeights(path: string): Promise<FileTensor[]> {
  const { tensors, dataStart } = await readGgufHeader(path)
  const file = readFileSync(path)
  return tensors.map(({ name, type, dimensions, elements, bytes, offset }) => {
    // A copy, so that it begins at a multiple of 8.
    const packed = Uint8Array.from(file.subarray(dataStart + offset, dataStart + offset + bytes))
    const values = new Float32Array(elements)
    dequantizer(tensorTypeNamed(type))(packed, values, elements)
    return { name, dimensions, values }
  })
}
