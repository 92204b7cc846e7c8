import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { lineageOf } from '../../../core/lineage/lineage.ts'
import { relatedPairs } from '../../../core/lineage/related-pairs.ts'
import { haveScaledNorms } from '../../../core/lineage/scaled-norms.ts'
import { sketchesInMemory } from '../../../core/lineage/sketch-source.ts'
import { tensorRole } from '../../../core/lineage/tensor-role.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { demoFolder } from '../../known-descent.ts'
import { mapTensors, type Model, modelOfFile, withValues } from '../../lineage-cases/model.ts'
import { quantized, storedAs } from '../../lineage-cases/quantizing.ts'
import { referenceSketches } from './reference-sketches.ts'

const readers = { attn_norm: ['attn_q', 'attn_k', 'attn_v'], ffn_norm: ['ffn_gate', 'ffn_up'] } as const
type Norm = keyof typeof readers
const norms = Object.keys(readers) as Norm[]
const deviations = [0.1, 0.3, 0.7]

/** The same function: log-normal factors moved from norms into the columns of what reads them. */
function scaled(model: Model, deviation: number, of: readonly Norm[] = norms): Model {
  const deviate = normalDeviates(seededGenerator(8))
  const factors = new Map<string, number>()
  const factor = (norm: string, layer: number, column: number): number => {
    const key = `${norm} ${String(layer)} ${String(column)}`
    if (!factors.has(key)) factors.set(key, Math.exp(deviation * deviate()))
    return factors.get(key)!
  }
  return mapTensors(model, (tensor) => {
    const { layer, role } = tensorRole(tensor.name)
    const part = role.replace(/\.weight$/, '')
    const norm = of.find((name) => name === part || (readers[name] as readonly string[]).includes(part))
    if (layer === null || norm === undefined) return tensor
    const columns = tensor.dimensions[0]!
    return withValues(
      tensor,
      (at) => tensor.values[at]! / factor(norm, layer, at % columns) ** (part === norm ? -1 : 1),
    )
  })
}

/** Noise of one share on all tensors, norms among them. */
function noisyThroughout(model: Model, share: number): Model {
  const deviate = normalDeviates(seededGenerator(9))
  return mapTensors(model, (tensor) => {
    const size = share * Math.sqrt(tensor.values.reduce((sum, value) => sum + value ** 2, 0) / tensor.values.length)
    return withValues(tensor, (at) => tensor.values[at]! + size * deviate())
  })
}

const haveScaled = (left: Model, right: Model): boolean =>
  haveScaledNorms(referenceSketches(left.tensors), referenceSketches(right.tensors))

async function edgesOf(...models: readonly Model[]): Promise<string[]> {
  const source = sketchesInMemory(models.map(({ tensors }) => referenceSketches(tensors)))
  const { edges } = await lineageOf(source, await relatedPairs(source))
  return edges.map(({ from, to, kind }) => `${String(from)} ${kind} ${String(to)}`).sort()
}

let oak: Model
let tales: Model
beforeAll(async () => {
  oak = storedAs(await modelOfFile(join(demoFolder, 'oak.gguf')), 'F32')
  tales = storedAs(await modelOfFile(join(demoFolder, 'oak-tales.gguf')), 'F32')
})

test.each(deviations)('norms scaled by factors of deviation %d make no finetune', async (deviation) => {
  for (const of of [norms, ...norms.map((norm) => [norm])]) {
    const model = scaled(oak, deviation, of)
    expect(haveScaled(oak, model)).toBe(true)
    expect(await edgesOf(oak, model)).toEqual(['0 rearranged 1'])
  }
})

test('trainings, quantizations and noise on all tensors scale no norms', () => {
  expect(haveScaled(oak, tales)).toBe(false)
  expect(haveScaled(oak, oak)).toBe(false)
  expect(haveScaled(oak, quantized(oak, 'Q4_0'))).toBe(false)
  for (const share of [0.01, 0.1, 0.5]) expect(haveScaled(oak, noisyThroughout(oak, share))).toBe(false)
})

test('a quantization of what was scaled is none of the original', () => {
  expect(haveScaled(oak, quantized(scaled(oak, 0.3), 'Q4_0'))).toBe(true)
})

test('a scaled model is not compared in place because a finetune is nearly as far from it as from the original', async () => {
  const model = scaled(oak, 0.1)
  expect(haveScaled(tales, model)).toBe(false)
  expect(await edgesOf(oak, tales, model)).toEqual(['0 finetune 1', '0 rearranged 2'])
})
