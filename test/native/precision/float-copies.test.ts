import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type LlamaLibrary, openLlamaLibrary } from '../../../native/llama/library.ts'
import { startRuntime } from '../../../native/llama/runtime.ts'
import { floatCopy, unwritableFolder } from '../../../native/precision/float-copies.ts'
import { slidingWindow } from '../source/tiny-architectures.ts'

let library: LlamaLibrary
let folder: string
let cache: string
let model: string
const parameters = (): Promise<number> => Promise.resolve(100_000)
const old = new Date('2020-01-01')

beforeAll(async () => {
  await startRuntime('off', undefined)
  library = openLlamaLibrary()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-copies-'))
  cache = join(folder, 'deep', 'cache')
  model = join(folder, 'model.gguf')
  writeFileSync(model, slidingWindow())
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const names = (): string[] => readdirSync(cache).sort()

test('a copy is written once and found again; the model has nothing beside it', async () => {
  const first = await floatCopy(library, model, 'f16', { parameters, folder: cache })
  const written = statSync(first.path)
  utimesSync(first.path, old, old)
  first.release()
  const second = await floatCopy(library, model, 'f16', { parameters, folder: cache })
  expect(second.path).toBe(first.path)
  expect(statSync(second.path).ino).toBe(written.ino)
  // Used just now, for the order of removal.
  expect(statSync(second.path).mtimeMs).toBeGreaterThan(old.getTime())
  expect(written.size).toBeLessThan(statSync(model).size)
  expect(names()).toHaveLength(1)
  expect(readdirSync(folder).sort()).toEqual(['deep', 'model.gguf'])
})

test('a model that has changed gets another copy', async () => {
  const first = await floatCopy(library, model, 'f16', { parameters, folder: cache })
  writeFileSync(model, slidingWindow(0.7))
  const second = await floatCopy(library, model, 'f16', { parameters, folder: cache })
  expect(second.path).not.toBe(first.path)
})

test('so does one whose size and time of writing were kept', async () => {
  const first = await floatCopy(library, model, 'f16', { parameters, folder: cache })
  const { atime, mtime, size } = statSync(model)
  writeFileSync(model, slidingWindow(0.7))
  utimesSync(model, atime, mtime)
  expect(statSync(model).size).toBe(size)
  const second = await floatCopy(library, model, 'f16', { parameters, folder: cache })
  expect(second.path).not.toBe(first.path)
})

test('one that changes while it is copied leaves no copy', async () => {
  // Asked after the model was looked at and before it is read.
  const touched = (): Promise<number> => {
    writeFileSync(model, slidingWindow(0.7))
    return parameters()
  }
  await expect(floatCopy(library, model, 'f16', { parameters: touched, folder: cache })).rejects.toThrow(
    /changed while its weights were dequantized/,
  )
  expect(names()).toEqual([])
})

test('over the limit, the least recently used copies go first, and a copy larger than it goes when it is given back', async () => {
  const f16 = await floatCopy(library, model, 'f16', { parameters, folder: cache })
  utimesSync(f16.path, old, old)
  const { size } = statSync(f16.path)
  const f32 = await floatCopy(library, model, 'f32', { parameters, folder: cache, limit: size - 1 })
  expect(names()).toEqual([expect.stringMatching(/-f32\.gguf$/)])
  f32.release()
  expect(names()).toEqual([])
})

test('what a crash left is never taken, and removed', async () => {
  const { path } = await floatCopy(library, model, 'f16', { parameters, folder: cache })
  rmSync(path)
  // No process has this number: it is above the largest that Linux, macOS and Windows give.
  writeFileSync(`${path}.2147483000`, 'half of a model')
  const again = await floatCopy(library, model, 'f16', { parameters, folder: cache })
  expect(again.path).toBe(path)
  expect(statSync(path).size).toBeGreaterThan(1000)
  expect(names()).toHaveLength(1)
})

test('a file that llama.cpp cannot read leaves nothing behind', async () => {
  writeFileSync(model, 'not a model')
  await expect(floatCopy(library, model, 'f16', { parameters, folder: cache })).rejects.toMatchObject({
    name: 'InferenceError',
    stage: 'load',
  })
  expect(names()).toEqual([])
})

test('a disk that is too small is refused in words before anything is written', async () => {
  await expect(
    floatCopy(library, model, 'f16', { parameters: () => Promise.resolve(1e15), folder: cache }),
  ).rejects.toThrow(/^not enough disk for the dequantized weights: needs about \d+ MiB in .*, \d+ MiB free$/)
  expect(names()).toEqual([])
})

test('a full disk is no missing right', () => {
  expect(unwritableFolder('/cache', 'ENOSPC')).toMatch(/\(ENOSPC\): its disk is full, free some space, or name another/)
  expect(unwritableFolder('/cache', 'EACCES')).toMatch(/\(EACCES\): make it writable, or name another/)
})

test('a cache folder that cannot be made is named, with what to do', async () => {
  writeFileSync(join(folder, 'deep'), 'a file in its place')
  await expect(floatCopy(library, model, 'f16', { parameters, folder: cache })).rejects.toThrow(
    `dequantized weights cannot be written to the cache folder ${cache} (ENOTDIR): see to it that it can be written to, or name another folder in the environment variable CLADESCOPE_CACHE`,
  )
})

test.runIf(process.platform === 'linux')('so is one that cannot be written to, whoever tries', async () => {
  await expect(floatCopy(library, model, 'f16', { parameters, folder: '/proc/self/fdinfo' })).rejects.toThrow(
    /^dequantized weights cannot be written to the cache folder \/proc\/self\/fdinfo \(E\w+\)/,
  )
})
