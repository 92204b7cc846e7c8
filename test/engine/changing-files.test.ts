/**
 * Model files that change at random moments. CLADESCOPE_TRIALS=100 changes as many, from CLADESCOPE_SEED on, each in
 * the next way.
 */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { openEngine } from '../../engine/engine.ts'
import { fileChanges } from './fixtures/file-changes.ts'
import { benchmarkWork, completed, type KillableWork, probeWork } from './fixtures/killable-work.ts'
import { temporaryFolder } from './fixtures/temporary-folder.ts'

const ways = Object.keys(fileChanges)
const trials = Number(process.env['CLADESCOPE_TRIALS'] ?? ways.length)
const firstSeed = Number(process.env['CLADESCOPE_SEED'] ?? 0)
const seeds = Array.from({ length: trials }, (_, trial) => firstSeed + trial)
const folder = temporaryFolder()
const demo = join(import.meta.dirname, '../../models/demo')
/** Two models of the same size. */
const [one, other] = [join(demo, 'oak.gguf'), join(demo, 'oak-tales.gguf')]

describe.each([probeWork, benchmarkWork] as KillableWork<object>[])(
  'while its model file changes $name',
  { timeout: 60_000 * (trials + 4) },
  (work) => {
    let undisturbed: Awaited<ReturnType<typeof completed>>
    /** Milliseconds that the undisturbed job takes, load included. */
    let span = 0
    const ends: Record<string, number> = {}
    afterAll(() => {
      if (process.env['CLADESCOPE_TRIALS'] !== undefined) console.info(`${work.name}: ${JSON.stringify(ends)}`)
    })

    beforeAll(async () => {
      const engine = await openEngine({ databaseFile: ':memory:' })
      const request = await work.prepared(engine, one)
      const began = performance.now()
      undisturbed = await completed(work, engine, request)
      span = performance.now() - began
      await engine.close()
      expect(undisturbed.pieces).toHaveLength(work.pieces)
    })

    it.each(seeds)('gives no number of what the file was not when it was added (seed %i)', async (seed) => {
      const random = seededGenerator(seed)
      const change = fileChanges[ways[seed % ways.length]!]!
      const place = join(folder, `${work.call} ${String(seed)}`)
      mkdirSync(place)
      const path = join(place, 'model.gguf')
      copyFileSync(one, path)
      const engine = await openEngine({ databaseFile: ':memory:', restartDelays: [1] })
      try {
        const request = await work.prepared(engine, path)
        await work.start(engine, request)
        await delay(random.real() * span)
        change(path, readFileSync(other))
        const isBack = random.real() < 0.25
        if (isBack) {
          await delay(random.real() * 200)
          change(path, readFileSync(one))
        }
        const job = await work.ended(engine)
        const stored = await work.stored(engine, request)
        const end = `${job!.state}${isBack ? ', changed back' : ''}, ${stored.pieces.length === 0 ? 'nothing' : stored.pieces.length < work.pieces ? 'some' : 'all'} stored`
        ends[end] = (ends[end] ?? 0) + 1
        if (job!.state === 'done') {
          // The file was looked at after its last block, and changed after that, or was back by then.
          expect(stored).toEqual(undisturbed)
        } else {
          expect(job).toMatchObject({ state: 'failed', failure: { failure: 'changed-file' } })
          expect(job!.failure!.message).toMatch(
            /model\.gguf has changed since it was added: expected .*, found .*\. Add it again/,
          )
          expect(stored.pieces.length).toBeLessThan(work.pieces)
          expect(undisturbed.pieces).toEqual(expect.arrayContaining([...stored.pieces]))
          expect(stored['scores'] ?? []).toEqual([])
        }
        change(path, readFileSync(one))
        expect(await completed(work, engine, request)).toEqual(undisturbed)
      } finally {
        await engine.close()
      }
    })
  },
)
