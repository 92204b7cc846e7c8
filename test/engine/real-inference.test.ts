import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import type { CallInput, Population } from '../../engine/api/contract.ts'
import { type Engine, openEngine } from '../../engine/engine.ts'
import { allOver, queueUntil } from './fixtures/queue-setup.ts'
import { temporaryFolder } from './fixtures/temporary-folder.ts'
import { watchedInference } from './fixtures/watched-inference.ts'

const demo = join(import.meta.dirname, '../../models/demo')
const folder = temporaryFolder()
const genes = 64
const rule = { chars: 4, strip: 'none', temperature: 1 } as const
const settings = { ...rule, tolerance: 0.01, pooled: false, maxDepth: 24, maxNodes: 1000 }

async function prepared(engine: Engine, files: readonly string[]): Promise<CallInput<'probes.start'>> {
  const placeIds = files.map((file) => engine.grantPlace(join(demo, file)).id)
  const { added, refused } = await engine.call('models.add', { placeIds, operation: 'add' })
  expect(refused).toEqual([])
  const nursery = (await engine.call('genomes.list', {})).find((genome) => genome.name === 'nursery')
  const { texts } = await engine.call('genomes.get', { genomeId: nursery!.id })
  const genome = await engine.call('genomes.add', { name: 'some', genes: texts.slice(0, genes) })
  return { modelIds: added.map((model) => model.id), genomeId: genome.id, settings, load: { gpu: 'off', threads: 1 } }
}

const populationOf = (engine: Engine, request: CallInput<'probes.start'>, model = 0): Promise<Population> =>
  engine.call('populations.get', { modelId: request.modelIds[model]!, genomeId: request.genomeId })

