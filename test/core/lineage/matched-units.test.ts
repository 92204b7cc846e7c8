import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { areRearranged, isWithinFloor, type MatchedUnits, matchedUnits } from '../../../core/lineage/matched-units.ts'
import { orientedPair } from '../../../core/lineage/orientation.ts'
import { rearrangedUnits } from '../../../core/lineage/rearranged-units.ts'
import { tensorRole } from '../../../core/lineage/tensor-role.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { type Rearrangement } from '../../engine/fixtures/rearranged-model.ts'
import { demoFolder } from '../../known-descent.ts'
import { mapTensors, type Model, modelOfFile, tensorNamed, withValues } from '../../lineage-cases/model.ts'
import { rearranged as rearrangedBy, upcycled } from '../../lineage-cases/rebuilding.ts'
import { noisy as noisyBy } from '../../lineage-cases/training.ts'
import { referenceSketches } from './reference-sketches.ts'

const demo = (name: string): Promise<Model> => modelOfFile(join(demoFolder, `${name}.gguf`))

const kinds: readonly Rearrangement[] = ['units permuted', 'norms scaled', 'residual signs flipped']
const rearranged = (model: Model, seed: number, of = kinds): Model => rearrangedBy(model, of, seededGenerator(seed))
const noisy = (model: Model, share: number, seed: number): Model => noisyBy(model, share, seededGenerator(seed))

const matched = (left: Model, right: Model): MatchedUnits | null =>
  matchedUnits(referenceSketches(left.tensors), referenceSketches(right.tensors), [])

/** By all rows of gate and up, folded with their norms: distance over length, over the matrices. */
function trueDistance(left: Model, right: Model): number {
  const squares = left.tensors.flatMap((tensor) => {
    const { layer, role } = tensorRole(tensor.name)
    if (layer === null || !/^ffn_(gate|up)\.weight$/.test(role)) return []
    const [before, after] = [left, right].map((model) => tensorNamed(model, `blk.${layer}.ffn_norm.weight`).values)
    const moved = tensorNamed(right, tensor.name).values
    let [distance, length] = [0, 0]
    for (let at = 0; at < moved.length; at += 1) {
      const column = at % tensor.dimensions[0]!
      const [one, other] = [tensor.values[at]! * before![column]!, moved[at]! * after![column]!]
      distance += (one - other) ** 2
      length += (one ** 2 + other ** 2) / 2
    }
    return [distance / length]
  })
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length)
}

let oak: Model
let tales: Model
let moss: Model
beforeAll(async () => {
  oak = await demo('oak')
  tales = await demo('oak-tales')
  moss = await demo('moss')
})

test('a rearranged model is at distance 0 within its floor, and far from the original in place', () => {
  const found = matched(oak, rearranged(oak, 1, ['units permuted', 'residual signs flipped']))!
  expect([found.units, found.sampledUnits]).toEqual([192, 192])
  expect(found.relativeDistance).toBeLessThan(found.relativeDistanceError)
  expect(found.floor).toBeLessThan(0.003)
  expect(isWithinFloor(found)).toBe(true)
  expect(areRearranged(found)).toBe(true)
  expect(found.inPlaceDistance).toBeGreaterThan(1.3)
  // The norm before attention stands: queries, keys and values can be compared too.
  expect(found.attention).toEqual({ matrices: 12, mostChange: expect.closeTo(0, 6) })
})

test.each([0.005, 0.02, 0.1, 0.3])('noise of %f on a rearranged model is found', (share) => {
  const found = matched(oak, rearranged(noisy(oak, share, 7), 2))!
  expect(isWithinFloor(found)).toBe(false)
  // Of the longest rows: noise that is alike in all rows is less over theirs.
  const truth = trueDistance(oak, noisy(oak, share, 7))
  expect(found.relativeDistance / truth).toBeGreaterThan(0.75)
  expect(found.relativeDistance / truth).toBeLessThan(1)
  expect(found.matrices).toHaveLength(6)
})

test('a rearranged finetune is as far as it is in place, and its direction is told', () => {
  const found = matched(oak, rearranged(tales, 3))!
  const inPlace = matched(oak, tales)!
  expect(found.relativeDistance).toBeCloseTo(inPlace.relativeDistance, 2)
  expect(found.relativeDistance / trueDistance(oak, tales)).toBeGreaterThan(0.8)
  expect(found.relativeDistance / trueDistance(oak, tales)).toBeLessThan(1)
  expect(areRearranged(inPlace)).toBe(false)
  expect(orientedPair(found.growth)).toMatchObject({ ancestor: 'left' })
  const turned = matched(rearranged(tales, 3), oak)!
  expect(turned.relativeDistance).toBeCloseTo(found.relativeDistance, 12)
  expect(orientedPair(turned.growth)).toMatchObject({ ancestor: 'right' })
})

test('units that are scaled against the matrix behind them say nothing on the direction', () => {
  const scaled = mapTensors(oak, (tensor) => {
    const { role } = tensorRole(tensor.name)
    const factor = role === 'ffn_up.weight' ? 1.5 : role === 'ffn_down.weight' ? 1 / 1.5 : 1
    return withValues(tensor, (index) => factor * tensor.values[index]!)
  })
  const found = matched(oak, noisy(scaled, 0.01, 3))!
  expect(found.relativeDistance).toBeGreaterThan(0.006)
  expect(found.relativeDistance).toBeLessThan(0.011)
  expect(found.growth).toBeNull()
  expect(isWithinFloor(matched(oak, scaled)!)).toBe(false)
})

test('no units of unrelated models are matched; those of experts are, with the layer they were copied from', () => {
  expect(matched(oak, moss)).toBeNull()
  const experts = upcycled(oak, 4, 0.05, seededGenerator(5))
  for (const found of [matched(experts, oak)!, matched(oak, experts)!]) {
    expect(found.units).toBeGreaterThan(150)
    expect(found.relativeDistance).toBeGreaterThan(0.03)
    expect(found.relativeDistance).toBeLessThan(0.055)
    expect(found.inPlaceDistance).toBeNull()
  }
})

test('pairs are compared by units only where they cannot be in place', () => {
  const of = (left: Model, right: Model): MatchedUnits | null =>
    rearrangedUnits(referenceSketches(left.tensors), referenceSketches(right.tensors))
  expect(of(oak, tales)).toBeNull()
  expect(of(oak, oak)).toBeNull()
  expect(of(oak, moss)).toBeNull()
  expect(of(oak, rearranged(tales, 3))!.units).toBeGreaterThan(150)
})
