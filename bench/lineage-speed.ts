import { loadavg } from 'node:os'
import { type Candidate, candidates } from '../core/lineage/candidates.ts'
import { compareSketches } from '../core/lineage/compare-sketches.ts'
import { alignLayers, comparedLayers, type ComparedLayers } from '../core/lineage/layer-alignment.ts'
import { modelVectors } from '../core/lineage/model-vectors.ts'
import { relation } from '../core/lineage/relation.ts'
import { type SampledUnits, type TensorSketch, unitBuckets } from '../core/lineage/tensor-sketch.ts'
import { seededGenerator } from '../core/random/seeded-generator.ts'

export interface LineageSpeed {
  readonly models: number
  readonly layers: number
  /** Seconds of the three steps: short vectors of all models, their candidates, the whole comparison of those. */
  readonly vectors: number
  readonly search: number
  readonly comparison: number
  readonly candidates: number
  /** Pairs of one family, and which of them were found related. */
  readonly relatedPairs: number
  readonly foundPairs: number
  /** Unrelated pairs that were found related at a p-value of 1e-6 times all pairs. */
  readonly falsePairs: number
  /** All pairs compared as wholes, of so many models; seconds of a pair. */
  readonly fullModels: number
  readonly secondsPerPair: number
  /** All pairs of all models as wholes would take so many times the time of the three steps. */
  readonly ratio: number
  readonly load: { readonly before: readonly number[]; readonly after: readonly number[] }
}

interface MadeUpModel extends ComparedLayers {
  readonly sketches: readonly TensorSketch[]
}

const familySize = 5
/** What a child keeps of its family's weights: a cosine of 0.5 between two of them. */
const kept = Math.SQRT1_2
const buckets = 256
const sampledUnits = 64
const roles = ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down']

/** Times of the comparison of made-up models in families of five, from their sketches. */
export function lineageSpeed(models: number, layers: number, fullModels: number): LineageSpeed {
  const before = loadavg()
  const all = Array.from({ length: models }, (_, model) => model)
  let vectors = 0
  // Sketches are made again where they are wanted: those of all models together do not fit into memory.
  const short = all.map((model) => {
    const sketches = madeUpSketches(model, layers)
    const { seconds, result } = timed(() => modelVectors(sketches))
    vectors += seconds
    return result
  })
  const search = timed(() => candidates(short))
  const near = search.result
  let comparison = 0
  let [foundPairs, falsePairs] = [0, 0]
  const isFamily = ({ left, right }: Candidate): boolean => familyOf(left) === familyOf(right)
  const threshold = -6 - Math.log10((models * (models - 1)) / 2)
  let prepared = new Map<number, MadeUpModel>()
  // By families, so that few models are held at a time.
  for (const pair of near.toSorted((one, other) => familyOf(one.right) - familyOf(other.right))) {
    if (prepared.size > 4 * familySize) prepared = new Map()
    for (const model of [pair.left, pair.right]) {
      if (prepared.has(model)) continue
      const sketches = madeUpSketches(model, layers)
      const { seconds, result } = timed(() => preparedModel(sketches))
      comparison += seconds
      prepared.set(model, result)
    }
    const { seconds, result } = timed(() => compareWhole(prepared.get(pair.left)!, prepared.get(pair.right)!))
    comparison += seconds
    if (result > threshold) continue
    if (isFamily(pair)) foundPairs += 1
    else falsePairs += 1
  }
  const few = Array.from({ length: Math.min(models, fullModels) }, (_, model) => madeUpSketches(model, layers))
  const full = timed(() => {
    const whole = few.map(preparedModel)
    for (const [place, right] of whole.entries()) for (const left of whole.slice(0, place)) compareWhole(left, right)
  }).seconds
  const secondsPerPair = full / Math.max(1, (few.length * (few.length - 1)) / 2)
  return {
    models,
    layers,
    vectors,
    search: search.seconds,
    comparison,
    candidates: near.length,
    relatedPairs: all.reduce((sum, model) => sum + (model % familySize), 0),
    foundPairs,
    falsePairs,
    fullModels: few.length,
    secondsPerPair,
    ratio: (secondsPerPair * models * (models - 1)) / 2 / (vectors + search.seconds + comparison),
    load: { before, after: loadavg() },
  }
}

function familyOf(model: number): number {
  return Math.floor(model / familySize)
}

function preparedModel(sketches: readonly TensorSketch[]): MadeUpModel {
  return { sketches, ...comparedLayers(sketches) }
}

function compareWhole(left: MadeUpModel, right: MadeUpModel): number {
  compareSketches(left.sketches, right.sketches)
  return relation(left.units, right.units, alignLayers(left, right).pairs).log10P
}

function timed<T>(work: () => T): { readonly seconds: number; readonly result: T } {
  const start = performance.now()
  const result = work()
  return { seconds: (performance.now() - start) / 1000, result }
}

/** Sketches of uniform numbers: part of them those of the family, part the model's own. */
function madeUpSketches(model: number, layers: number): TensorSketch[] {
  const family = seededGenerator(2 * familyOf(model))
  const alone = seededGenerator(2 * model + 1)
  const draw = (count: number, scale: number): Float32Array =>
    Float32Array.from(
      { length: count },
      () => scale * (kept * (2 * family.real() - 1) + Math.sqrt(1 - kept ** 2) * (2 * alone.real() - 1)),
    )
  const units = (): SampledUnits => ({
    rows: Uint32Array.from({ length: sampledUnits }, (_, unit) => 7 * unit),
    lengths: new Float32Array(sampledUnits).fill(1),
    signatures: draw(sampledUnits * unitBuckets, Math.sqrt(3 / unitBuckets)),
  })
  return Array.from({ length: layers }, (_, layer) =>
    roles.map((role) => ({
      name: `blk.${layer}.${role}.weight`,
      type: 'F16',
      dimensions: [1024, 1024],
      elements: 2 ** 20,
      // Of so many uniform numbers from -1 to 1.
      sumOfSquares: buckets / 3,
      buckets: draw(buckets, 1),
      rows: null,
      units: role === 'ffn_gate' || role === 'ffn_up' ? units() : null,
    })),
  ).flat()
}
