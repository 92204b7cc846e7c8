import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  mostSampledRows,
  rowBuckets,
  sketchSizes,
  type TensorSketch,
  unitBuckets,
} from '../core/lineage/tensor-sketch.ts'
import { normalDeviates } from '../core/random/normal-deviate.ts'
import { seededGenerator, type SeededGenerator } from '../core/random/seeded-generator.ts'

/** Sketches of made-up models of known families, kept in a file: all of them together may not fit into memory. */
export interface MadeUpLibrary {
  readonly models: number
  /** By model. */
  readonly families: readonly number[]
  /** Reads the sketches of a model. */
  sketchesOf(model: number): TensorSketch[]
  remove(): void
}

interface Shape {
  readonly name: string
  readonly dimensions: readonly number[]
  readonly buckets: number
  readonly hasRows: boolean
  readonly units: number
}

interface Numbers {
  readonly type: string
  readonly values: Float32Array
}

const width = 2048
const hidden = 5632
const vocabulary = 32_000
const mostOfFamily = 40

/**
 * Families of 1 to 40 models, one of s or more with probability 1 / s, in shuffled order. A family has 16, 24 or 32
 * layers. Each model but the first is a finetune (60 %, steps of 1 to 30 % of the length, log-uniform), a quantization
 * (25 %), a mean of two (10 %) or a rearrangement (5 %) of models before it.
 */
