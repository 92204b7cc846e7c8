import { createHash } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../cache-folder.ts'
import { fileState } from '../file-state.ts'
import { headerOverrides } from '../llama/header-overrides.ts'
import { fileTypes, type LlamaLibrary } from '../llama/library.ts'
import { InferenceError } from '../process/inference.ts'
import { floatBytes, type FreeSpace } from './choose-precision.ts'

/** Copies that stay for the next probe take at most this much together; the least recently used ones go first. */
const keptBytes = 8 * 2 ** 30
/** Disk that stays free. */
const spareDisk = 2 ** 29
const watchInterval = 250
/** Most bytes of a tensor that are held while it is written. */
const heldBytes = 32 * 2 ** 20
/**
 * llama.cpp lays a file out by 32 bytes whatever its header says, and would copy the header of a source that says
 * otherwise: the copy could not be read.
 */
const layout = headerOverrides({ 'general.alignment': 32 })
/** Part of a copy's name; raised where copies from before must not be taken. */
const copyVersion = 2

export type FloatType = 'f16' | 'f32'

/** Memory that this process may still take, and disk that is free where copies are kept. */
export function availableSpace(folder: string = cacheFolder()): FreeSpace {
  let existing = folder
  while (statSync(existing, { throwIfNoEntry: false }) === undefined && dirname(existing) !== existing)
    existing = dirname(existing)
  const disk = statfsSync(existing)
  return { memory: process.availableMemory(), disk: disk.bavail * disk.bsize }
}

/** llama.cpp has not written a copy: it cannot read the model, or its weights overflow in this type. */
export class NotDequantizedError extends InferenceError {}

/** A dequantized copy in use. */
export interface FloatCopy {
  readonly path: string
  /** Removes it where it is larger than what may be kept. */
  release(): void
  /** Removes it: it could not be read, and is written anew the next time. */
  discard(): void
}

export interface FloatCopyOptions {
  /** Number of weights of the model; asked for where a copy must be written. */
  readonly parameters: () => Promise<number>
  readonly folder?: string
  readonly limit?: number
  /** Fraction written, 0 to 1. */
  readonly onProgress?: (fraction: number) => void
}

interface Entry {
  readonly path: string
  readonly size: number
  readonly usedAt: number
}

/**
 * The model's weights dequantized to F16 or F32, in a file of the cache folder: one that is there from before, else
 * written by llama.cpp. It is written under a name that ends in the number of this process and renamed when it is
 * whole, so that a crash leaves nothing that could be taken for a copy; what a process that is gone left behind is
 * removed here. Throws InferenceError `failed` (stage `load`) where there is no room, NotDequantizedError where
 * llama.cpp does not write it.
 */
export async function floatCopy(
  library: LlamaLibrary,
  source: string,
  type: FloatType,
  options: FloatCopyOptions,
): Promise<FloatCopy> {
  const { folder = cacheFolder(), limit = keptBytes, parameters, onProgress } = options
  inFolder(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    removeDebris(folder)
  })
  const key = fileKey(source, library.version)
  const path = join(folder, `${key}-${type}.gguf`)
  const release = (): void => {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    if (size > limit) rmSync(path, { force: true })
  }
  const discard = (): void => tryRemove(path)
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) {
    utimesSync(path, new Date(), new Date())
    return { path, release, discard }
  }
  const unfinished = `${path}.${String(process.pid)}`
  // llama.cpp would not say why it cannot write a file.
  inFolder(folder, () => closeSync(openSync(unfinished, 'w', 0o600)))
  try {
    const expected = floatBytes(await parameters(), type === 'f32' ? 'f32' : 'float')
    evictCopies(folder, Math.max(0, limit - expected))
    requireDisk(folder, expected)
    const status = await written(library, source, unfinished, type, (bytes) =>
      onProgress?.(Math.min(1, bytes / expected)),
    )
    if (status !== 0)
      throw new NotDequantizedError(`llama.cpp could not dequantize ${source} to ${type}`, {
        failure: 'failed',
        stage: 'load',
      })
    if (fileKey(source, library.version) !== key) {
      throw new InferenceError(`the file ${source} changed while its weights were dequantized`, {
        failure: 'failed',
        stage: 'load',
      })
    }
    renameSync(unfinished, path)
    return { path, release, discard }
  } finally {
    rmSync(unfinished, { force: true })
  }
}

