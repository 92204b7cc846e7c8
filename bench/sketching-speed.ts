import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ComputeThreads } from '../engine/computing/compute-threads.ts'
import { mostSketching } from '../engine/engine.ts'
import { tensorLayout } from '../engine/lineage/tensor-layout.ts'
import { tensorTypeNamed } from '../engine/library/gguf/tensor-types.ts'
import { dequantizer } from '../native/weights/dequantize.ts'
import { sketchTensor, type StoredTensor, type TensorToSketch } from '../native/weights/sketch-tensor.ts'
import { weightSlices } from '../native/weights/weight-slices.ts'
import { processorTime } from './processor-time.ts'

const works = [
  'reading',
  'dequantizing',
  'sketching',
  'in threads',
  'reading from disk',
  'in threads from disk',
] as const

/**
 * What is timed. `reading`: by one thread, from the system's cache. `dequantizing`: by one thread, of bytes in memory
 * into floats in the processor's cache. `sketching`: reading from the system's cache included, by one thread; `in
 * threads`: by as many as the engine has. `from disk`: after the file has left the system's cache.
 */
type Work = (typeof works)[number]

interface Turn {
  readonly milliseconds: number
  readonly processorMilliseconds: number
}

export interface SketchingSpeed {
  /** Tensor type of the weights, or the name of a file. */
  readonly of: string
  readonly bytes: number
  readonly weights: number
  readonly threads: number
  /** Those from disk are empty where a file cannot be put out of the cache. */
  readonly turns: Readonly<Record<Work, readonly Turn[]>>
  /**
   * Of the fastest turns, since all else that the machine does only adds: speed of sketching in one thread over the
   * slower of reading from the cache and dequantizing, the same in threads, and that in threads from disk over the
   * slower of reading from disk and dequantizing (null where that was not timed).
   */
  readonly ratio: number
  readonly ratioInThreads: number
  readonly ratioFromDisk: number | null
  readonly load: { readonly before: readonly number[]; readonly after: readonly number[] }
}

const sliceBytes = 2 ** 20
/** Turns that bring the code to its speed and are not counted. */
const warmUps = 2
const cachedElements = 32_768

/** Times of the weights of a GGUF file, all its tensors. */
export async function fileSketchingSpeed(path: string, repeats: number): Promise<SketchingSpeed> {
  return sketchingSpeed(path, await tensorLayout({ paths: [path] }), repeats)
}

const rowLength = 4096
/** A layer and the rows of tokens, in matrices of one size. */
const matrices = [
  'token_embd',
  'blk.0.ffn_gate',
  'blk.0.ffn_up',
  'blk.0.ffn_down',
  'blk.0.attn_q',
  'blk.0.attn_k',
  'blk.0.attn_v',
  'blk.0.attn_output',
] as const

