import { expect, test } from 'vitest'
import { lineageOf } from '../../core/lineage/lineage.ts'
import { relatedPairs } from '../../core/lineage/related-pairs.ts'
import { sketchesInMemory } from '../../core/lineage/sketch-source.ts'
import { tensorRole } from '../../core/lineage/tensor-role.ts'
import type { TensorSketch } from '../../core/lineage/tensor-sketch.ts'
import { normalDeviates } from '../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { isMatrix, mapTensors, type Model, modelOfFile } from './model.ts'
import { quantized, storedAs } from './quantizing.ts'
import { sketchesOf } from './sketches.ts'
import { initialised, lowRankAdapted, noisy, realStep } from './training.ts'

/** A GGUF file of llama's architecture: `.ci/run` names SmolLM2-135M here, where it can be fetched. */
const path = process.env.CLADESCOPE_REAL_MODEL
/** So many of its layers are taken, for time and memory. */
const layers = 8
const types = ['Q8_0', 'Q5_1', 'Q5_0', 'Q4_0', 'IQ4_NL']

/** Each matrix is moved by a few directions of its own, by a fiftieth of its length: a small finetune. */
function trained(model: Model, seed: number): Model {
  const generator = seededGenerator(seed)
  const deviate = normalDeviates(generator)
  return mapTensors(model, (tensor) => {
    if (!isMatrix(tensor)) return tensor
    const columns = tensor.dimensions[0]!
    const size = 0.02 * Math.sqrt(tensor.values.reduce((sum, value) => sum + value * value, 0) / tensor.values.length)
    const left = Float64Array.from({ length: tensor.values.length / columns }, deviate)
    const right = Float64Array.from({ length: columns }, deviate)
    const values = new Float32Array(tensor.values.length)
    for (let row = 0; row < left.length; row += 1)
      for (let column = 0; column < columns; column += 1) {
        const at = row * columns + column
        values[at] = tensor.values[at]! + size * left[row]! * right[column]!
      }
    return { ...tensor, values }
  })
}

test.skipIf(path === undefined)(
  'quantizations, noise, finetunes and adaptations of a real model are told apart, and from random models of its shape',
  async () => {
    const whole = await modelOfFile(path!)
    const model = storedAs(
      { ...whole, tensors: whole.tensors.filter(({ name }) => (tensorRole(name).layer ?? layers) < layers) },
      'F16',
    )
    const finetune = trained(model, 1)
    const adapted = lowRankAdapted(
      model,
      realStep(model, finetune),
      { rank: 8, size: 0.02, isRandom: true },
      seededGenerator(2),
    )
    const models: [string, Model][] = [
      ['model', model],
      ...types.map((type): [string, Model] => [type, quantized(model, type)]),
      ['noise', noisy(model, 0.03, seededGenerator(3))],
      ['finetune', finetune],
      ['Q8_0 of the finetune', quantized(finetune, 'Q8_0')],
      ['low rank', adapted],
      ['random', initialised(model, seededGenerator(4))],
      ['random too', initialised(model, seededGenerator(5))],
    ]
    const sketches: (readonly TensorSketch[])[] = []
    for (const [, of] of models) sketches.push(await sketchesOf(of))
    const source = sketchesInMemory(sketches)
    const { families, edges, merges } = await lineageOf(source, await relatedPairs(source))
    expect(merges).toEqual([])
    expect(families.map((family) => family.length)).toEqual([10, 1, 1])
    expect(edges.map(({ from, to, kind }) => `${models[from]![0]} ${kind} ${models[to]![0]}`).sort()).toEqual(
      [
        ...types.map((type) => `model quantization ${type}`),
        'model finetune noise',
        'model finetune finetune',
        'finetune quantization Q8_0 of the finetune',
        'model finetune low rank',
      ].sort(),
    )
  },
  600_000,
)
