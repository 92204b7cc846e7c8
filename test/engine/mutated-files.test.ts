/**
 * Damaged model files through the whole engine. CLADESCOPE_TRIALS=1400 tries as many, from mutant CLADESCOPE_SEED on.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Engine, openEngine } from '../../engine/engine.ts'
import { startInference } from '../../native/process/start-inference.ts'
import { mutant } from './fixtures/mutants.ts'
import { allOver, queueUntil } from './fixtures/queue-setup.ts'
import { sharedProcess } from './fixtures/shared-process.ts'
import { temporaryFolder } from './fixtures/temporary-folder.ts'

const trials = Number(process.env['CLADESCOPE_TRIALS'] ?? 9)
const seed = Number(process.env['CLADESCOPE_SEED'] ?? 0)
/** Files that are on the disk at once. */
const together = 36
const demo = join(import.meta.dirname, '../../models/demo/oak-Q4_0.gguf')
const settings = {
  chars: 4,
  strip: 'none',
  temperature: 1,
  tolerance: 0.01,
  pooled: false,
  maxDepth: 8,
  maxNodes: 60,
} as const
const folder = temporaryFolder()

describe('a damaged file ends in an error in words or in distributions', { timeout: 120_000 + trials * 60_000 }, () => {
  let engine: Engine
  const processes = sharedProcess()
  afterAll(async () => {
    await engine.close()
    processes.end()
  })

  it(`${String(trials)} seeded mutants of a model`, async () => {
    engine = await openEngine({
      databaseFile: ':memory:',
      restartDelays: [1],
      silence: 60_000,
      startInference: () => startInference({ transport: processes.start }),
    })
    const { id: genomeId } = await engine.call('genomes.add', {
      name: 'short',
      genes: ['Once there was', 'Two plus two is'],
    })
    const file = readFileSync(demo)
    const ends = { refused: 0, repeated: 0, failed: 0, probed: 0 }
    for (let first = seed; first < seed + trials; first += together) {
      const place = join(folder, String(first))
      mkdirSync(place)
      const count = Math.min(together, seed + trials - first)
      const digests = new Map<string, string>()
      for (let number = first; number < first + count; number++) {
        const { damage, bytes } = mutant(file, number)
        const path = join(place, `${String(number)} ${damage}.gguf`)
        writeFileSync(path, bytes)
        digests.set(path, createHash('sha256').update(bytes).digest('hex'))
      }
      const { added, known, refused } = await engine.call('models.add', {
        placeIds: [engine.grantPlace(place).id],
        operation: `add ${String(first)}`,
      })
      for (const { path, reason } of refused) expect(reason, path).toMatch(/\w+ \w+/)
      // Damage that is not met in the weights as stored may be met in a dequantized copy of them, and the other way
      // about.
      const ids = new Set<string>()
      for (const [turn, precision] of (['auto', 'file'] as const).entries()) {
        const modelIds = added.filter((_, index) => index % 2 === turn).map(({ id }) => id)
        if (modelIds.length === 0) continue
        const { jobs } = await engine.call('probes.start', {
          modelIds,
          genomeId,
          settings,
          load: { gpu: 'off', threads: 1, precision },
        })
        for (const { id } of jobs) ids.add(id)
      }
      const state = await queueUntil(engine, allOver)
      for (const job of state.jobs.filter(({ id }) => ids.has(id))) {
        if (job.state === 'failed') {
          ends.failed += 1
          expect(job.failure?.message, job.modelName).toMatch(/\w+ \w+ \w+/)
          continue
        }
        expect(job.state, job.modelName).toBe('done')
        ends.probed += 1
        const { genes } = await engine.call('populations.get', { modelId: job.modelId, genomeId })
        for (const gene of genes) {
          const sum = [...gene.alleles, ...gene.residue].reduce((total, { p }) => total + p, 0)
          expect(sum, job.modelName).toBeCloseTo(1, 5)
          expect(gene.logLikelihood, job.modelName).toBeLessThanOrEqual(1e-6)
        }
      }
      ends.refused += refused.length
      // Two numbers can give the same damage.
      ends.repeated += count - added.length - refused.length
      const held = new Set([...added, ...known].map(({ sha256 }) => sha256))
      for (const { path } of refused) digests.delete(path)
      for (const [path, digest] of digests) expect(held.has(digest), path).toBe(true)
      rmSync(place, { recursive: true })
    }
    // The engine still answers, and both kinds of end were met.
    expect(await engine.call('genomes.get', { genomeId })).toMatchObject({ genes: 2 })
    expect(ends.refused + ends.failed).toBeGreaterThan(0)
    expect(ends.probed).toBeGreaterThan(0)
    console.log(`mutants: ${JSON.stringify(ends)}`)
  })
})
