import { expect, test } from 'vitest'
import { compareSketches } from '../../../core/lineage/compare-sketches.ts'
import {
  folded,
  leastBuckets,
  mostBuckets,
  mostSketchBytes,
  rowBuckets,
  sketchSizes,
  type TensorSketch,
} from '../../../core/lineage/tensor-sketch.ts'
import { referenceSketch } from '../../native/weights/reference-sketch.ts'

const values = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.sin((index + 1) * (seed + 1.3)))
const squaresOf = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value ** 2, 0)

function tensor(name: string, dimensions: readonly number[], seed: number, buckets = 256): TensorSketch {
  const elements = dimensions.reduce((product, length) => product * length, 1)
  const numbers = values(elements, seed)
  return {
    name,
    type: 'F16',
    dimensions,
    elements,
    sumOfSquares: squaresOf(numbers),
    buckets: Float32Array.from(referenceSketch(numbers, { first: 1, second: 2 }, buckets)),
    rows: null,
    units: null,
  }
}

/** A tensor with a row per token; a row's weights follow from its key. */
function vocabulary(tokens: readonly number[], shift = 0): TensorSketch {
  const rows = tokens.map((key) => values(48, key).map((value) => value + shift))
  const key = (token: number) => ({ first: token, second: 3 })
  const sketched = (row: number[], index: number, buckets: number) => referenceSketch(row, key(tokens[index]!), buckets)
  const total = new Float32Array(256)
  rows.forEach((row, index) => sketched(row, index, 256).forEach((value, bucket) => (total[bucket]! += value)))
  return {
    name: 'token_embd.weight',
    type: 'F16',
    dimensions: [48, tokens.length],
    elements: 48 * tokens.length,
    sumOfSquares: squaresOf(rows.flat()),
    buckets: total,
    rows: {
      set: [...tokens].sort().join(),
      keys: Uint32Array.from(tokens),
      sumsOfSquares: Float32Array.from(rows, squaresOf),
      buckets: Float32Array.from(rows.flatMap((row, index) => [...sketched(row, index, rowBuckets)])),
    },
    units: null,
  }
}

test('sketches of different numbers of buckets are compared in the fewer', () => {
  const [wide, narrow] = [
    tensor('blk.0.ffn_up.weight', [32, 32], 1, 512),
    tensor('blk.0.ffn_up.weight', [32, 32], 1, 128),
  ]
  expect(folded(wide.buckets, 128).every((value, bucket) => Math.abs(value - narrow.buckets[bucket]!) < 1e-4)).toBe(
    true,
  )
  expect(compareSketches([wide], [narrow]).matrices?.cosine).toBeCloseTo(1, 6)
})

test('matrices add up by layer, vectors stand apart, and what cannot be compared is named', () => {
  const left = [
    tensor('output_norm.weight', [32], 1),
    tensor('blk.1.attn_q.weight', [32, 32], 2),
    tensor('blk.0.attn_q.weight', [32, 32, 1], 3),
    tensor('blk.0.attn_k.weight', [32, 16], 4),
    tensor('blk.0.ffn_up.weight', [32, 64], 5),
    tensor('only.left', [4], 5),
  ]
  const right = [
    tensor('output_norm.weight', [32], 1),
    tensor('blk.1.attn_q.weight', [32, 32], 12),
    tensor('blk.0.attn_q.weight', [32, 32], 3),
    tensor('blk.0.attn_k.weight', [32, 16], 4),
    tensor('blk.0.ffn_up.weight', [32, 48], 5),
    tensor('only.right', [4], 5),
  ]
  const change = compareSketches(left, right)
  expect(change.vectors).toMatchObject({ elements: 32, squaredDistance: 0 })
  expect(change.matrices?.elements).toBe(1024 + 1024 + 512)
  expect(change.layers.map(({ layer, change: { elements } }) => [layer, elements])).toEqual([
    [0, 1536],
    [1, 1024],
  ])
  expect(change.layers[0]!.change.squaredDistance).toBe(0)
  expect(change.tensors.find(({ name }) => name === 'blk.0.ffn_up.weight')).toMatchObject({ change: null, layer: 0 })
  expect([change.onlyLeft, change.onlyRight]).toEqual([['only.left'], ['only.right']])
})

