import koffi from 'koffi'
import { describe, expect, test } from 'vitest'
import { typeNoise } from '../../../core/lineage/quantization-noise.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { tensorTypeNamed } from '../../../engine/library/gguf/tensor-types.ts'
import { ggmlBaseFile } from '../../../native/llama/ggml-library.ts'
import { dequantizer } from '../../../native/weights/dequantize.ts'

const rowLength = 4096
const quantize = koffi
  .load(ggmlBaseFile())
  .func(
    'size_t ggml_quantize_chunk(int type, const float *src, void *dst, int64_t start, int64_t nrows, int64_t n_per_row, const float *imatrix)',
  ) as (
  type: number,
  source: Float32Array,
  target: Uint8Array,
  start: number,
  rows: number,
  rowLength: number,
  importance: Float32Array | null,
) => number

const deviate = normalDeviates(seededGenerator(3))
const weights = Float32Array.from({ length: 64 * rowLength }, () => 0.02 * deviate())

describe('noise of a tensor type', () => {
  const types = ['F16', 'BF16', 'Q8_0', 'Q6_K', 'Q5_0', 'Q5_1', 'Q5_K', 'Q4_0', 'Q4_1', 'Q4_K', 'Q3_K', 'Q2_K']
  const small = ['IQ4_NL', 'IQ4_XS', 'IQ3_S', 'IQ3_XXS', 'IQ2_S', 'IQ2_XS', 'IQ2_XXS', 'IQ1_M', 'IQ1_S']
  const other = ['MXFP4', 'NVFP4', 'TQ1_0', 'TQ2_0']
  test.each([...types, ...small, ...other])('%s: as ggml quantizes normally distributed weights', (name) => {
    // The quantizers of the smallest types search for long.
    const rows = name.startsWith('IQ') ? 6 : 64
    const count = rows * rowLength
    const type = tensorTypeNamed(name)
    const packed = new Uint8Array((count / type.block) * type.bytes)
    // The smallest types ask for the importance of each weight: all alike.
    const importance = /^IQ(1|2_X)/.test(name) ? new Float32Array(rowLength).fill(1) : null
    expect(quantize(type.number, weights, packed, 0, rows, rowLength, importance)).toBe(packed.length)
    const back = new Float32Array(count)
    dequantizer(type)(packed, back, count)
    let distance = 0
    let length = 0
    for (let index = 0; index < count; index += 1) {
      distance += (weights[index]! - back[index]!) ** 2
      length += weights[index]! ** 2
    }
    expect(typeNoise(name)! / (distance / length)).toBeGreaterThan(0.95)
    expect(typeNoise(name)! / (distance / length)).toBeLessThan(1.05)
  })
})
