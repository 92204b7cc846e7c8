import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { tensorLayout } from '../engine/lineage/tensor-layout.ts'
import { tensorTypeNamed } from '../engine/library/gguf/tensor-types.ts'
import { dequantizer } from '../native/weights/dequantize.ts'
import { sketchTensor, type TensorToSketch } from '../native/weights/sketch-tensor.ts'
import { weightSlices } from '../native/weights/weight-slices.ts'
import { median } from './median.ts'

/** Milliseconds of each of the turns. */
export interface SketchingTimes {
  readonly reading: readonly number[]
  readonly dequantizing: readonly number[]
  readonly sketching: readonly number[]
}

export interface SketchingSpeed extends SketchingTimes {
  /** Tensor type of the weights, or the name of a file. */
  readonly of: string
  readonly bytes: number
  readonly weights: number
  /** Of medians: speed of the sketching over that of reading alone, and over that of dequantizing alone. */
  readonly overReading: number
  readonly overDequantizing: number
  /** Over the slower of the two. */
  readonly ratio: number
  readonly load: { readonly before: readonly number[]; readonly after: readonly number[] }
}

const sliceBytes = 2 ** 20
const sliceElements = 262_144

/** Times of the weights of a GGUF file, all its tensors. */
export async function fileSketchingSpeed(path: string, repeats: number): Promise<SketchingSpeed> {
  return sketchingSpeed(path, await tensorLayout({ paths: [path] }), repeats)
}

/** Times of a matrix of so many made-up weights of a type, in a file that is made for it. */
export async function typeSketchingSpeed(type: string, weights: number, repeats: number): Promise<SketchingSpeed> {
  const packed = tensorTypeNamed(type)
  const rowLength = 4096
  const rows = Math.ceil(weights / rowLength)
  const elements = rows * rowLength
  const bytes = (elements / packed.block) * packed.bytes
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-sketching-'))
  try {
    const path = join(folder, 'weights')
    // As the last byte of a half or a float these make numbers from 1e-5 to 1: none so small that processors slow down.
    writeFileSync(
      path,
      Uint8Array.from({ length: bytes }, (_, index) => 0x38 | (Math.imul(index, 0x9e3779b1) >>> 30)),
    )
    const tensor = {
      path,
      offset: 0,
      bytes,
      name: 'blk.0.ffn_up.weight',
      type: packed,
      dimensions: [rowLength, rows],
      elements,
    }
    return await sketchingSpeed(type, [{ tensor, buckets: 1024, rowKeys: null, units: null }], repeats)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Reads, dequantizes and sketches in turns, so that what else the machine does falls on all three. */
async function sketchingSpeed(of: string, layout: readonly TensorToSketch[], repeats: number): Promise<SketchingSpeed> {
  const before = loadavg()
  const times = { reading: [] as number[], dequantizing: [] as number[], sketching: [] as number[] }
  for (let round = -1; round < repeats; round += 1) {
    const taken = {
      reading: await milliseconds(layout, read),
      dequantizing: await milliseconds(layout, dequantize),
      sketching: await milliseconds(layout, async (tensor) => {
        await sketchTensor(tensor)
      }),
    }
    // The first turn brings the file into memory and the code to its speed.
    if (round < 0) continue
    for (const what of ['reading', 'dequantizing', 'sketching'] as const) times[what].push(taken[what])
  }
  const sketching = median(times.sketching)
  const overReading = median(times.reading) / sketching
  const overDequantizing = median(times.dequantizing) / sketching
  return {
    of,
    bytes: layout.reduce((sum, { tensor }) => sum + tensor.bytes, 0),
    weights: layout.reduce((sum, { tensor }) => sum + tensor.elements, 0),
    ...times,
    overReading,
    overDequantizing,
    ratio: Math.max(overReading, overDequantizing),
    load: { before, after: loadavg() },
  }
}

async function milliseconds(
  layout: readonly TensorToSketch[],
  work: (tensor: TensorToSketch) => Promise<void>,
): Promise<number> {
  const start = performance.now()
  for (const tensor of layout) await work(tensor)
  return performance.now() - start
}

async function read({ tensor: { path, offset, bytes } }: TensorToSketch): Promise<void> {
  for await (const slice of weightSlices(path, offset, bytes, sliceBytes)) void slice
}

const floats = new Float32Array(sliceElements)

/** As many weights as the tensor has, from bytes that are in memory already. */
async function dequantize({ tensor: { type, elements } }: TensorToSketch): Promise<void> {
  const toFloats = dequantizer(type)
  const most = Math.min(sliceElements, elements)
  const packed = new Uint8Array((most / type.block) * type.bytes)
  for (let left = elements; left > 0; left -= most) toFloats(packed, floats, Math.min(most, left))
}
