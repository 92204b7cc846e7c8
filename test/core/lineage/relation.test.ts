import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { hiddenUnits } from '../../../core/lineage/hidden-units.ts'
import { alignLayers, type ComparedLayers, type LayerAlignment } from '../../../core/lineage/layer-alignment.ts'
import { layerVectors } from '../../../core/lineage/layer-vectors.ts'
import { type Relation, relation } from '../../../core/lineage/relation.ts'
import type { TensorSketch } from '../../../core/lineage/tensor-sketch.ts'
import { type SeededGenerator, seededGenerator } from '../../../core/random/seeded-generator.ts'
import { type Rearrangement } from '../../engine/fixtures/rearranged-model.ts'
import { demoFolder } from '../../known-descent.ts'
import { type Model, modelOfFile } from '../../lineage-cases/model.ts'
import { rearranged as rearrangedBy, ungated, upcycled, withLayers } from '../../lineage-cases/rebuilding.ts'
import { referenceSketches } from './reference-sketches.ts'

const demo = (name: string): Promise<Model> => modelOfFile(join(demoFolder, `${name}.gguf`))

const kinds: readonly Rearrangement[] = ['units permuted', 'norms scaled', 'residual signs flipped']
const rearranged = (model: Model, generator: SeededGenerator): Model => rearrangedBy(model, kinds, generator)

function compared({ tensors }: Pick<Model, 'tensors'>): ComparedLayers {
  const sketches = referenceSketches(tensors)
  return { units: hiddenUnits(sketches), vectors: layerVectors(sketches) }
}

function related(left: ComparedLayers, right: ComparedLayers): Relation & { readonly alignment: LayerAlignment } {
  const alignment = alignLayers(left, right)
  return { ...relation(left.units, right.units, alignment.pairs), alignment }
}

const numbersOf = ({ pairs }: LayerAlignment): number[][] => pairs.map(({ left, right }) => [left, right])

