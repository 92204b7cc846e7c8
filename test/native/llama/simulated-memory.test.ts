import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AttachedRuntime, startAttachedRuntime } from '../../../native/llama/attached-runtime.ts'
import { type LlamaLibrary, openLlamaLibrary } from '../../../native/llama/library.ts'
import { LibraryLog } from '../../../native/llama/library-log.ts'
import { hasRepackedWeights, readContextMemory } from '../../../native/llama/simulated-memory.ts'
import { planDirectSource } from '../../../native/source/open-direct-source.ts'
import { demoModel } from '../source/source-behaviour.ts'
import { mamba, slidingWindow } from '../source/tiny-architectures.ts'

const mebibyte = 2 ** 20
let folder: string
let runtime: AttachedRuntime

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-memory-'))
  runtime = await startAttachedRuntime('off', undefined)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('sizes are read from the log, those of several caches and devices added up', () => {
  const lines = [
    'llama_kv_cache:        CPU KV buffer size =     0.00 MiB',
    'llama_kv_cache: size =    8.25 MiB (  2816 cells,   3 layers, 256/1 seqs), K (f16):    4.12 MiB, V (f16):    4.12 MiB',
    'llama_kv_cache: size =   41.25 MiB (  2816 cells,  15 layers, 256/1 seqs), K (f16):   20.62 MiB, V (f16):   20.62 MiB',
    'llama_memory_recurrent: size =    0.50 MiB (     1 cells,   2 layers,  1 seqs  0 rs_seq), R (f32):    0.1 MiB, S (f32):    0.4 MiB, P (f32):    0.00 MiB',
    'sched_reserve:      CUDA0 compute buffer size =    30.00 MiB',
    'sched_reserve:        CPU compute buffer size =     0.50 MiB',
  ]
  expect(readContextMemory(lines)).toEqual({ cells: 49.5 * mebibyte, states: 0.5 * mebibyte, compute: 30.5 * mebibyte })
  expect(readContextMemory([])).toEqual({ cells: 0, states: 0, compute: 0 })
})

test('another layout of weights is told by the name of their buffer', () => {
  expect(hasRepackedWeights(['load_tensors:          CPU model buffer size =     0.00 MiB'])).toBe(false)
  expect(
    hasRepackedWeights([
      'load_tensors:          CPU model buffer size =     0.00 MiB',
      'load_tensors:   CPU_REPACK model buffer size =     0.00 MiB',
    ]),
  ).toBe(true)
})

/** Bytes of the buffers that llama.cpp says it has taken for keys, values and states while a source was loaded. */
async function takenState(path: string): Promise<{ readonly planned: number; readonly taken: number }> {
  const library: LlamaLibrary = openLlamaLibrary()
  const planned = await planDirectSource(
    path,
    { gpu: 'off', threads: 1, longestText: 200 },
    {},
    { ...runtime, library },
  )
  const log = new LibraryLog(library, undefined)
  const { result, lines } = await log.during(() => planned.load())
  await result.source.close()
  const taken = lines.reduce(
    (sum, line) => sum + Number(/(?:KV|RS) buffer size = +([\d.]+) MiB/.exec(line)?.[1] ?? 0),
    0,
  )
  return { planned: planned.memory.state! / mebibyte, taken }
}

function written(name: string, bytes: Buffer): string {
  const file = join(folder, `${name}.gguf`)
  writeFileSync(file, bytes)
  return file
}

test.each(['oak', 'fern', 'moss', 'oak-hybrid'])(
  'what is planned for keys and values of %s is what llama.cpp takes',
  async (name) => {
    const { planned, taken } = await takenState(demoModel(name))
    expect(taken).toBeGreaterThan(1)
    expect(Math.abs(planned - taken)).toBeLessThan(0.02)
  },
)

test('states are planned for every sequence', async () => {
  const { planned, taken } = await takenState(written('mamba', mamba()))
  expect(taken).toBeGreaterThan(0.1)
  // The log rounds the state of one sequence, of 64, to a hundredth.
  expect(Math.abs(planned - taken)).toBeLessThan(0.64)
})

test('windows that are shorter than the context are planned as long as it', async () => {
  const { planned, taken } = await takenState(written('window', slidingWindow()))
  expect(planned).toBeGreaterThanOrEqual(taken)
  expect(planned).toBeLessThan(4 * taken)
})
