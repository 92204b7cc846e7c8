import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tensorTypeNamed, tensorTypes } from '../../../engine/library/gguf/tensor-types.ts'
import { dequantizer } from '../../../native/weights/dequantize.ts'

/** Made by write-dequantized.py with the Python package gguf. */
const frozen = JSON.parse(readFileSync(join(import.meta.dirname, 'dequantized.json'), 'utf8')) as {
  readonly types: Readonly<Record<string, { packed: string; every16th: number[]; sum: number; sumOfSquares: number }>>
}

function floatsOf(type: string, packed: Uint8Array): Float32Array {
  const { block, bytes } = tensorTypeNamed(type)
  const count = (packed.length / bytes) * block
  const floats = new Float32Array(count)
  dequantizer(tensorTypeNamed(type))(packed, floats, count)
  return floats
}

const bytesOf = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

test.each(Object.entries(frozen.types))('%s is dequantized as by the Python package gguf', (type, expected) => {
  const floats = floatsOf(type, Uint8Array.from(Buffer.from(expected.packed, 'hex')))
  const near = (value: number, wanted: number, scale: number): void =>
    expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-5 * scale)
  const largest = Math.sqrt(expected.sumOfSquares)
  expected.every16th.forEach((value, index) => near(floats[16 * index]!, value, Math.abs(value) + 1e-3 * largest))
  near(
    floats.reduce((sum, value) => sum + value, 0),
    expected.sum,
    16 * largest,
  )
  near(
    floats.reduce((sum, value) => sum + value ** 2, 0),
    expected.sumOfSquares,
    expected.sumOfSquares,
  )
})

test('plain numbers are what they are', () => {
  const numbers = [0, 1, -2, 100, -128]
  const stored = {
    F32: Float32Array.from(numbers),
    F64: Float64Array.from(numbers),
    I8: Int8Array.from(numbers),
    I16: Int16Array.from(numbers),
    I32: Int32Array.from(numbers),
    I64: BigInt64Array.from(numbers, BigInt),
  }
  for (const [type, values] of Object.entries(stored)) expect([...floatsOf(type, bytesOf(values))]).toEqual(numbers)
})

test('all numbers of 16 bits are read right', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits)
  const halves = floatsOf('F16', bytesOf(all))
  const brains = floatsOf('BF16', bytesOf(all))
  const view = new DataView(new ArrayBuffer(4))
  all.forEach((bits) => {
    expect(Object.is(halves[bits], half(bits)) || Number.isNaN(half(bits))).toBe(true)
    view.setUint32(0, bits * 65_536)
    const brain = view.getFloat32(0)
    expect(Object.is(brains[bits], brain) || Number.isNaN(brain)).toBe(true)
  })
})

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = (bits & 1023) / 1024
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15))
}

test('blocks of few bits and those of ggml alone follow their definition', () => {
  // One is 0x3c00 as a half; the rest are the bits of the weights, the lowest first.
  const block = (...rest: number[]): Uint8Array =>
    Uint8Array.of(0x00, 0x3c, ...rest, ...new Uint8Array(16 - rest.length))
  expect([...floatsOf('Q1_0', block(0b0000_0101)).subarray(0, 4)]).toEqual([1, -1, 1, -1])
  expect([...floatsOf('Q2_0', block(0b11_10_01_00)).subarray(0, 4)]).toEqual([-1, 0, 1, 2])
  const packed = new Uint8Array(292)
  new DataView(packed.buffer).setFloat32(0, 0.5, true)
  packed.set(Int8Array.of(3, -4), 4)
  expect([...floatsOf('Q8_K', packed).subarray(0, 3)]).toEqual([1.5, -2, 0])
})

test('ggml packs every type as the reader of headers takes it to, and dequantizes all that files hold', () => {
  const refused = [...tensorTypes].flatMap(([number, type]) => {
    try {
      dequantizer({ number, ...type })
      return []
    } catch (error) {
      expect((error as Error).message).toContain('ggml has no routine for it')
      return [type.name]
    }
  })
  expect(refused).toEqual(['Q8_1'])
})

test('a type that ggml packs otherwise is not read', () => {
  expect(() => dequantizer({ number: 2, name: 'Q4_7', block: 32, bytes: 21 })).toThrow(
    'expected ggml\'s type {"name":"Q4_7","block":32,"bytes":21}, found {"name":"Q4_0","block":32,"bytes":18}',
  )
})