describe('demo models', () => {
  let weights: Record<'oak' | 'tales' | 'fern' | 'fernChat' | 'moss' | 'quantized', Model>
  let oak: ComparedLayers
  let moss: ComparedLayers
  beforeAll(async () => {
    weights = {
      oak: await demo('oak'),
      tales: await demo('oak-tales'),
      fern: await demo('fern'),
      fernChat: await demo('fern-tales-chat'),
      moss: await demo('moss'),
      quantized: await demo('oak-Q4_0'),
    }
    oak = compared(weights.oak)
    moss = compared(weights.moss)
  })

  test('a child and a quantization are related to the original, in place; unrelated models are not', () => {
    for (const kin of [weights.tales, weights.quantized]) {
      const found = related(oak, compared(kin))
      expect(found.log10P).toBeLessThan(-100)
      expect(found.shareInPlace).toBeGreaterThan(0.95)
      expect(found.alignment.isFound).toBe(true)
    }
    expect(related(compared(weights.fern), compared(weights.fernChat)).log10P).toBeLessThan(-100)
    for (const other of [weights.fern, weights.moss]) {
      const found = related(oak, compared(other))
      expect(found.log10P).toBeGreaterThan(-2)
      expect(found.alignment.isFound).toBe(false)
    }
  })

  test('the test does not depend on which model is the left one, in place, rearranged or without gates', () => {
    const names = ['oak', 'tales', 'quantized', 'fern', 'moss'] as const
    const changes = {
      none: (model: Model) => model,
      rearranged: (model: Model, seed: number) => rearranged(model, seededGenerator(seed)),
      upcycled: (model: Model, seed: number) => upcycled(model, 2, 0.5, seededGenerator(seed)),
    }
    const changed = Object.keys(changes) as (keyof typeof changes)[]
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom(...names),
        fc.constantFrom(...changed),
        fc.boolean(),
        fc.nat(1000),
        (leftName, rightName, kind, isGated, seed) => {
          const made = (model: Model): ComparedLayers => compared(isGated ? model : ungated(model))
          const left = made(weights[leftName])
          const right = made(changes[kind](weights[rightName], seed))
          const numbers = Math.min(left.units.length, right.units.length)
          const pairs = Array.from({ length: numbers }, (_, layer) => ({ left: layer, right: layer }))
          const [toRight, toLeft] = [relation(left.units, right.units, pairs), relation(right.units, left.units, pairs)]
          expect(toLeft.matched.z).toBeCloseTo(toRight.matched.z, 9)
          expect(toLeft.inPlace.z).toBeCloseTo(toRight.inPlace.z, 9)
          expect(toLeft.log10P).toBeCloseTo(toRight.log10P, 6)
          expect(toLeft.shareInPlace).toBe(toRight.shareInPlace)
        },
      ),
      { numRuns: 25 },
    )
  })

  test('a child whose units, signs and scales were rearranged is related, but not in place', () => {
    const found = related(oak, compared(rearranged(weights.tales, seededGenerator(4))))
    expect(found.log10P).toBeLessThan(-50)
    expect(found.matched.z).toBeGreaterThan(15)
    expect(found.inPlace.log10P).toBeGreaterThan(-3)
    expect(found.shareInPlace).toBeLessThan(0.05)
  })

  test('a child whose layers were taken out or repeated is aligned with the layers they come from', () => {
    const pruned = related(moss, compared(withLayers(weights.moss, [0, 2, 3])))
    expect(numbersOf(pruned.alignment)).toEqual([
      [0, 0],
      [2, 1],
      [3, 2],
    ])
    expect(pruned.log10P).toBeLessThan(-100)
    const upscaled = related(compared(withLayers(weights.tales, [0, 1, 1, 2])), oak)
    expect(numbersOf(upscaled.alignment)).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
      [3, 2],
    ])
    // A block and then a block that begins before its end, as in depth up-scaling.
    const repeated = related(oak, compared(withLayers(weights.tales, [0, 1, 2, 1, 2])))
    expect(numbersOf(repeated.alignment).map(([, right]) => right)).toEqual([0, 1, 2, 3, 4])
    expect(repeated.log10P).toBeLessThan(-100)
  })

  test('layers taken out of a rearranged child are found by its units', () => {
    const child = compared(withLayers(rearranged(weights.moss, seededGenerator(9)), [0, 2, 3]))
    const found = related(moss, child)
    expect(numbersOf(found.alignment)).toEqual([
      [0, 0],
      [2, 1],
      [3, 2],
    ])
    expect(found.log10P).toBeLessThan(-50)
    expect(related(oak, child).log10P).toBeGreaterThan(-2)
  })

  test('a model of equal depth whose layers were moved is aligned', () => {
    const moved = related(moss, compared(withLayers(weights.moss, [0, 2, 3, 3])))
    expect(numbersOf(moved.alignment).every(([left, right]) => left === [0, 2, 3, 3][right!])).toBe(true)
    expect(moved.log10P).toBeLessThan(-50)
  })

  test('experts that were copied from a dense model are related to it, as they stand and rearranged', () => {
    const experts = compared(upcycled(weights.tales, 4, 0.3, seededGenerator(5)))
    for (const found of [related(oak, experts), related(experts, oak)]) {
      expect(found.log10P).toBeLessThan(-12)
      expect(found.shareInPlace).toBeGreaterThan(0.9)
    }
    const moved = compared(upcycled(rearranged(weights.tales, seededGenerator(6)), 4, 0.3, seededGenerator(7)))
    expect(related(oak, moved).log10P).toBeLessThan(-8)
    expect(related(moved, oak).shareInPlace).toBeLessThan(0.05)
    expect(related(compared(weights.fern), moved).log10P).toBeGreaterThan(-2)
    expect(related(experts, compared(upcycled(weights.oak, 4, 0.3, seededGenerator(8)))).log10P).toBeLessThan(-50)
  })

  test('without gates one half of the buckets matches and the other tests', () => {
    const [one, other] = [compared(ungated(weights.oak)), compared(ungated(weights.tales))]
    expect(related(one, other).matched.z).toBeGreaterThan(10)
    const moved = compared(ungated(rearranged(weights.tales, seededGenerator(2))))
    expect(related(one, moved).log10P).toBeLessThan(-30)
    expect(related(one, compared(ungated(weights.fern))).log10P).toBeGreaterThan(-2)
    // With gates on one side alone there is nothing to compare.
    expect(related(oak, other).log10P).toBe(0)
  })
})

describe('models that say nothing', () => {
  const none = { log10P: 0, shareInPlace: null, inPlace: { units: 0, z: 0, log10P: 0 } }
  const layer = (values: (index: number) => number, units: number): TensorSketch[] =>
    referenceSketches(
      ['ffn_gate', 'ffn_up'].map((part) => ({
        name: `blk.0.${part}.weight`,
        dimensions: [64, units],
        values: Float32Array.from({ length: 64 * units }, (_, index) => values(index)),
      })),
    )
  const of = (sketches: readonly TensorSketch[]): ComparedLayers => ({
    units: hiddenUnits(sketches),
    vectors: layerVectors(sketches),
  })

  test('constant weights and equal rows', () => {
    const constant = of(layer(() => 1, 40))
    expect(related(constant, constant)).toMatchObject(none)
    const equalRows = of(layer((index) => Math.sin(index % 64), 40))
    expect(related(equalRows, equalRows)).toMatchObject(none)
    expect(related(constant, of(layer(Math.sin, 40)))).toMatchObject(none)
  })

  test('fewer than eight units, no layers, other architectures', () => {
    const few = of(layer(Math.sin, 7))
    expect(related(few, few).log10P).toBe(0)
    expect(related(of([]), of([]))).toMatchObject(none)
    expect(related(few, of([]))).toMatchObject(none)
  })

  test('no p-value is below one in all permutations', () => {
    const eight = of(layer((index) => Math.sin(index * index), 8))
    const found = related(eight, eight)
    expect(found.inPlace.units).toBe(8)
    expect(found.inPlace.log10P).toBeGreaterThanOrEqual(-Math.log10(40_320) - 1e-9)
  })
})
