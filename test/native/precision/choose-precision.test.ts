import { expect, test } from 'vitest'
import { choosePrecision, floatBytes, hasFloatWeights } from '../../../native/precision/choose-precision.ts'

const quantized = { tensorTypes: [{ type: 'F32' }, { type: 'Q4_K' }], parameters: 1e9 }
const gibibyte = 2 ** 30

test('weights that are floats are evaluated as stored, whatever room there is', () => {
  expect(hasFloatWeights([{ type: 'F32' }, { type: 'BF16' }, { type: 'F16' }])).toBe(true)
  expect(hasFloatWeights([{ type: 'F32' }, { type: 'Q8_0' }])).toBe(false)
  expect(choosePrecision({ tensorTypes: [{ type: 'F16' }], parameters: 1e12 }, { memory: 0, disk: 0 })).toEqual({
    precision: 'file',
    reason: 'its weights are floats',
  })
})

test.each([
  [16, 16, 'float', /allow/],
  [3, 16, 'file', /of memory, 3\.0 GiB available/],
  [16, 2, 'file', /of disk, 2\.0 GiB free/],
])('quantized weights with %d GiB of memory and %d GiB of disk: %s', (memory, disk, precision, reason) => {
  const chosen = choosePrecision(quantized, { memory: memory * gibibyte, disk: disk * gibibyte })
  expect(chosen.precision).toBe(precision)
  expect(chosen.reason).toMatch(reason)
})

test('the size of a copy is about 2 or 4 bytes a weight', () => {
  expect(floatBytes(1e9, 'float')).toBeGreaterThan(2e9)
  expect(floatBytes(1e9, 'float')).toBeLessThan(2.2e9)
  expect(floatBytes(1e9, 'f32')).toBeGreaterThan(4e9)
})