describe('with the real inference process', { timeout: 300_000 }, () => {
  const engines: Engine[] = []
  const open = async (options: Parameters<typeof openEngine>[0]): Promise<Engine> => {
    const engine = await openEngine(options)
    engines.push(engine)
    return engine
  }
  afterAll(async () => {
    await Promise.all(engines.map((engine) => engine.close()))
  })
  let undisturbed: Population

  it('probes two models, compares them, and stores genes within the budget of the database', async () => {
    const engine = await open({ databaseFile: join(folder, 'two.sqlite') })
    const request = await prepared(engine, ['oak.gguf', 'moss.gguf'])
    await engine.call('probes.start', request)
    const state = await queueUntil(engine, allOver)
    expect(state.jobs.map((job) => [job.state, job.done, job.failure])).toEqual([
      ['done', genes, null],
      ['done', genes, null],
    ])
    undisturbed = await populationOf(engine, request)
    for (const gene of undisturbed.genes) {
      const sum = [...gene.alleles, ...gene.residue].reduce((total, { p }) => total + p, 0)
      expect(sum).toBeCloseTo(1, 6)
      expect(gene.logLikelihood).toBeLessThan(0)
      expect(gene.bytes).toBe(Buffer.byteLength(gene.text))
      expect(gene.nextTokens.length).toBeGreaterThan(0)
      if (gene.cap === 'none') expect(gene.bound).toBeLessThanOrEqual(settings.tolerance)
    }
    expect(undisturbed.probe.environments).toHaveLength(1)
    // Weights stored as floats: what shares a batch hardly changes a distribution.
    expect(undisturbed.probe).toMatchObject({ precision: 'file', noise: { genes: 4 } })
    expect(undisturbed.probe.noise!.max).toBeGreaterThan(0)
    expect(undisturbed.probe.noise!.max).toBeLessThan(0.003)

    const database = new Database(join(folder, 'two.sqlite'), { readonly: true })
    const bytes =
      (database.pragma('page_count', { simple: true }) as number) *
      (database.pragma('page_size', { simple: true }) as number)
    database.close()
    expect((bytes / (2 * genes)) * 100 * 3 * 128).toBeLessThan(500e6)

    const found = await engine.call('analysis.distances', { genomeId: request.genomeId, rule, measure: 'nei' })
    const [similarity, lower, upper] = [found.similarity[0]![1]!, found.lower[0]![1]!, found.upper[0]![1]!]
    expect(lower).toBeLessThanOrEqual(similarity)
    expect(similarity).toBeLessThanOrEqual(upper)
    expect(similarity).toBeLessThan(0.9)
  })

  it('an engine killed in the middle leaves what it stored; the next one does only the rest, with the same numbers', async () => {
    const databaseFile = join(folder, 'killed.sqlite')
    const before = await open({ databaseFile })
    const request = await prepared(before, ['oak.gguf'])
    await before.close()

    const script = join(import.meta.dirname, 'killed-engine.child.ts')
    const child = spawn(process.execPath, [script, databaseFile, JSON.stringify(request), '40'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    const [, signal] = (await once(child, 'close')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
    const orphan = Number(output.trim())
    expect(orphan).toBeGreaterThan(0)
    await expect.poll(() => isRunning(orphan), { timeout: 30_000 }).toBe(false)

    const sent: number[] = []
    const engine = await open({ databaseFile, startInference: watchedInference((count) => sent.push(count)) })
    const [half] = await engine.call('probes.list', {})
    // Of the block in flight nothing is kept.
    expect(half).toMatchObject({ done: 32, genes, complete: false })
    await engine.call('probes.start', request)
    await queueUntil(engine, allOver)
    // The second block is evaluated as a whole again: what shares a batch is what shared it before.
    expect(sent).toHaveLength(32)
    const resumed = await populationOf(engine, request)
    expect(resumed.probe).toMatchObject({ complete: true, setAside: [] })
    expect(resumed.genes).toEqual(undisturbed.genes)
  })

  it('an inference process killed in the middle is started again, and nothing is set aside', async () => {
    let started = 0
    const engine = await open({
      databaseFile: join(folder, 'inference.sqlite'),
      restartDelays: [10],
      startInference: watchedInference(
        (count, inference) => {
          if (count === 10) process.kill(inference.pid, 'SIGKILL')
        },
        () => {
          started += 1
        },
      ),
    })
    const request = await prepared(engine, ['oak.gguf'])
    await engine.call('probes.start', request)
    const state = await queueUntil(engine, allOver)
    expect(state.jobs).toMatchObject([{ state: 'done', done: genes, failure: null }])
    expect(started).toBe(2)
    const resumed = await populationOf(engine, request)
    expect(resumed.probe).toMatchObject({ done: genes, complete: true, setAside: [] })
    expect(resumed.genes).toEqual(undisturbed.genes)
  })

  it('a file that llama.cpp refuses fails its job in words, and the next job runs', async () => {
    const { writeFileSync, readFileSync } = await import('node:fs')
    const { tinyModel } = await import('./fixtures/gguf-writer.ts')
    writeFileSync(join(folder, 'a-hollow.gguf'), tinyModel())
    writeFileSync(join(folder, 'b-sound.gguf'), readFileSync(join(demo, 'oak.gguf')))
    const engine = await open({ databaseFile: ':memory:', restartDelays: [10] })
    const place = engine.grantPlace(folder)
    const { added } = await engine.call('models.add', { placeIds: [place.id], operation: 'add' })
    expect(added.map((model) => model.name)).toEqual(['a-hollow', 'b-sound'])
    const { id: genomeId } = await engine.call('genomes.add', { name: 'short', genes: ['The fox', 'A stone'] })
    await engine.call('probes.start', {
      modelIds: added.map((model) => model.id),
      genomeId,
      settings,
      load: { gpu: 'off', threads: 1 },
    })
    const state = await queueUntil(engine, allOver)
    expect(state.jobs.map((job) => job.state)).toEqual(['failed', 'done'])
    expect(state.jobs[0]?.failure?.stage).toBe('load')
    expect(state.jobs[0]?.failure?.message.length).toBeGreaterThan(10)
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
