import type { TensorSketch } from '../../core/lineage/tensor-sketch.ts'
import { laidTensors } from '../../engine/lineage/tensor-layout.ts'
import { tensorTypeNamed } from '../../engine/library/gguf/tensor-types.ts'
import { type SlicesOf, sketchTensor, type StoredTensor } from '../../native/weights/sketch-tensor.ts'
import type { Model } from './model.ts'
import { pack } from './pack.ts'

const known = new WeakMap<Model, Promise<TensorSketch[]>>()

/** Sketches of a model in memory, by the code that sketches files: packed as its types, and read back in slices. */
export function sketchesOf(model: Model): Promise<TensorSketch[]> {
  const before = known.get(model)
  if (before !== undefined) return before
  const made = sketched(model)
  known.set(model, made)
  return made
}

async function sketched({ tensors, tokens }: Model): Promise<TensorSketch[]> {
  const packed = new Map(
    tensors.map(({ name, type, dimensions, values }) => [name, pack(values, type, dimensions[0] ?? 1)]),
  )
  const stored = tensors.map(
    ({ name, type, dimensions, values }): StoredTensor => ({
      path: '',
      offset: 0,
      bytes: packed.get(name)!.length,
      name,
      type: tensorTypeNamed(type),
      dimensions,
      elements: values.length,
    }),
  )
  const layout = laidTensors(stored, tokens)
  const slicesOf: SlicesOf = async function* ({ name }, most) {
    const bytes = packed.get(name)!
    for (let from = 0; from < bytes.length; from += most) yield await Promise.resolve(bytes.slice(from, from + most))
  }
  const made = new Map<number, TensorSketch>()
  const sketch = async (index: number): Promise<TensorSketch> => {
    const before = made.get(index)
    if (before !== undefined) return before
    const { unitsChosenBy, ...laid } = layout[index]!
    const rows = unitsChosenBy === null ? null : (await sketch(unitsChosenBy)).units!.rows
    const result = await sketchTensor({ ...laid, units: laid.units && { ...laid.units, rows } }, undefined, slicesOf)
    made.set(index, result)
    return result
  }
  const sketches: TensorSketch[] = []
  for (const index of layout.keys()) sketches.push(await sketch(index))
  return sketches
}