test('where the depths differ, layers are compared with those that they come from', () => {
  const roles = ['attn_q.weight', 'attn_k.weight', 'ffn_up.weight', 'ffn_down.weight']
  const model = (seeds: readonly number[]): TensorSketch[] => [
    tensor('output_norm.weight', [32], 1),
    ...seeds.flatMap((seed, layer) =>
      roles.map((role, index) => tensor(`blk.${layer}.${role}`, [32, 48], 10 * seed + index)),
    ),
  ]
  const [parent, pruned] = [model([1, 2, 3, 4]), model([1, 3, 4])]
  const change = compareSketches(pruned, parent)
  expect(change.layers.map(({ layer, rightLayer }) => [layer, rightLayer])).toEqual([
    [0, 0],
    [1, 2],
    [2, 3],
  ])
  expect(change.matrices?.squaredDistance).toBe(0)
  expect(change.onlyRight).toEqual(roles.map((role) => `blk.1.${role}`))
  expect(change.onlyLeft).toEqual([])
  const back = compareSketches(parent, pruned)
  expect(back.layers.map(({ layer, rightLayer }) => [layer, rightLayer])).toEqual([
    [0, 0],
    [2, 1],
    [3, 2],
  ])
  expect(back.onlyLeft).toEqual(change.onlyRight)
  // Unrelated layers go by their numbers.
  const unrelated = compareSketches(model([1, 2, 3]), model([5, 6]))
  expect(unrelated.layers.map(({ layer, rightLayer }) => [layer, rightLayer])).toEqual([
    [0, 0],
    [1, 1],
  ])
})

test('rows in another order are the same vocabulary', () => {
  const change = compareSketches([vocabulary([5, 6, 7, 8])], [vocabulary([8, 6, 5, 7])])
  expect(change.tensors[0]).toMatchObject({ kind: 'vocabulary', sampledRows: null })
  expect(change.matrices?.cosine).toBeCloseTo(1, 6)
})

test('of different vocabularies the rows that both have are compared, and left out of the sums', () => {
  const tokens = Array.from({ length: 40 }, (_, index) => index + 10)
  const extended = [...tokens.slice(3), 100, 101, 102, 103]
  const same = compareSketches([vocabulary(tokens)], [vocabulary(extended)])
  expect(same.tensors[0]).toMatchObject({ sampledRows: 37, change: { squaredDistance: 0 } })
  expect(same.matrices).toBe(null)
  const { change } = compareSketches([vocabulary(tokens)], [vocabulary(extended, 0.4)]).tensors[0]!
  const exact = 37 * 48 * 0.4 ** 2
  expect(Math.abs(change!.squaredDistance - exact)).toBeLessThan(4 * change!.squaredDistanceError)
  expect(change!.squaredDistanceError).toBeLessThan(0.1 * exact)
  expect(compareSketches([vocabulary([1, 2])], [vocabulary([3, 4])]).tensors[0]).toMatchObject({ change: null })
})

test('the sketches of a model stay below a megabyte, however many tensors it has', () => {
  const shapes = (count: number, elements: number) =>
    Array.from({ length: count }, (_, index) => ({
      name: `blk.${String(index)}.ffn_up.weight`,
      elements,
      hasTokenRows: index < 2,
      hasUnits: index % 3 === 0,
    }))
  expect(sketchSizes(shapes(20, 1e8)).buckets.every((count) => count === mostBuckets)).toBe(true)
  expect(sketchSizes(shapes(20, 96)).buckets.every((count) => count === 128)).toBe(true)
  for (const count of [60, 272, 723, 3000]) {
    const { buckets, units } = sketchSizes(shapes(count, 1e7))
    expect(buckets.every((ofTensor) => ofTensor >= leastBuckets)).toBe(true)
    const unitBytes = 40 * units * Math.ceil(count / 3)
    expect(unitBytes).toBeGreaterThan(0)
    expect(unitBytes).toBeLessThan(0.2 * mostSketchBytes)
    expect(4 * buckets.reduce((sum, ofTensor) => sum + ofTensor, 0) + unitBytes).toBeLessThan(mostSketchBytes)
  }
  expect(sketchSizes(shapes(20, 1e8)).units).toBe(64)
  expect(() => sketchSizes(shapes(20_000, 1e4))).toThrow('The model has 20000 tensors')
})
