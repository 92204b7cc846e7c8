import { expect, test } from 'vitest'
import { quantizationOf } from '../../../engine/library/gguf/quantization.ts'

const mib = 2 ** 20

test.each<[string, number | null, [string, number][], string]>([
  [
    'Q4_K_M as llama-quantize makes it',
    15,
    [
      ['Q4_K', 500],
      ['Q6_K', 200],
      ['F32', 1],
    ],
    'Q4_K_M',
  ],
  [
    'Q4_K_M of rows that 256 does not divide',
    15,
    [
      ['Q5_0', 200],
      ['Q8_0', 140],
      ['Q6_K', 40],
      ['F32', 1],
    ],
    'Q4_K_M',
  ],
  [
    'Q4_0 with a head of Q6_K',
    2,
    [
      ['Q4_0', 500],
      ['Q6_K', 100],
      ['F32', 1],
    ],
    'Q4_0',
  ],
  [
    'Q2_K, which keeps some tensors finer',
    10,
    [
      ['Q2_K', 300],
      ['Q3_K', 200],
      ['Q6_K', 60],
      ['F32', 1],
    ],
    'Q2_K',
  ],
  [
    'IQ3_M',
    27,
    [
      ['IQ3_S', 300],
      ['Q4_K', 60],
      ['Q6_K', 40],
      ['F32', 1],
    ],
    'IQ3_M',
  ],
  [
    'F16',
    1,
    [
      ['F16', 500],
      ['F32', 1],
    ],
    'F16',
  ],
  [
    'BF16',
    32,
    [
      ['BF16', 500],
      ['F32', 1],
    ],
    'BF16',
  ],
  [
    'no file type',
    null,
    [
      ['F16', 200],
      ['Q4_0', 300],
      ['F32', 1],
    ],
    'Q4_0',
  ],
  [
    'an unknown file type',
    999,
    [
      ['Q8_0', 300],
      ['F32', 1],
    ],
    'Q8_0',
  ],
  [
    'Q4_0 that calls itself F16',
    1,
    [
      ['Q4_0', 500],
      ['Q8_0', 50],
      ['F32', 1],
    ],
    'Q4_0',
  ],
  [
    'Q4_0 that calls itself Q8_0, with a head of it',
    7,
    [
      ['Q4_0', 500],
      ['Q8_0', 50],
      ['F32', 1],
    ],
    'Q4_0',
  ],
  [
    'F16 that calls itself Q4_K_M',
    15,
    [
      ['F16', 500],
      ['F32', 1],
    ],
    'F16',
  ],
  [
    'F16 that calls itself F32',
    0,
    [
      ['F16', 500],
      ['F32', 1],
    ],
    'F16',
  ],
])('%s', (_what, fileType, shares, name) => {
  const tensors = shares.map(([type, size]) => ({ type, tensors: 1, bytes: size * mib }))
  expect(quantizationOf(fileType, tensors).name).toBe(name)
})
