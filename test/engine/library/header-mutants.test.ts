/**
 * Damaged headers: read or refused with a reason, within bounds of time and memory. CLADESCOPE_TRIALS=10000 tries as
 * many, from mutant CLADESCOPE_SEED on.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { GgufError } from '../../../engine/library/gguf/gguf-error.ts'
import { headerFacts } from '../../../engine/library/gguf/header-facts.ts'
import { readHeader } from '../../../engine/library/gguf/header-reader.ts'
import { gguf, tinyEntries, tinyTensors, type RawFile } from '../fixtures/gguf-writer.ts'
import { headerDamages, headerMutant, rawParts } from '../fixtures/header-mutants.ts'
import { memorySource } from '../fixtures/memory-source.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const trials = Number(process.env['CLADESCOPE_TRIALS'] ?? 460)
const seed = Number(process.env['CLADESCOPE_SEED'] ?? 0)
const demo = join(import.meta.dirname, '../../../models/demo/oak-Q4_0.gguf')
/** Files that are on the disk at once. */
const together = 200
/** Most that one header of some hundred bytes, or of a small model, may take: a hundred times what it does. */
const bounds = { milliseconds: 2000, bytes: 128 * 2 ** 20 }

const tiny: RawFile = { entries: tinyEntries, tensors: tinyTensors, data: 160 }
const small = rawParts(readFileSync(demo))
/** One in eight is of a whole model, with its vocabulary. */
const mutantOf = (number: number) => headerMutant(number % 8 === 7 ? small : tiny, number)
const numbers = Array.from({ length: trials }, (_, index) => seed + index)

describe(`${String(trials)} mutants of headers from seed ${String(seed)}`, { timeout: 120_000 + trials * 200 }, () => {
  it('are made of headers that are read', async () => {
    for (const file of [tiny, small]) expect(headerFacts([await readHeader(memorySource(gguf(file)))])).toBeDefined()
  })

  it('are read or refused by the reader, each within its time and memory', async () => {
    const ends = { read: 0, refused: 0 }
    const most = { milliseconds: 0, bytes: 0 }
    const reached = new Set<string>()
    for (const number of numbers) {
      const { damage, bytes } = mutantOf(number)
      const what = `mutant ${String(number)} (${damage})`
      reached.add(damage.split(', ')[0]!)
      const before = used()
      const began = performance.now()
      try {
        headerFacts([await readHeader(memorySource(bytes))])
        ends.read += 1
      } catch (error) {
        expect(error, what).toBeInstanceOf(GgufError)
        expect((error as Error).message, what).toMatch(/\w+ \w+/)
        ends.refused += 1
      }
      const milliseconds = performance.now() - began
      const taken = used() - before
      expect(milliseconds, what).toBeLessThan(bounds.milliseconds)
      expect(taken, what).toBeLessThan(bounds.bytes)
      most.milliseconds = Math.max(most.milliseconds, milliseconds)
      most.bytes = Math.max(most.bytes, taken)
    }
    expect(reached.size).toBe(Math.min(trials, headerDamages.length))
    expect(ends.read).toBeGreaterThan(0)
    expect(ends.refused).toBeGreaterThan(0)
    console.info(
      `headers: ${JSON.stringify(ends)}, at most ${most.milliseconds.toFixed(0)} ms and ${(most.bytes / 2 ** 20).toFixed(1)} MiB each`,
    )
  })

  it('are added or refused with a reason by models add', async () => {
    const engine = await openEngine({ databaseFile: ':memory:' })
    const ends = { added: 0, known: 0, refused: 0 }
    let slowest = 0
    const folder = temporaryFolder()
    const before = process.memoryUsage.rss()
    try {
      for (let first = seed; first < seed + trials; first += together) {
        const place = join(folder, String(first))
        mkdirSync(place)
        const files = Array.from({ length: Math.min(together, seed + trials - first) }, (_, index) => {
          const { damage, bytes } = mutantOf(first + index)
          const path = join(place, `${String(first + index)} ${damage}.gguf`)
          writeFileSync(path, bytes)
          return path
        })
        const began = performance.now()
        const report = await engine.call('models.add', {
          placeIds: [engine.grantPlace(place).id],
          operation: `add ${String(first)}`,
        })
        slowest = Math.max(slowest, (performance.now() - began) / files.length)
        for (const { path, reason } of report.refused) expect(reason, path).toMatch(/\w+ \w+/)
        const told = [
          ...report.added.flatMap(({ places }) => places.map(({ path }) => path)),
          ...report.refused.map(({ path }) => path),
          ...report.copies.map(({ path }) => path),
          ...report.known.flatMap(({ places }) => places.map(({ path }) => path)),
        ]
        expect(files.filter((path) => !told.includes(path))).toEqual([])
        ends.added += report.added.length
        ends.known += report.known.length
        ends.refused += report.refused.length
        rmSync(place, { recursive: true })
        // What the library holds of it is not of this test, and makes each list longer.
        for (const { id } of report.added) await engine.call('models.remove', { modelId: id })
      }
      expect(await engine.call('models.list', {})).toEqual([])
    } finally {
      await engine.close()
    }
    expect(ends.added).toBeGreaterThan(0)
    expect(ends.refused).toBeGreaterThan(0)
    expect(slowest).toBeLessThan(bounds.milliseconds)
    const grown = (process.memoryUsage.rss() - before) / 2 ** 20
    console.info(
      `models add: ${JSON.stringify(ends)}, at most ${slowest.toFixed(0)} ms a file, ${grown.toFixed(0)} MiB more in all`,
    )
  })
})

function used(): number {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + external + arrayBuffers
}
