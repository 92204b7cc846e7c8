import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { cacheFolder } from '../cache-folder.ts'
import type { ThreadChoice } from './choose-threads.ts'

/** Choices kept; the oldest go first. */
const mostEntries = 512
const fileName = 'threads.json'

const entries = z.record(
  z.string(),
  z.object({ threads: z.number().int().min(1), milliseconds: z.number().positive().finite() }),
)

/**
 * Names a choice of threads: it holds for one model file, build and machine, and for as many cores that others keep
 * busy.
 */
export function threadKey(path: string, build: string, busyCores: number): string {
  const real = realpathSync(path)
  // Not by its time of change: a dequantized copy is touched whenever it is used.
  const facts = [real, statSync(real).size, build, cpus()[0]?.model ?? '', availableParallelism(), busyCores]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 24)
}

/** The choice that was kept under this name, if any. A file that cannot be read counts as empty. */
export function keptThreads(key: string, folder: string = cacheFolder()): ThreadChoice | undefined {
  return read(folder)[key]
}

/**
 * Keeps a choice, or forgets one where it is undefined. The file is replaced as a whole; of two processes that write at
 * once, one choice may be lost. Where it cannot be written, nothing is kept.
 */
export function keepThreads(key: string, choice: ThreadChoice | undefined, folder: string = cacheFolder()): void {
  const untouched = Object.entries(read(folder)).filter(([name]) => name !== key)
  const kept = (choice === undefined ? untouched : [...untouched, [key, choice] as const]).slice(-mostEntries)
  const unfinished = join(folder, `${fileName}.${String(process.pid)}`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(unfinished, JSON.stringify(Object.fromEntries(kept)))
    renameSync(unfinished, join(folder, fileName))
  } catch {
    removeIfPossible(unfinished)
  }
}

/** Where a file stands in place of the folder, even the removal of what is not there throws. */
function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Nothing was written there.
  }
}

function read(folder: string): Record<string, ThreadChoice> {
  try {
    return entries.parse(JSON.parse(readFileSync(join(folder, fileName), 'utf8')))
  } catch {
    return {}
  }
}