/**
 * Has llama.cpp write the weights of `source` dequantized, telling how many bytes are written; answers its status, 0
 * where all went well.
 */
async function written(
  library: LlamaLibrary,
  source: string,
  target: string,
  type: FloatType,
  onBytes: (bytes: number) => void,
): Promise<number> {
  const watch = setInterval(() => onBytes(statSync(target, { throwIfNoEntry: false })?.size ?? 0), watchInterval)
  try {
    const parameters = {
      ...library.quantizeDefaults(),
      ftype: type === 'f32' ? fileTypes.f32 : fileTypes.f16,
      allow_requantize: true,
      // One thread: the speed of a disk is reached, and the machine stays usable.
      nthread: 1,
      max_buf_size: heldBytes,
      kv_overrides: layout,
    }
    return await new Promise<number>((resolve, reject) => {
      library.quantize.async(source, target, parameters, (error, result) => (error ? reject(error) : resolve(result)))
    })
  } finally {
    clearInterval(watch)
  }
}

/** Throws InferenceError `failed` where a folder's disk has no room for a copy of so many bytes. */
function requireDisk(folder: string, bytes: number): void {
  const disk = statfsSync(folder)
  const free = disk.bavail * disk.bsize
  if (bytes + spareDisk <= free) return
  throw new InferenceError(
    `not enough disk for the dequantized weights: needs about ${mebibytes(bytes + spareDisk)} in ${folder}, ${mebibytes(free)} free`,
    { failure: 'failed', stage: 'load' },
  )
}

/**
 * Does something with the folder of copies. Throws InferenceError `failed` that names the folder where the system
 * refuses it.
 */
function inFolder(folder: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new InferenceError(unwritableFolder(folder, why), { failure: 'failed', stage: 'load' })
  }
}

/** What is told where the system refuses to write into the folder of copies, by the code of its error. */
export function unwritableFolder(folder: string, code: string): string {
  const remedy = remedies[code] ?? 'see to it that it can be written to'
  return `dequantized weights cannot be written to the cache folder ${folder} (${code}): ${remedy}, or name another folder in the environment variable CLADESCOPE_CACHE`
}

/** What helps against an error of the file system, by its code. */
const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full, free some space',
  EDQUOT: 'the quota of its disk is used up, free some space',
  EACCES: 'make it writable',
  EPERM: 'make it writable',
  EROFS: 'its disk is mounted read-only, make it writable',
}

/** Names a file by its path and state: a file that has changed in any way gets another copy. */
function fileKey(path: string, version: string): string {
  const real = realpathSync(path)
  const state = fileState(statSync(real, { bigint: true }))
  return createHash('sha256')
    .update(JSON.stringify([real, state, version, copyVersion]))
    .digest('hex')
    .slice(0, 24)
}

function entries(folder: string): Entry[] {
  return readdirSync(folder)
    .filter((name) => /^[0-9a-f]{24}-f(16|32)\.gguf$/.test(name))
    .flatMap((name) => {
      const path = join(folder, name)
      const stats = statSync(path, { throwIfNoEntry: false })
      return stats === undefined ? [] : [{ path, size: stats.size, usedAt: stats.mtimeMs }]
    })
}

/** Removes the least recently used copies until the others take at most `most` bytes. */
function evictCopies(folder: string, most: number): void {
  let total = 0
  for (const { path, size } of entries(folder).sort((left, right) => right.usedAt - left.usedAt)) {
    total += size
    // Windows refuses to remove a file that another process has mapped; it goes the next time.
    if (total > most) tryRemove(path)
  }
}

/** Removes unfinished files of processes that are gone. */
function removeDebris(folder: string): void {
  for (const name of readdirSync(folder)) {
    const process = /^[0-9a-f]{24}-f(?:16|32)\.gguf\.(\d+)$/.exec(name)?.[1]
    if (process !== undefined && !isRunning(Number(process))) tryRemove(join(folder, name))
  }
}

function tryRemove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    return
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function mebibytes(bytes: number): string {
  return `${String(Math.ceil(bytes / 2 ** 20))} MiB`
}
