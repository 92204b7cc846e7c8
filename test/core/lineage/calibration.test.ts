import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { candidates } from '../../../core/lineage/candidates.ts'
import { hiddenUnits, type LayerUnits, normalized } from '../../../core/lineage/hidden-units.ts'
import { alignLayers, type ComparedLayers } from '../../../core/lineage/layer-alignment.ts'
import { layerVectors } from '../../../core/lineage/layer-vectors.ts'
import { modelVectors } from '../../../core/lineage/model-vectors.ts'
import { type Relation, relation } from '../../../core/lineage/relation.ts'
import { type TensorSketch, unitBuckets } from '../../../core/lineage/tensor-sketch.ts'
import { mean, sampleVariance } from '../../../core/statistics/moments.ts'
import { knownModels } from '../../known-descent.ts'
import { modelOfFile } from '../../lineage-cases/model.ts'
import { sketchesOf } from '../../lineage-cases/sketches.ts'
import { sharedMaterial } from '../../shared-material.ts'

const families = ['elm', 'ivy', 'reed', 'sage']
const sizes = ['tiny', 'small', 'medium', 'large']
const stages = [60, 180, 540, 1620]
const ladder = sharedMaterial('ladder')
const nursery = sharedMaterial('nursery')

interface SketchedModel extends ComparedLayers {
  /** Models of one origin are related, those of two are not. */
  readonly origin: string
  readonly sketches: readonly TensorSketch[]
}

interface LadderModel extends SketchedModel {
  readonly size: string
  readonly stage: number
}

async function sketched(path: string, origin: string): Promise<SketchedModel> {
  const sketches = await sketchesOf(await modelOfFile(path))
  return { origin, sketches, units: hiddenUnits(sketches), vectors: layerVectors(sketches) }
}

/** The units of a model by their signatures as they are sketched. */
function unitsAsSketched({ sketches, units }: SketchedModel): LayerUnits[] {
  const signaturesOf = (name: string): Float32Array =>
    normalized(sketches.find((tensor) => tensor.name === name)!.units!.signatures, unitBuckets)
  return units.map(({ layer, expertUnits, rows, width }) => ({
    layer,
    expertUnits,
    rows,
    width,
    matching: signaturesOf(`blk.${layer}.ffn_gate.weight`),
    testing: signaturesOf(`blk.${layer}.ffn_up.weight`),
  }))
}

/** Cells of the row with this title in section 17 of docs/methods.md. */
function stated(title: string): string[] {
  const methods = readFileSync(join(import.meta.dirname, '../../../docs/methods.md'), 'utf8')
  const cells = methods.split('\n').flatMap((line) => {
    const row = line.split('|').map((cell) => cell.trim())
    return row[1] === title ? [row.slice(2, -1)] : []
  })
  expect(cells, title).toHaveLength(1)
  return cells[0]!
}

function asStated(values: readonly number[]): string[] {
  return [
    mean(values)
      .toFixed(2)
      .replace(/^-0\.00$/, '0.00'),
    Math.sqrt(sampleVariance(values)).toFixed(2),
    `${Math.min(...values).toFixed(1)}, ${Math.max(...values).toFixed(1)}`,
  ]
}

/**
 * Really trained models of one shape: those of different families are unrelated, those of one are stages of one
 * training run. All figures are those of docs/methods.md, section 17.
 */