/** Times of so many made-up weights of a type, in matrices of a layer and of tokens, in a file that is made for it. */
export async function typeSketchingSpeed(type: string, weights: number, repeats: number): Promise<SketchingSpeed> {
  const packed = tensorTypeNamed(type)
  const rows = Math.ceil(weights / matrices.length / rowLength)
  const elements = rows * rowLength
  const bytes = (elements / packed.block) * packed.bytes
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-sketching-'))
  try {
    const path = join(folder, 'weights')
    const normBytes = 4 * rowLength
    fill(path, matrices.length * bytes + normBytes)
    const norm: StoredTensor = {
      path,
      offset: matrices.length * bytes,
      bytes: normBytes,
      name: 'blk.0.ffn_norm.weight',
      type: tensorTypeNamed('F32'),
      dimensions: [rowLength],
      elements: rowLength,
    }
    const layout = matrices.map((role, index): TensorToSketch => {
      const name = `${role}.weight`
      const tensor = { path, offset: index * bytes, bytes, name, type: packed, dimensions: [rowLength, rows], elements }
      const units = { count: 64, norm }
      return {
        tensor,
        buckets: 1024,
        rowKeys: role === 'token_embd' ? Uint32Array.from({ length: rows }, (_, row) => row * 0x9e3779b1) : null,
        units:
          role === 'blk.0.ffn_gate'
            ? { matrix: 'gate', rows: null, ...units }
            : role === 'blk.0.ffn_up'
              ? { matrix: 'up', rows: Uint32Array.from({ length: Math.min(64, rows) }, (_, row) => row), ...units }
              : null,
      }
    })
    return await sketchingSpeed(type, layout, repeats)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * As the last byte of a half or a float these make numbers from 1e-5 to 1: none so small that processors slow down. The
 * same bytes again and again, of an odd number of them.
 */
function fill(path: string, bytes: number): void {
  const part = Uint8Array.from({ length: 2 ** 20 - 1 }, (_, index) => 0x38 | (Math.imul(index, 0x9e3779b1) >>> 30))
  const file = openSync(path, 'w')
  try {
    for (let at = 0; at < bytes; at += part.length) writeSync(file, part, 0, Math.min(part.length, bytes - at))
  } finally {
    closeSync(file)
  }
}

/** Does each work in turns, so that what else the machine does falls on all of them. */
async function sketchingSpeed(of: string, layout: readonly TensorToSketch[], repeats: number): Promise<SketchingSpeed> {
  const before = loadavg()
  const count = Math.min(mostSketching, availableParallelism())
  const threads = new ComputeThreads(count)
  const inThreads = async (): Promise<void> => {
    await Promise.all(layout.map((tensor) => threads.run('weights.sketch', tensor)))
  }
  const inTurn = async (work: (tensor: TensorToSketch) => Promise<void>): Promise<void> => {
    for (const tensor of layout) await work(tensor)
  }
  const paths = [...new Set(layout.map(({ tensor }) => tensor.path))]
  const turns: Record<Work, Turn[]> = {
    reading: [],
    dequantizing: [],
    sketching: [],
    'in threads': [],
    'reading from disk': [],
    'in threads from disk': [],
  }
  const packed = new Uint8Array(Math.max(...layout.map(({ tensor }) => tensor.bytes)))
  try {
    for (let round = -warmUps; round < repeats; round += 1) {
      const taken: Partial<Record<Work, Turn>> = {
        reading: await timed(() => inTurn(read)),
        dequantizing: await dequantized(layout, packed),
        sketching: await timed(() =>
          inTurn(async (tensor) => {
            await sketchTensor(tensor)
          }),
        ),
        'in threads': await timed(inThreads),
      }
      if (paths.every(leavesCache)) taken['reading from disk'] = await timed(() => inTurn(read))
      if (paths.every(leavesCache)) taken['in threads from disk'] = await timed(inThreads)
      if (round >= 0) for (const work of works) if (taken[work] !== undefined) turns[work].push(taken[work])
    }
  } finally {
    await threads.close()
  }
  const time = (work: Work): number => Math.min(...turns[work].map(({ milliseconds }) => milliseconds))
  const dequantizing = time('dequantizing')
  return {
    of,
    bytes: layout.reduce((sum, { tensor }) => sum + tensor.bytes, 0),
    weights: layout.reduce((sum, { tensor }) => sum + tensor.elements, 0),
    threads: count,
    turns,
    ratio: Math.max(time('reading'), dequantizing) / time('sketching'),
    ratioInThreads: Math.max(time('reading'), dequantizing) / time('in threads'),
    ratioFromDisk:
      turns['in threads from disk'].length === 0
        ? null
        : Math.max(time('reading from disk'), dequantizing) / time('in threads from disk'),
    load: { before, after: loadavg() },
  }
}

async function timed(work: () => Promise<void>): Promise<Turn> {
  const [start, processor] = [performance.now(), processorTime()]
  await work()
  return { milliseconds: performance.now() - start, processorMilliseconds: processorTime() - processor }
}

async function read({ tensor: { path, offset, bytes } }: TensorToSketch): Promise<void> {
  for await (const slice of weightSlices(path, offset, bytes, sliceBytes)) void slice
}

const floats = new Float32Array(cachedElements)

/** One tensor after the other, each brought into memory before it is timed. */
async function dequantized(layout: readonly TensorToSketch[], memory: Uint8Array): Promise<Turn> {
  let [milliseconds, processorMilliseconds] = [0, 0]
  for (const {
    tensor: { path, offset, bytes, type },
  } of layout) {
    const packed = memory.subarray(0, bytes)
    const handle = await open(path, 'r')
    const { bytesRead } = await handle.read(packed, 0, bytes, offset)
    await handle.close()
    if (bytesRead < bytes) throw new Error(`expected ${bytes} bytes at ${offset} of ${path}, found ${bytesRead}`)
    const toFloats = dequantizer(type)
    const blockBytes = (cachedElements / type.block) * type.bytes
    const turn = await timed(() => {
      for (let at = 0; at < bytes; at += blockBytes) {
        const block = packed.subarray(at, at + blockBytes)
        toFloats(block, floats, (block.length / type.bytes) * type.block)
      }
      return Promise.resolve()
    })
    milliseconds += turn.milliseconds
    processorMilliseconds += turn.processorMilliseconds
  }
  return { milliseconds, processorMilliseconds }
}

/** Puts a file out of the system's cache by GNU dd; false where there is none. */
function leavesCache(path: string): boolean {
  return spawnSync('dd', [`of=${path}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0']).status === 0
}
