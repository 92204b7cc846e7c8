import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { lineageOf } from '../../core/lineage/lineage.ts'
import type { LineageEdge } from '../../core/lineage/lineage-edge.ts'
import { relatedPairs } from '../../core/lineage/related-pairs.ts'
import { sketchesInMemory } from '../../core/lineage/sketch-source.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { type Rearrangement, rearrangements } from '../engine/fixtures/rearranged-model.ts'
import { demoFolder } from '../known-descent.ts'
import { type Model, modelOfFile } from './model.ts'
import { quantized, storedAs } from './quantizing.ts'
import { rearranged } from './rebuilding.ts'
import { sketchesOf } from './sketches.ts'
import { lowRankAdapted, noisy, realStep } from './training.ts'

const demo = (name: string): Promise<Model> => modelOfFile(join(demoFolder, `${name}.gguf`))
const kinds = Object.keys(rearrangements) as Rearrangement[]
const allRearranged = (model: Model): Model => rearranged(model, kinds, seededGenerator(5))

/** The only edge between two models. */
async function edgeOf(from: Model, to: Model): Promise<LineageEdge> {
  const source = sketchesInMemory([await sketchesOf(from), await sketchesOf(to)])
  const { edges } = await lineageOf(source, await relatedPairs(source))
  expect(edges).toHaveLength(1)
  return edges[0]!
}

let oak: Model
let tales: Model
beforeAll(async () => {
  oak = storedAs(await demo('oak'), 'F32')
  tales = storedAs(await demo('oak-tales'), 'F32')
})

test.each(kinds)('the same model with %s is told as such, at distance 0 within its floor', async (kind) => {
  const { kind: told, evidence } = await edgeOf(oak, rearranged(oak, [kind], seededGenerator(6)))
  expect(told).toBe('rearranged')
  const { relativeDistance, relativeDistanceError, floor } = evidence.matched!
  expect(relativeDistance).toBeLessThan(relativeDistanceError)
  expect(floor).toBeLessThan(0.003)
})

test.each(['Q8_0', 'Q5_0', 'Q4_0', 'IQ4_NL', 'BF16'])('quantized as %s it is told as such too', async (type) => {
  const { kind, evidence } = await edgeOf(oak, quantized(allRearranged(oak), type))
  expect(kind).toBe('rearranged')
  const { relativeDistance, relativeDistanceError, floor } = evidence.matched!
  expect(relativeDistance - relativeDistanceError).toBeLessThan(floor)
})

test('a rearranged finetune is told with its distance and direction, quantized as well', async () => {
  for (const model of [allRearranged(tales), quantized(allRearranged(tales), 'Q8_0')]) {
    const { kind, from, isDirected, evidence } = await edgeOf(oak, model)
    expect([kind, from, isDirected]).toEqual(['finetune', 0, true])
    expect(evidence.relativeDistance).toBeNull()
    expect(evidence.matched!.relativeDistance).toBeGreaterThan(0.12)
    expect(evidence.matched!.relativeDistance).toBeLessThan(0.15)
  }
})

test('what was changed beside the feed-forward part is seen by lengths, where the norm was not scaled', async () => {
  const settings = { rank: 4, size: 0.02, isRandom: true }
  const adapted = lowRankAdapted(oak, realStep(oak, tales), settings, seededGenerator(3))
  const permuted = await edgeOf(oak, rearranged(adapted, ['units permuted'], seededGenerator(6)))
  expect(permuted.kind).toBe('related')
  expect(permuted.evidence.matched!.relativeDistance).toBeLessThan(1e-3)
  expect(permuted.evidence.matched!.attention!.matrices).toBe(12)
  expect(permuted.evidence.matched!.attention!.mostChange).toBeGreaterThan(1e-5)
  // With the norm scaled only output matrices are left, which were not adapted.
  const scaled = await edgeOf(oak, allRearranged(adapted))
  expect(scaled.evidence.matched!.attention!.matrices).toBe(3)
})

test('noise of 1 % on a rearranged model is a change of 1 %', async () => {
  const { kind, evidence } = await edgeOf(oak, allRearranged(noisy(oak, 0.01, seededGenerator(4))))
  expect(kind).not.toBe('rearranged')
  expect(evidence.matched!.relativeDistance).toBeGreaterThan(0.008)
  expect(evidence.matched!.relativeDistance).toBeLessThan(0.01)
})
