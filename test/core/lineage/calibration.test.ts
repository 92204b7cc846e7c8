import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { candidates } from '../../../core/lineage/candidates.ts'
import { compareSketches } from '../../../core/lineage/compare-sketches.ts'
import { hiddenUnits } from '../../../core/lineage/hidden-units.ts'
import { alignLayers, type ComparedLayers } from '../../../core/lineage/layer-alignment.ts'
import { layerVectors } from '../../../core/lineage/layer-vectors.ts'
import { modelVectors } from '../../../core/lineage/model-vectors.ts'
import { type Relation, relation } from '../../../core/lineage/relation.ts'
import type { TensorSketch } from '../../../core/lineage/tensor-sketch.ts'
import { sampleVariance } from '../../../core/statistics/moments.ts'
import { sharedMaterial } from '../../shared-material.ts'
import { modelOfFile } from '../../lineage-cases/model.ts'
import { referenceSketches } from './reference-sketches.ts'

const families = ['elm', 'ivy', 'reed', 'sage']
const sizes = ['tiny', 'small', 'medium', 'large']
const stages = [60, 180, 540, 1620]
const ladder = sharedMaterial('ladder')

interface LadderModel extends ComparedLayers {
  readonly family: string
  readonly size: string
  readonly stage: number
  readonly sketches: readonly TensorSketch[]
}

/**
 * Really trained models of one shape: those of different families are unrelated, those of one are stages of one
 * training run.
 */
describe.skipIf(!ladder.isThere)(`trained models of one shape${ladder.absence}`, () => {
  const models: LadderModel[] = []
  beforeAll(async () => {
    for (const family of families)
      for (const size of sizes)
        for (const stage of stages) {
          const sketches = referenceSketches(
            (await modelOfFile(join(ladder.path, `${family}-${size}-${stage}.gguf`))).tensors,
          )
          models.push({ family, size, stage, sketches, units: hiddenUnits(sketches), vectors: layerVectors(sketches) })
        }
  }, 120_000)

  const pairsWhere = (isWanted: (left: LadderModel, right: LadderModel) => boolean): [LadderModel, LadderModel][] =>
    models.flatMap((left, place) =>
      models
        .slice(place + 1)
        .filter((right) => left.size === right.size && isWanted(left, right))
        .map((right): [LadderModel, LadderModel] => [left, right]),
    )
  const unrelatedPairs = () => pairsWhere((left, right) => left.family !== right.family)
  const relatedPairs = () => pairsWhere((left, right) => left.family === right.family)
  const tested = (left: LadderModel, right: LadderModel): Relation =>
    relation(left.units, right.units, alignLayers(left, right).pairs)

  test('z of unrelated models has mean 0 and deviation 1, and their p-values are uniform', () => {
    const found = unrelatedPairs().map(([left, right]) => tested(left, right))
    expect(found).toHaveLength(384)
    for (const kind of ['inPlace', 'matched'] as const) {
      const values = found.map((one) => one[kind].z)
      expect(Math.abs(meanOf(values)), kind).toBeLessThan(0.15)
      expect(Math.sqrt(sampleVariance(values)), kind).toBeLessThan(1.1)
      expect(Math.max(...values), kind).toBeLessThan(4)
    }
    const share = (level: number): number => found.filter(({ log10P }) => log10P < Math.log10(level)).length / 384
    expect(share(0.2)).toBeLessThan(0.23)
    expect(share(0.05)).toBeLessThan(0.06)
    expect(share(0.0001)).toBe(0)
  })

  test('so it is layer by layer, whichever layers are compared', () => {
    // Stages of one run say the same twice: each stage is looked at alone, all pairs of layers of two models.
    for (const stage of stages) {
      const found = unrelatedPairs()
        .filter(([left, right]) => left.stage === stage && right.stage === stage)
        .flatMap(([left, right]) =>
          left.units.flatMap((one) =>
            right.units.map((other) => relation(left.units, right.units, [{ left: one.layer, right: other.layer }])),
          ),
        )
      expect(found).toHaveLength(228)
      for (const kind of ['inPlace', 'matched'] as const) {
        const values = found.map((one) => one[kind].z)
        // Two standard errors of a mean of 228 and three of their deviation.
        expect(Math.abs(meanOf(values)), `${kind} ${stage}`).toBeLessThan(0.17)
        expect(Math.sqrt(sampleVariance(values)), `${kind} ${stage}`).toBeLessThan(1.12)
      }
    }
  })

  test('stages of one run are related, far apart as they are', () => {
    const found = relatedPairs().map(([left, right]) => tested(left, right))
    expect(found).toHaveLength(96)
    expect(Math.max(...found.map(({ log10P }) => log10P))).toBeLessThan(-12)
  })

  test('short vectors name all related pairs, and few others', () => {
    const near = candidates(models.map(({ sketches }) => modelVectors(sketches)))
    const named = new Set(near.map(({ left, right }) => `${left} ${right}`))
    for (const [left, right] of relatedPairs()) {
      const cosine = compareSketches(left.sketches, right.sketches).matrices!.cosine!
      const isNamed = named.has(`${models.indexOf(left)} ${models.indexOf(right)}`)
      expect(isNamed || cosine < 0.3).toBe(true)
    }
    expect(near.filter(({ left, right }) => models[left]!.family !== models[right]!.family).length).toBeLessThan(10)
  })
})

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
