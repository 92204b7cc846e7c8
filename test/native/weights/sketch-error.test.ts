import { expect, test } from 'vitest'
import { mostBuckets, tilePieces, worthOfBuckets } from '../../../core/lineage/tensor-sketch.ts'
import { weightChange } from '../../../core/lineage/weight-change.ts'
import { SketchKernel } from '../../../native/weights/sketch-kernel.ts'
import { randomNumbers } from '../source/write-gguf.ts'

const columns = 1024
const rows = 1024
const elements = rows * columns

const random = randomNumbers(11)
/** Three of them added up, near enough to a normal distribution. */
const value = (): number => random() + random() + random()
const matrix = (of: (row: number, column: number) => number): Float32Array =>
  Float32Array.from({ length: elements }, (_, index) => of(Math.floor(index / columns), index % columns))
const vector = (): number[] => Array.from({ length: columns }, value)

const kernel = new SketchKernel()

function sketched(weights: Float32Array, seed: number): { buckets: Float64Array; squares: number } {
  const key = { first: Math.imul(seed + 1, 0x9e3779b1), second: Math.imul(seed + 7, 0x85ebca6b) }
  const block = 32_768
  let squares = 0
  for (let from = 0; from < elements; from += block) {
    kernel.values.set(weights.subarray(from, from + block))
    squares += kernel.add(key, from, 0, block, tilePieces(elements))
  }
  const buckets = new Float64Array(mostBuckets)
  kernel.take(buckets)
  return { buckets, squares }
}

const base = matrix(value)
const [ofRows, ofColumns] = [vector(), vector()]
const stripes = vector()

/** What a descendant differs by; tiles must not take what is alike along rows or columns for more than it is. */
const steps = {
  'of independent weights': matrix(() => 0.2 * value()),
  'of rank one': matrix((row, column) => 0.2 * ofRows[row]! * ofColumns[column]!),
  'of equal rows': matrix((_, column) => 0.2 * stripes[column]!),
  'of equal weights in each row': matrix((row) => 0.2 * ofRows[row]!),
  'of the whole': matrix(value),
}

test('a matrix of a million weights has tiles of 16 pieces', () => {
  expect(tilePieces(elements)).toBe(16)
})

test.each(Object.entries(steps))('distances and cosines after a step %s lie within their errors', (_, step) => {
  const moved = base.map((weight, index) => weight + step[index]!)
  const exact = step.reduce((sum, weight) => sum + weight ** 2, 0)
  const inErrors = Array.from({ length: 120 }, (_number, seed) => {
    const [left, right] = [sketched(base, seed), sketched(moved, seed)]
    const change = weightChange([
      {
        elements,
        left: left.buckets,
        right: right.buckets,
        leftSquares: left.squares,
        rightSquares: right.squares,
        buckets: worthOfBuckets(mostBuckets, elements),
      },
    ])
    return (change.squaredDistance - exact) / change.squaredDistanceError
  })
  const mean = inErrors.reduce((sum, error) => sum + error, 0) / inErrors.length
  const spread = Math.sqrt(inErrors.reduce((sum, error) => sum + error ** 2, 0) / inErrors.length)
  expect(Math.abs(mean)).toBeLessThan(0.4)
  expect(spread).toBeGreaterThan(0.75)
  expect(spread).toBeLessThan(1.25)
})
