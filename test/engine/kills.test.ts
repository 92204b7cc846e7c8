/**
 * Kills at random moments. CLADESCOPE_TRIALS=50 for as many seeds, from CLADESCOPE_SEED on; each kills a job in several
 * ways.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededGenerator, type SeededGenerator } from '../../core/random/seeded-generator.ts'
import { openEngine } from '../../engine/engine.ts'
import { startInference } from '../../native/process/start-inference.ts'
import { benchmarkWork, completed, type KillableWork, probeWork } from './fixtures/killable-work.ts'
import { temporaryFolder } from './fixtures/temporary-folder.ts'

const trials = Number(process.env['CLADESCOPE_TRIALS'] ?? 1)
const firstSeed = Number(process.env['CLADESCOPE_SEED'] ?? 1)
const seeds = Array.from({ length: trials }, (_, trial) => firstSeed + trial)
const folder = temporaryFolder()
const commandLine = join(import.meta.dirname, '../../cli/main.ts')

describe.each([probeWork, benchmarkWork] as KillableWork<object>[])(
  'after kills at random moments $name is the same as without',
  { timeout: 60_000 * (trials + 4) },
  (work) => {
    let undisturbed: Awaited<ReturnType<typeof completed>>
    /** Milliseconds from the start of the undisturbed job until its model is loaded, and until its end. */
    let loaded = 0
    let span = 0
    const kills = { tried: 0, 'nothing stored yet': 0, 'some stored': 0, 'all stored': 0 }
    afterAll(() => {
      if (process.env['CLADESCOPE_TRIALS'] !== undefined)
        console.info(`kills of ${work.name}: ${JSON.stringify(kills)}`)
    })

    beforeAll(async () => {
      const engine = await openEngine({ databaseFile: ':memory:' })
      const request = await work.prepared(engine)
      const began = performance.now()
      for (const event of ['queue', 'scoring'] as const)
        engine.on(event, ({ jobs }) => {
          if (loaded === 0 && jobs.some(({ state }) => state === 'running')) loaded = performance.now() - began
        })
      undisturbed = await completed(work, engine, request)
      span = performance.now() - began
      await engine.close()
      expect(undisturbed['setAside']).toEqual([])
      expect(undisturbed.pieces).toHaveLength(work.pieces)
    })

    it.each(seeds)('of the inference process, one after another (seed %i)', async (seed) => {
      const random = seededGenerator(seed)
      let left = 1 + random.integer(5)
      let died = 0
      const engine = await openEngine({
        databaseFile: ':memory:',
        restartDelays: [1],
        startInference: async () => {
          const inference = await startInference()
          if (left > 0) {
            left -= 1
            kills.tried += 1
            died += 1
            const timer = setTimeout(() => kill(inference.pid), momentOf(random, died))
            void inference.exited.then(() => clearTimeout(timer))
          }
          return inference
        },
      })
      try {
        expect(await completed(work, engine, await work.prepared(engine))).toEqual(undisturbed)
      } finally {
        await engine.close()
      }
    })

    it.each(seeds)('of the whole program, or a cancel (seed %i)', async (seed) => {
      const random = seededGenerator(seed)
      const databaseFile = join(folder, `${work.call} ${String(seed)}.sqlite`)
      const before = await openEngine({ databaseFile })
      const request = await work.prepared(before)
      if (random.real() < 0.5) {
        await work.start(before, request)
        await delay(momentOf(random))
        await work.cancel(before)
      }
      await before.close()
      const script = join(import.meta.dirname, 'killed-engine.child.ts')
      const child = spawn(process.execPath, [script, databaseFile, JSON.stringify(request), '0', work.call], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      await killedWithin(child, databaseFile, random)
      await expectTheSame(databaseFile, request)
    })

    it.each(seeds)('of the command line, twice (seed %i)', async (seed) => {
      const random = seededGenerator(seed)
      const databaseFile = join(folder, `command ${work.call} ${String(seed)}.sqlite`)
      const before = await openEngine({ databaseFile })
      const request = await work.prepared(before)
      await before.close()
      for (let time = 1; time <= 2; time += 1) {
        const child = spawn(process.execPath, [commandLine, ...work.commandLine, '--db', databaseFile], {
          stdio: 'ignore',
        })
        await killedWithin(child, databaseFile, random)
      }
      await expectTheSame(databaseFile, request)
    })

    /**
     * A moment between load and end, in milliseconds after the start; one in eight is before. What earlier processes
     * have stored is not done again, so the end comes sooner for the `sitting`-th.
     */
    function momentOf(random: SeededGenerator, sitting = 1): number {
      if (random.real() < 1 / 8) return random.real() * loaded
      return loaded + (random.real() * (span - loaded)) / sitting
    }

    /**
     * Kills a program at a random moment: one in four before anything more is stored, the others a while after up to
     * half of what is missing is. Pieces are stored a block at a time, the last ones a moment before the end.
     */
    async function killedWithin(child: ChildProcess, databaseFile: string, random: SeededGenerator): Promise<void> {
      kills.tried += 1
      let isClosed = false
      const closed = once(child, 'close').then(() => (isClosed = true))
      const before = storedIn(databaseFile)
      const isEarly = random.real() < 1 / 4
      const wanted = isEarly ? before : before + 1 + random.integer(Math.max(1, (work.pieces - before) >> 1))
      const later = random.real() * (isEarly ? span : (span - loaded) / 16)
      while (!isClosed && storedIn(databaseFile) < wanted) await delay(2)
      await Promise.race([delay(later), closed])
      child.kill('SIGKILL')
      await closed
    }

    function storedIn(databaseFile: string): number {
      const connection = new Database(databaseFile, { readonly: true, timeout: 5000 })
      try {
        return connection.prepare<[], number>(`SELECT count(*) FROM ${work.table}`).pluck().get() ?? 0
      } finally {
        connection.close()
      }
    }

    async function expectTheSame(databaseFile: string, request: object): Promise<void> {
      const engine = await openEngine({ databaseFile })
      try {
        const { pieces } = await work.stored(engine, request)
        kills[
          pieces.length === 0 ? 'nothing stored yet' : pieces.length < work.pieces ? 'some stored' : 'all stored'
        ] += 1
        expect(undisturbed.pieces).toEqual(expect.arrayContaining([...pieces]))
        expect(await completed(work, engine, request)).toEqual(undisturbed)
      } finally {
        await engine.close()
      }
    }
  },
)

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
    return
  }
}
