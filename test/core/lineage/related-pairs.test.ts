import { expect, test } from 'vitest'
import { candidates } from '../../../core/lineage/candidates.ts'
import { modelVectors } from '../../../core/lineage/model-vectors.ts'
import { relatedPairs } from '../../../core/lineage/related-pairs.ts'
import { sketchesInMemory } from '../../../core/lineage/sketch-source.ts'
import type { TensorSketch } from '../../../core/lineage/tensor-sketch.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

const buckets = 256

/** A state-space model: no feed-forward part, and `ssm_a` as every such model begins. */
function stateSpaceModel(seed: number, from?: readonly TensorSketch[]): TensorSketch[] {
  const deviate = normalDeviates(seededGenerator(seed))
  return Array.from({ length: 16 }, (_, layer) => layer).flatMap((layer) =>
    ['ssm_in', 'ssm_x', 'ssm_out', 'ssm_a'].map((role): TensorSketch => {
      const name = `blk.${layer}.${role}${role === 'ssm_a' ? '' : '.weight'}`
      const before = from?.find((tensor) => tensor.name === name)
      const values = Float32Array.from({ length: buckets }, (_, index) =>
        role === 'ssm_a'
          ? 40 + (index % 16)
          : (before?.buckets[index] ?? 0) + (from === undefined ? 1 : 0.1) * deviate(),
      )
      return {
        name,
        type: 'F32',
        dimensions: [16, 16],
        elements: 256,
        sumOfSquares: values.reduce((sum, value) => sum + value * value, 0),
        buckets: values,
        rows: null,
        units: null,
      }
    }),
  )
}

test('models without feed-forward parts are related by their random matrices, not by what begins alike in all', async () => {
  const first = stateSpaceModel(1)
  const models = [first, stateSpaceModel(2), stateSpaceModel(3), stateSpaceModel(4, first)]
  const pairs = await relatedPairs(sketchesInMemory(models))
  expect(pairs.map(({ left, right }) => [left, right])).toEqual([[0, 3]])
  // 48 matrices of one sign, over 6 pairs.
  expect(pairs[0]!.log10P).toBeCloseTo(-48 * Math.log10(2) + Math.log10(6), 6)
})

const many = Array.from({ length: 310 }, (_, model) => stateSpaceModel(10 + model))
many[200] = stateSpaceModel(1, many[20])

test('what begins alike in all models makes no candidates of them', () => {
  const near = candidates(many.map((sketches) => modelVectors(sketches)))
  expect(near).toContainEqual(expect.objectContaining({ left: 20, right: 200 }))
  // By chance a vector of 48 matrices in 3 of the 8 slots passes in 0.7 % of 47,895 pairs.
  expect(near.length).toBeLessThan(700)
})

test('of more models than are held together relatives are found too, and those that are near are read again', async () => {
  let reads = 0
  const sketchesOf = (model: number): readonly TensorSketch[] => {
    reads += 1
    return many[model]!
  }
  const pairs = await relatedPairs({ models: many.length, sketchesOf })
  expect(pairs.map(({ left, right }) => [left, right])).toEqual([[20, 200]])
  expect(reads).toBeGreaterThanOrEqual(many.length + 2)
  expect(reads).toBeLessThan(6 * many.length)
})
