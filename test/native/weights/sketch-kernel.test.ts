import { expect, test } from 'vitest'
import { mostBuckets } from '../../../core/lineage/tensor-sketch.ts'
import { compileKernel, kernelSources } from '../../../native/kernel/compile-kernel.ts'
import { mixedBits } from '../../../native/weights/mixed-bits.ts'
import { SketchKernel } from '../../../native/weights/sketch-kernel.ts'
import { kernelModule } from '../../../native/weights/sketch-kernel.wasm.ts'
import { referenceSketch } from './reference-sketch.ts'

test('the committed module is what its source compiles to', async () => {
  expect(Buffer.from(await compileKernel(kernelSources.sketch)).toString('base64')).toBe(kernelModule)
})

const values = Float32Array.from({ length: 70_001 }, (_, index) => Math.cos(index * index) * (1 + (index % 7)))
const key = { first: 0x9abcdef0, second: 0x12345678 }

function kernelSketch(kernel: SketchKernel, parts: readonly (readonly [from: number, to: number])[], tile: number) {
  const total = new Float64Array(mostBuckets)
  let squares = 0
  for (const [from, to] of parts) {
    kernel.values.set(values.subarray(from, to))
    squares += kernel.add(key, from, 0, to - from, tile)
    kernel.take(total)
  }
  return { total, squares }
}

test.each([1, 3, 31, 32, 33, 4096, 70_001].flatMap((count) => [1, 2, 16].map((tile) => [count, tile] as const)))(
  '%i weights in tiles of %i pieces are sketched as by the definition',
  (count, tile) => {
    const { total, squares } = kernelSketch(new SketchKernel(), [[0, count]], tile)
    const expected = referenceSketch(values.subarray(0, count), key, mostBuckets, tile)
    total.forEach((value, bucket) => expect(value).toBeCloseTo(expected[bucket]!, 3))
    const exact = values.subarray(0, count).reduce((sum, value) => sum + value ** 2, 0)
    expect(squares / exact).toBeCloseTo(1, 6)
  },
)

test.each([1, 16])('slices give what the whole gives, in tiles of %i', (tile) => {
  const kernel = new SketchKernel()
  const whole = kernelSketch(kernel, [[0, 70_001]], tile)
  const sliced = kernelSketch(
    kernel,
    [
      [0, 32],
      [32, 40_000],
      [40_000, 70_001],
    ],
    tile,
  )
  expect(sliced.squares / whole.squares).toBeCloseTo(1, 6)
  sliced.total.forEach((value, bucket) => expect(value).toBeCloseTo(whole.total[bucket]!, 3))
})

test('a row has a sketch of few buckets, the same wherever it stands', () => {
  const kernel = new SketchKernel()
  kernel.values.set(values.subarray(0, 1000))
  kernel.values.set(values.subarray(0, 100), 1001)
  const first = kernel.row(key, 0, 100)
  const second = kernel.row(key, 1001, 100)
  expect(second).toEqual(first)
  const expected = referenceSketch(values.subarray(0, 100), key, first.buckets.length)
  first.buckets.forEach((value, bucket) => expect(value).toBeCloseTo(expected[bucket]!, 4))
})

test('rows with keys of their own, taken at once, give what they give as single rows', () => {
  const rowKeys = Uint32Array.of(7, 0xfffffff0, 3, 7)
  const kernel = new SketchKernel()
  kernel.values.set(values.subarray(0, 400))
  const squares = kernel.addRows(key, rowKeys, 100, 2)
  const together = new Float64Array(mostBuckets)
  kernel.take(together)
  const single = new Float64Array(mostBuckets)
  let squaresOfSingle = 0
  rowKeys.forEach((rowKey, row) => {
    const keyOfRow = { first: mixedBits(key.first + rowKey), second: mixedBits(key.second ^ rowKey) }
    squaresOfSingle += kernel.add(keyOfRow, 0, 100 * row, 100, 2)
  })
  kernel.take(single)
  expect(together).toEqual(single)
  expect(squares).toBe(squaresOfSingle)
})

test('rows folded with a norm have the lengths that their products have', () => {
  const kernel = new SketchKernel()
  const norm = values.subarray(500, 596)
  kernel.values.set(values.subarray(0, 960))
  kernel.foldWith(norm)
  const squares = kernel.foldedSquares(9, 96)
  expect(squares).toHaveLength(9)
  squares.forEach((found, row) => {
    const exact = norm.reduce((sum, weight, column) => sum + (weight * values[96 * row + column]!) ** 2, 0)
    expect(found / exact).toBeCloseTo(1, 5)
  })
})
