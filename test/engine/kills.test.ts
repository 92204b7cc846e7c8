import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import type { CallInput, Population } from '../../engine/api/contract.ts'
import { type Engine, openEngine } from '../../engine/engine.ts'
import { startInference } from '../../native/process/start-inference.ts'
import { allOver, queueUntil } from './fixtures/queue-setup.ts'
import { temporaryFolder } from './fixtures/temporary-folder.ts'

/** Trials of each kind; `CLADESCOPE_TRIALS=200` for many. */
const trials = Number(process.env['CLADESCOPE_TRIALS'] ?? 1)
const demo = join(import.meta.dirname, '../../models/demo')
const folder = temporaryFolder()
const genes = 40
const settings = { chars: 4, strip: 'none', temperature: 1, tolerance: 0.02, pooled: false, maxDepth: 24, maxNodes: 1000 } as const

// Quantized weights as they are stored: what shares a batch changes their numbers, and so would a gene that is evaluated alone.
async function prepared(engine: Engine): Promise<CallInput<'probes.start'>> {
  const { added } = await engine.call('models.add', { placeIds: [engine.grantPlace(join(demo, 'oak-Q4_0.gguf')).id], operation: 'add' })
  const nursery = (await engine.call('genomes.list', {})).find(({ name }) => name === 'nursery')
  const { texts } = await engine.call('genomes.get', { genomeId: nursery!.id })
  const genome = await engine.call('genomes.add', { name: 'some', genes: texts.slice(0, genes) })
  return { modelIds: added.map(({ id }) => id), genomeId: genome.id, settings, load: { gpu: 'off', threads: 1, precision: 'file' } }
}

/** Probes until the probe is complete: a job that was killed too often is started again, as a user would. */
async function completed(engine: Engine, request: CallInput<'probes.start'>): Promise<Pick<Population, 'genes'> & { noise: unknown; setAside: readonly number[] }> {
  for (let sitting = 1; sitting <= 10; sitting += 1) {
    await engine.call('probes.start', request)
    const { jobs } = await queueUntil(engine, allOver)
    if (jobs.every(({ state }) => state === 'done')) break
  }
  const { genes: found, probe } = await engine.call('populations.get', { modelId: request.modelIds[0]!, genomeId: request.genomeId })
  return { genes: found, noise: probe.noise, setAside: probe.setAside }
}

describe.runIf(existsSync(join(demo, 'manifest.json')))('after kills at random moments a probe is the same as without', { timeout: 60_000 * (trials + 4) }, () => {
  let undisturbed: Awaited<ReturnType<typeof completed>>
  /** Milliseconds that an undisturbed probe takes, load included. */
  let span = 0

  beforeAll(async () => {
    const engine = await openEngine({ databaseFile: ':memory:' })
    const request = await prepared(engine)
    const began = performance.now()
    undisturbed = await completed(engine, request)
    span = performance.now() - began
    await engine.close()
    expect(undisturbed).toMatchObject({ setAside: [], noise: { genes: 4 } })
    expect(undisturbed.genes).toHaveLength(genes)
  })

  const seeds = Array.from({ length: trials }, (_, seed) => seed + 1)

  it.each(seeds)('of the inference process, one after another (seed %i)', async (seed) => {
    const random = seededGenerator(seed)
    let kills = 1 + random.integer(5)
    const engine = await openEngine({
      databaseFile: ':memory:',
      restartDelays: [1],
      startInference: async () => {
        const inference = await startInference()
        if (kills > 0) {
          kills -= 1
          const timer = setTimeout(() => kill(inference.pid), random.real() * span)
          void inference.exited.then(() => clearTimeout(timer))
        }
        return inference
      },
    })
    try {
      expect(await completed(engine, await prepared(engine))).toEqual(undisturbed)
    } finally {
      await engine.close()
    }
  })

  it.each(seeds)('of the whole program, or a cancel (seed %i)', async (seed) => {
    const random = seededGenerator(seed)
    const databaseFile = join(folder, `${String(seed)}.sqlite`)
    const before = await openEngine({ databaseFile })
    const request = await prepared(before)
    if (random.real() < 0.5) {
      await before.call('probes.start', request)
      await delay(random.real() * span)
      await before.call('queue.cancelAll', {})
    }
    await before.close()
    const script = join(import.meta.dirname, 'killed-engine.child.ts')
    const child = spawn(process.execPath, [script, databaseFile, JSON.stringify(request), '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const closed = once(child, 'close')
    await Promise.race([once(child.stdout, 'data'), closed])
    await delay(random.real() * span)
    child.kill('SIGKILL')
    await closed
    const engine = await openEngine({ databaseFile })
    try {
      expect(await completed(engine, request)).toEqual(undisturbed)
    } finally {
      await engine.close()
    }
  })
})

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
    return
  }
}
