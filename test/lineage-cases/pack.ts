import koffi from 'koffi'
import { tensorTypeNamed } from '../../engine/library/gguf/tensor-types.ts'
import { ggmlBaseFile } from '../../native/llama/ggml-library.ts'

type Quantize = (
  type: number,
  source: Float32Array,
  target: Uint8Array,
  start: number,
  rows: number,
  rowLength: number,
  importance: Float32Array | null,
) => number

let loaded: Quantize | undefined

function quantizer(): Quantize {
  loaded ??= koffi
    .load(ggmlBaseFile())
    .func(
      'size_t ggml_quantize_chunk(int type, const float *src, void *dst, int64_t start, int64_t nrows, int64_t n_per_row, const float *imatrix)',
    ) as Quantize
  return loaded
}

/** Weights packed as a tensor type by ggml's own quantizer; rows have a length that the type's blocks fill. */
export function pack(values: Float32Array, typeName: string, rowLength: number): Uint8Array {
  const type = tensorTypeNamed(typeName)
  if (typeName === 'F32') return new Uint8Array(values.slice().buffer)
  if (rowLength % type.block !== 0)
    throw new RangeError(`${typeName}: expected rows of a multiple of ${type.block} weights, found ${rowLength}`)
  const packed = new Uint8Array((values.length / type.block) * type.bytes)
  // The smallest types ask for the importance of each weight: all alike.
  const importance = /^IQ(1|2_X)/.test(typeName) ? new Float32Array(rowLength).fill(1) : null
  const written = quantizer()(type.number, values, packed, 0, values.length / rowLength, rowLength, importance)
  if (Number(written) !== packed.length)
    throw new Error(`expected ${packed.length} bytes of ${typeName}, found ${written}`)
  return packed
}