describe.skipIf(!ladder.isThere || !nursery.isThere)(`trained models${ladder.absence || nursery.absence}`, () => {
  const models: LadderModel[] = []
  const nurslings: SketchedModel[] = []
  beforeAll(async () => {
    for (const family of families)
      for (const size of sizes)
        for (const stage of stages) {
          const path = join(ladder.path, `${family}-${size}-${stage}.gguf`)
          models.push({ ...(await sketched(path, `${family}-${size}`)), size, stage })
        }
    for (const { name, path } of knownModels(nursery.path)) nurslings.push(await sketched(path, name.split('-')[0]!))
  }, 120_000)

  const pairsOf = <Model extends SketchedModel>(
    among: readonly Model[],
    isWanted: (left: Model, right: Model) => boolean,
  ): [Model, Model][] =>
    among.flatMap((left, index) =>
      among
        .slice(index + 1)
        .filter((right) => isWanted(left, right))
        .map((right): [Model, Model] => [left, right]),
    )
  const isRelated = (left: SketchedModel, right: SketchedModel): boolean => left.origin === right.origin
  const unrelatedPairs = () => pairsOf(models, (left, right) => left.size === right.size && !isRelated(left, right))
  const tested = (left: SketchedModel, right: SketchedModel): Relation =>
    relation(left.units, right.units, alignLayers(left, right).pairs)

  test('z of unrelated models has mean 0 and deviation 1, and their p-values are uniform', () => {
    const relations = unrelatedPairs().map(([left, right]) => tested(left, right))
    expect(relations).toHaveLength(384)
    for (const [kind, title] of [
      ['matched', 'matched'],
      ['inPlace', 'in place'],
    ] as const) {
      const values = relations.map((pair) => pair[kind].z)
      expect(Math.abs(mean(values)), kind).toBeLessThan(0.15)
      expect(Math.sqrt(sampleVariance(values)), kind).toBeLessThan(1.1)
      expect(asStated(values)).toEqual(stated(title))
    }
    const share = (level: number): number => relations.filter(({ log10P }) => log10P < Math.log10(level)).length / 384
    expect((100 * share(0.05)).toFixed(1)).toBe('3.6')
    expect((100 * share(0.2)).toFixed(1)).toBe('17.2')
    expect(share(0.0001)).toBe(0)
  })

  test('units as they are sketched have a bias where the residual stream is narrow', () => {
    const pairs = unrelatedPairs()
    const values = pairs.map(([left, right]) => {
      const numbers = left.units.map(({ layer }) => ({ left: layer, right: layer }))
      return relation(unitsAsSketched(left), unitsAsSketched(right), numbers).matched.z
    })
    expect(asStated(values)).toEqual(stated('matched, not made alike'))
    const ofSize = (size: string): number => mean(values.filter((_, index) => pairs[index]![0].size === size))
    expect(sizes.map((size) => ofSize(size).toFixed(2))).toEqual(['0.49', '0.16', '-0.00', '-0.17'])
  })

  test('so it is layer by layer, whichever layers are compared', () => {
    // Stages of one run say the same twice: each stage is looked at alone, all pairs of layers of two models.
    const relations = unrelatedPairs()
      .filter(([left, right]) => left.stage === right.stage)
      .flatMap(([left, right]) =>
        left.units.flatMap((leftLayer) =>
          right.units.map((rightLayer) => ({
            stage: left.stage,
            ...relation(left.units, right.units, [{ left: leftLayer.layer, right: rightLayer.layer }]),
          })),
        ),
      )
    expect(relations).toHaveLength(912)
    for (const kind of ['inPlace', 'matched'] as const) {
      for (const stage of stages) {
        const values = relations.filter((pair) => pair.stage === stage).map((pair) => pair[kind].z)
        // Two and a half standard errors of a mean of 228 and of their deviation.
        expect(Math.abs(mean(values)), `${kind} ${stage}`).toBeLessThan(0.17)
        expect(Math.sqrt(sampleVariance(values)), `${kind} ${stage}`).toBeLessThan(1.12)
      }
      const values = relations.map((pair) => pair[kind].z)
      expect(asStated(values)).toEqual(stated(`single layers (912) ${kind === 'inPlace' ? 'in place' : 'matched'}`))
    }
  })

  test('stages of one run are related, far apart as they are, and so are families of the nursery, those alone', () => {
    const stagesOfRuns = pairsOf(models, isRelated).map(([left, right]) => tested(left, right).log10P)
    expect(stagesOfRuns).toHaveLength(96)
    expect(Math.max(...stagesOfRuns)).toBeLessThan(-19)
    const ofNursery = (isWanted: (left: SketchedModel, right: SketchedModel) => boolean): number[] =>
      pairsOf(nurslings, isWanted).map(([left, right]) => tested(left, right).log10P)
    expect(Math.max(...ofNursery(isRelated))).toBeLessThan(-120)
    expect(Math.min(...ofNursery((left, right) => !isRelated(left, right)))).toBeGreaterThan(-2)
  })

  test('short vectors name all related pairs, and one other', () => {
    const all = [...models, ...nurslings]
    const near = candidates(all.map(({ sketches }) => modelVectors(sketches)))
    const related = near.filter(({ left, right }) => isRelated(all[left]!, all[right]!))
    expect(pairsOf(all, isRelated)).toHaveLength(178)
    expect(related).toHaveLength(178)
    expect(pairsOf(all, (left, right) => !isRelated(left, right))).toHaveLength(3477)
    expect(near.length - related.length).toBe(1)
  })
})