export function madeUpLibrary(models: number, seed: number): MadeUpLibrary {
  const generator = seededGenerator(seed)
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-made-up-'))
  const file = openSync(join(folder, 'sketches'), 'w+')
  const order = shuffled(models, generator)
  const families: number[] = new Array<number>(models).fill(0)
  const records: { shapes: readonly Shape[]; type: string; at: number; length: number }[] = []
  let at = 0
  let made = 0
  for (let family = 0; made < models; family += 1) {
    const size = Math.min(models - made, mostOfFamily, Math.floor(1 / (1 - generator.real())))
    const shapes = shapesOf([24, 24, 16, 32][generator.integer(4)]!)
    const members: Numbers[] = []
    for (let member = 0; member < size; member += 1) {
      const model = member === 0 ? root(shapes, generator) : descendant(shapes, members, generator)
      members.push(model)
      const bytes = new Uint8Array(model.values.buffer)
      writeSync(file, bytes, 0, bytes.length, at)
      const number = order[made]!
      families[number] = family
      records[number] = { shapes, type: model.type, at, length: model.values.length }
      at += bytes.length
      made += 1
    }
  }
  return {
    models,
    families,
    sketchesOf(model) {
      const record = records[model]!
      const bytes = new Uint8Array(4 * record.length)
      readSync(file, bytes, 0, bytes.length, record.at)
      return sketchesFrom(record.shapes, record.type, new Float32Array(bytes.buffer))
    },
    remove() {
      closeSync(file)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function shuffled(count: number, generator: SeededGenerator): number[] {
  const order = Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last -= 1) {
    const drawn = generator.integer(last + 1)
    ;[order[last], order[drawn]] = [order[drawn]!, order[last]!]
  }
  return order
}

function shapesOf(layers: number): Shape[] {
  const vector = (name: string) => ({ name, dimensions: [width] })
  const matrix = (name: string, columns: number, rows: number) => ({ name, dimensions: [columns, rows] })
  const tensors = [
    matrix('token_embd.weight', width, vocabulary),
    ...Array.from({ length: layers }, (_, layer) => `blk.${String(layer)}.`).flatMap((layer) => [
      vector(`${layer}attn_norm.weight`),
      matrix(`${layer}attn_q.weight`, width, width),
      matrix(`${layer}attn_k.weight`, width, 256),
      matrix(`${layer}attn_v.weight`, width, 256),
      matrix(`${layer}attn_output.weight`, width, width),
      vector(`${layer}ffn_norm.weight`),
      matrix(`${layer}ffn_gate.weight`, width, hidden),
      matrix(`${layer}ffn_up.weight`, width, hidden),
      matrix(`${layer}ffn_down.weight`, hidden, width),
    ]),
    vector('output_norm.weight'),
  ]
  const hasUnits = (name: string): boolean => /ffn_(gate|up)/.test(name)
  const hasRows = (name: string): boolean => name === 'token_embd.weight'
  const sizes = sketchSizes(
    tensors.map(({ name, dimensions }) => ({
      name,
      elements: elementsOf(dimensions),
      hasTokenRows: hasRows(name),
      hasUnits: hasUnits(name),
    })),
  )
  return tensors.map(({ name, dimensions }, index) => ({
    name,
    dimensions,
    buckets: sizes.buckets[index]!,
    hasRows: hasRows(name),
    units: hasUnits(name) ? sizes.units : 0,
  }))
}

function elementsOf(dimensions: readonly number[]): number {
  return dimensions.reduce((product, length) => product * length, 1)
}

/** Numbers of a tensor, one part behind the other: the sum of squares, buckets, rows of tokens and signatures. */
function partsOf({ buckets, hasRows, units }: Shape): { buckets: number; rows: number; units: number; all: number } {
  const parts = { buckets, rows: hasRows ? mostSampledRows * (rowBuckets + 1) : 0, units: units * unitBuckets }
  return { ...parts, all: 1 + parts.buckets + parts.rows + parts.units }
}

/** Weights of deviation 1 over buckets of a deviation of 1, and signatures of length 1. */
function root(shapes: readonly Shape[], generator: SeededGenerator): Numbers {
  const deviate = normalDeviates(generator)
  const values = new Float32Array(shapes.reduce((sum, shape) => sum + partsOf(shape).all, 0))
  let at = 0
  for (const shape of shapes) {
    const { buckets, rows, units, all } = partsOf(shape)
    values[at] = buckets
    for (let index = 0; index < buckets + rows; index += 1) values[at + 1 + index] = deviate()
    const signaturesAt = at + 1 + buckets + rows
    for (let index = 0; index < units; index += 1) values[signaturesAt + index] = deviate() / Math.sqrt(unitBuckets)
    at += all
  }
  return { type: 'F16', values }
}

function descendant(shapes: readonly Shape[], members: readonly Numbers[], generator: SeededGenerator): Numbers {
  const parent = members[generator.integer(members.length)]!
  const draw = generator.real()
  const floats = members.filter(({ type }) => type === 'F16')
  if (draw < 0.25 && parent.type === 'F16') return stepped(shapes, parent, Math.sqrt(5.11e-3), true, generator)
  if (draw < 0.35 && floats.length > 1) return meanOf(shapes, floats, generator)
  if (draw < 0.4) return rearranged(shapes, parent, generator)
  return stepped(shapes, parent, 0.01 * 30 ** generator.real(), false, generator)
}

/** Each tensor after a step at a right angle, of so much of its length; a quantization leaves vectors as they are. */
function stepped(
  shapes: readonly Shape[],
  { values }: Numbers,
  step: number,
  isQuantized: boolean,
  generator: SeededGenerator,
): Numbers {
  const deviate = normalDeviates(generator)
  const result = values.slice()
  let at = 0
  for (const shape of shapes) {
    const { buckets, rows, all } = partsOf(shape)
    if (!isQuantized || shape.dimensions.length > 1) {
      const length = Math.sqrt(values[at]! / buckets)
      for (let index = 1; index < all; index += 1)
        result[at + index]! += step * deviate() * (index <= buckets + rows ? length : 1 / Math.sqrt(unitBuckets))
      result[at] = values[at]! * (1 + step ** 2)
    }
    at += all
  }
  return { type: isQuantized ? 'Q4_K' : 'F16', values: result }
}

function meanOf(shapes: readonly Shape[], members: readonly Numbers[], generator: SeededGenerator): Numbers {
  const left = members[generator.integer(members.length)]!.values
  const right = members[generator.integer(members.length)]!.values
  const values = left.map((value, index) => (value + right[index]!) / 2)
  let at = 0
  for (const shape of shapes) {
    const { buckets, all } = partsOf(shape)
    // |(x + y) / 2|^2 with |x - y|^2 from the buckets.
    let distance = 0
    for (let index = 1; index <= buckets; index += 1) distance += (left[at + index]! - right[at + index]!) ** 2
    values[at] = (left[at]! + right[at]!) / 2 - distance / 4
    at += all
  }
  return { type: 'F16', values }
}

/** Other buckets of the same lengths, and the units of each layer in another order, alike in gate and up. */
function rearranged(shapes: readonly Shape[], { type, values }: Numbers, generator: SeededGenerator): Numbers {
  const fresh = root(shapes, generator).values
  const result = values.slice()
  let at = 0
  let orderOfLayer: readonly number[] = []
  for (const shape of shapes) {
    const { buckets, rows, units, all } = partsOf(shape)
    const length = Math.sqrt(values[at]! / buckets)
    for (let index = 1; index <= buckets + rows; index += 1) result[at + index] = length * fresh[at + index]!
    if (units > 0) {
      if (shape.name.includes('ffn_gate')) orderOfLayer = shuffled(shape.units, generator)
      const signaturesAt = at + 1 + buckets + rows
      orderOfLayer.forEach((unit, place) => {
        const from = signaturesAt + unit * unitBuckets
        result.set(values.subarray(from, from + unitBuckets), signaturesAt + place * unitBuckets)
      })
    }
    at += all
  }
  return { type, values: result }
}

function sketchesFrom(shapes: readonly Shape[], type: string, values: Float32Array): TensorSketch[] {
  let at = 0
  return shapes.map((shape): TensorSketch => {
    const { name, dimensions } = shape
    const parts = partsOf(shape)
    const start = at + 1
    const rowsAt = start + parts.buckets
    const unitsAt = rowsAt + parts.rows
    const sumOfSquares = values[at]!
    at += parts.all
    return {
      name,
      type: dimensions.length === 1 ? 'F32' : type,
      dimensions,
      elements: elementsOf(dimensions),
      sumOfSquares,
      buckets: values.subarray(start, rowsAt),
      rows: shape.hasRows
        ? {
            set: 'tokens',
            keys: Uint32Array.from({ length: mostSampledRows }, (_, row) => row),
            sumsOfSquares: values.subarray(rowsAt, rowsAt + mostSampledRows).map(Math.abs),
            buckets: values.subarray(rowsAt + mostSampledRows, unitsAt),
          }
        : null,
      units:
        shape.units === 0
          ? null
          : {
              rows: Uint32Array.from({ length: shape.units }, (_, unit) => 7 * unit),
              lengths: new Float32Array(shape.units).fill(1),
              signatures: values.subarray(unitsAt, unitsAt + parts.units),
            },
    }
  })
}
