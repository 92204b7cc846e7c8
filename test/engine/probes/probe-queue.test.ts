import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { crashesInARow, crashesWhileMeasuring } from '../../../engine/jobs/crash-record.ts'
import { InferenceError } from '../../../native/process/inference.ts'
import { Death, fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'
import { sampleResult } from '../fixtures/samples.ts'
import { namedModel } from '../fixtures/tiny-library.ts'

/** A promise and the function that resolves it. */
function gate(): { open: () => void; passed: Promise<void> } {
  let open = (): void => undefined
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

describe('a probe that goes well', () => {
  it('sends every gene once, in blocks of 32, stores them and says so', async () => {
    const { start, log } = fakeInference()
    const { engine, request, models } = await setUp({ startInference: start, genes: 70 })
    const { jobs, skipped } = await engine.call('probes.start', request)
    expect([jobs.length, skipped.length]).toEqual([1, 0])
    const state = await queueUntil(engine, allOver)
    expect(state).toMatchObject({
      genes: 70,
      done: 70,
      remaining: 0,
      jobs: [{ state: 'done', done: 70, genes: 70, nodes: 490, failure: null }],
    })
    expect(log.blocks.map((block) => [block[0], block.length])).toEqual([
      [0, 32],
      [32, 32],
      [64, 6],
    ])
    expect(log.loads).toMatchObject([{ settings: { gpu: 'off', longestText: 'gene number 10'.length } }])
    expect([log.started, log.closed]).toEqual([1, 1])
    expect(await engine.call('probes.list', {})).toMatchObject([
      { done: 70, complete: true, setAside: [], modelId: models[0] },
    ])
    expect((await engine.call('models.list', {}))[0]?.probedGenomes).toEqual(['numbers'])
    await engine.close()
  })

  it('is not repeated: a complete probe is skipped, other settings are another probe', async () => {
    const { start, log } = fakeInference()
    const { engine, request } = await setUp({ startInference: start })
    await engine.call('probes.start', request)
    await queueUntil(engine, allOver)
    const again = await engine.call('probes.start', request)
    expect([again.jobs, again.skipped.length, log.started]).toEqual([[], 1, 1])
    await engine.call('probes.start', { ...request, settings: { ...request.settings, tolerance: 0.01 } })
    await queueUntil(engine, allOver)
    expect(log.settings.map((settings) => settings.tolerance)).toEqual([0.001, 0.01])
    expect(await engine.call('probes.list', {})).toHaveLength(2)
    await engine.close()
  })

  it('runs one model at a time, and a job that is queued already is not queued twice', async () => {
    let open = 0
    let most = 0
    const { start, log } = fakeInference({
      load: () => {
        open += 1
        most = Math.max(most, open)
      },
      gene: (gene) => {
        if (gene.index === 4) open -= 1
      },
    })
    const { engine, request } = await setUp({ startInference: start, modelNames: ['a', 'b', 'c'] })
    const first = await engine.call('probes.start', request)
    const second = await engine.call('probes.start', {
      ...request,
      modelIds: [...request.modelIds, request.modelIds[0]!],
    })
    expect(second.jobs.map((job) => job.id)).toEqual(first.jobs.map((job) => job.id))
    await queueUntil(engine, allOver)
    expect([most, log.started]).toEqual([1, 3])
    await engine.close()
  })

  it('estimates the time left of the job that runs once genes have landed, and that of all with those that wait', async () => {
    const held = gate()
    const { start } = fakeInference({
      gene: (gene, process) => (process === 1 && gene.index === 3 ? held.passed : undefined),
    })
    const { engine, request } = await setUp({ startInference: start, modelNames: ['a', 'b'] })
    const { jobs } = await engine.call('probes.start', request)
    for (const job of jobs) expect(job.remaining).toBeNull()
    expect((await engine.call('queue.get', {})).remaining).toBeGreaterThan(0)
    const state = await queueUntil(engine, (now) => now.jobs[0]?.done === 3)
    expect(state.jobs[0]?.remaining).toBeGreaterThan(0)
    expect(state.jobs[1]?.remaining).toBeNull()
    expect(state.remaining).toBeGreaterThan(state.jobs[0]!.remaining!)
    held.open()
    await queueUntil(engine, allOver)
    await engine.close()
  })
})

describe('pause, cancel, clear, close', () => {
  it('pausing finishes the block in flight and unloads; resuming sends only what is missing', async () => {
    const held = gate()
    const { start, log } = fakeInference({ gene: (gene) => (gene.index === 10 ? held.passed : undefined) })
    const { engine, request } = await setUp({ startInference: start, genes: 40 })
    await engine.call('probes.start', request)
    await queueUntil(engine, (state) => state.jobs[0]?.done === 10)
    expect((await engine.call('queue.pause', {})).paused).toBe(true)
    held.open()
    const paused = await queueUntil(engine, (state) => state.jobs[0]?.state === 'paused')
    expect(paused.jobs[0]?.done).toBe(32)
    expect(log.closed).toBe(1)
    await engine.call('queue.resume', {})
    await queueUntil(engine, allOver)
    expect(log.blocks.slice(1)).toEqual([[32, 33, 34, 35, 36, 37, 38, 39]])
    await engine.close()
  })

  it('a queue that is paused takes jobs and starts none', async () => {
    const { start, log } = fakeInference()
    const { engine, request } = await setUp({ startInference: start })
    await engine.call('queue.pause', {})
    const { jobs } = await engine.call('probes.start', request)
    expect([jobs[0]?.state, log.started]).toEqual(['waiting', 0])
    await engine.call('queue.resume', {})
    await queueUntil(engine, allOver)
    expect(log.started).toBe(1)
    await engine.close()
  })

  it('cancelling one job keeps its genes and goes on with the next', async () => {
    const { start } = fakeInference({
      gene: async (gene, process, signal) => {
        if (process === 1 && gene.index === 2)
          await new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              reject(signal.reason as Error)
            })
          })
      },
    })
    const { engine, request } = await setUp({ startInference: start, modelNames: ['a', 'b'] })
    const { jobs } = await engine.call('probes.start', request)
    await queueUntil(engine, (state) => state.jobs[0]?.done === 2)
    const cancelled = await engine.call('queue.cancel', { jobId: jobs[0]!.id })
    expect(cancelled.jobs[0]?.state).toBe('cancelled')
    const state = await queueUntil(engine, allOver)
    expect(state.jobs.map((job) => job.state)).toEqual(['cancelled', 'done'])
    expect(await engine.call('probes.list', {})).toMatchObject([
      { done: 2, complete: false },
      { done: 5, complete: true },
    ])
    expect((await engine.call('queue.clear', {})).jobs).toEqual([])
    await expect(engine.call('queue.cancel', { jobId: 'absent' })).rejects.toMatchObject({ code: 'not-found' })
    await engine.close()
  })

  it('cancelling all ends what runs and what waits', async () => {
    const { start, log } = fakeInference({
      gene: (_, __, signal) =>
        new Promise((___, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error)
          })
        }),
    })
    const { engine, request } = await setUp({ startInference: start, modelNames: ['a', 'b', 'c'] })
    await engine.call('probes.start', request)
    await queueUntil(engine, (state) => state.jobs[0]?.state === 'running')
    expect((await engine.call('queue.cancelAll', {})).jobs.map((job) => job.state)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
    ])
    await engine.close()
    expect([log.started, log.closed]).toEqual([1, 1])
  })

  it('removing a model ends its job and removes its probes; the file stays', async () => {
    const { start } = fakeInference({
      gene: (gene, _, signal) =>
        gene.index === 3
          ? new Promise((__, reject) => {
              signal.addEventListener('abort', () => {
                reject(signal.reason as Error)
              })
            })
          : undefined,
    })
    const { engine, request, models, folder } = await setUp({ startInference: start })
    await engine.call('probes.start', request)
    await queueUntil(engine, (state) => state.jobs[0]?.done === 3)
    expect(await engine.call('models.remove', { modelId: models[0]! })).toMatchObject({ removed: true })
    expect(await engine.call('probes.list', {})).toEqual([])
    expect((await engine.call('queue.get', {})).jobs[0]?.state).toBe('cancelled')
    const place = engine.grantPlace(join(folder, 'one.gguf'))
    expect((await engine.call('models.add', { placeIds: [place.id], operation: 'again' })).added).toHaveLength(1)
    await engine.close()
  })

  it('removing a model waits for its job that was cancelled, and taken off the list, a moment before', async () => {
    const held = gate()
    const { start, log } = fakeInference({ gene: (gene) => (gene.index === 3 ? held.passed : undefined) })
    const { engine, request, models } = await setUp({ startInference: start })
    const { jobs } = await engine.call('probes.start', request)
    await queueUntil(engine, (state) => state.jobs[0]?.done === 3)
    await engine.call('queue.cancel', { jobId: jobs[0]!.id })
    await engine.call('queue.clear', {})
    const removed = engine.call('models.remove', { modelId: models[0]! }).then(() => log.closed)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([log.closed, (await engine.call('models.list', {})).length]).toEqual([0, 1])
    held.open()
    expect(await removed).toBe(1)
    await engine.close()
  })
})

describe('a process that dies', () => {
  it('is restarted; the gene it dies on twice is set aside, and every other gene is done', async () => {
    const { start, log } = fakeInference({
      gene: (gene) => {
        if (gene.index === 7) throw new Death('assertion', 'GGML_ASSERT')
      },
    })
    const { engine, request } = await setUp({ startInference: start, genes: 40 })
    await engine.call('probes.start', request)
    const state = await queueUntil(engine, allOver)
    expect(state.jobs).toMatchObject([{ state: 'done', done: 40, failure: null }])
    expect(await engine.call('probes.list', {})).toMatchObject([{ done: 39, setAside: [7], complete: true }])
    // The block dies twice, the other block goes through, then the suspects are tried one at a time and the block is
    // evaluated as a whole.
    const whole = Array.from({ length: 32 }, (_, gene) => gene)
    expect(log.blocks[0]).toEqual(whole)
    expect(log.blocks[1]).toEqual(whole)
    expect(log.blocks[2]).toEqual([32, 33, 34, 35, 36, 37, 38, 39])
    expect(log.blocks.slice(3, -1)).toEqual(whole.slice(7).map((gene) => [gene]))
    expect(log.blocks.at(-1)).toEqual(whole.filter((gene) => gene !== 7))
    expect(log.blocks.flat().filter((gene) => gene === 7)).toHaveLength(3)
    expect([log.started, log.closed]).toEqual([4, 4])
    await engine.close()
  })

  it('by chance, once, has its block sent again as a whole', async () => {
    let died = false
    const { start, log } = fakeInference({
      gene: (gene) => {
        if (gene.index === 34 && !died) {
          died = true
          throw new Death('killed')
        }
      },
    })
    const { engine, request } = await setUp({ startInference: start, genes: 40 })
    await engine.call('probes.start', request)
    await queueUntil(engine, allOver)
    expect(log.blocks.map((block) => [block[0], block.length])).toEqual([
      [0, 32],
      [32, 8],
      [32, 8],
    ])
    expect(await engine.call('probes.list', {})).toMatchObject([
      { done: 40, nodes: 40 * 7, setAside: [], complete: true },
    ])
    await engine.close()
  })

  it('by chance, once, sets nothing aside', async () => {
    let died = false
    const { start } = fakeInference({
      inFlight: 'none',
      gene: (gene) => {
        if (gene.index === 2 && !died) {
          died = true
          throw new Death('killed')
        }
      },
    })
    const { engine, request } = await setUp({ startInference: start })
    await engine.call('probes.start', request)
    await queueUntil(engine, allOver)
    expect(await engine.call('probes.list', {})).toMatchObject([{ done: 5, setAside: [], complete: true }])
    await engine.close()
  })

  it('sets a gene aside at once where the process says that it cannot evaluate it', async () => {
    const { start, log } = fakeInference({
      inFlight: 'one',
      gene: (gene) => {
        if (gene.index === 1) throw new Death('text-too-long', 'gene 1: expected at most 9 tokens')
      },
    })
    const { engine, request } = await setUp({ startInference: start })
    await engine.call('probes.start', request)
    await queueUntil(engine, allOver)
    expect(await engine.call('probes.list', {})).toMatchObject([{ done: 4, setAside: [1], complete: true }])
    expect(log.started).toBe(2)
    await engine.close()
  })

  it('sets genes aside that the process refuses, however many, without starting it again', async () => {
    const isLong = (index: number) => index < 2 * crashesInARow
    const refuses = ({ index }: { readonly index: number }) =>
      isLong(index) ? { failure: 'text-too-long' as const, message: `gene ${String(index)}: too long` } : undefined
    const { start, log } = fakeInference({ refuses })
    const { engine, request } = await setUp({ startInference: start, genes: 40 })
    await engine.call('probes.start', request)
    expect((await queueUntil(engine, allOver)).jobs).toMatchObject([{ state: 'done', done: 40 }])
    const setAside = Array.from({ length: 2 * crashesInARow }, (_, index) => index)
    expect(await engine.call('probes.list', {})).toMatchObject([
      // The noise is known from the genes that it could be measured on.
      { done: 28, setAside, complete: true, noise: { genes: 2 }, unmeasured: [] },
    ])
    expect(log.started).toBe(1)
    await engine.close()
  })

  it('over genes that are all refused as too long fails the job with what to do', async () => {
    const { start } = fakeInference({
      refuses: ({ index }) => ({ failure: 'text-too-long', message: `gene ${String(index)}: too long` }),
    })
    const { engine, request } = await setUp({ startInference: start, genes: 5 })
    await engine.call('probes.start', request)
    expect((await queueUntil(engine, allOver)).jobs).toMatchObject([
      {
        state: 'failed',
        failure: {
          failure: 'text-too-long',
          message:
            'Every one of the 5 genes is longer than the model can read: gene 0: too long; gene 1: too long; gene 2: too long (and 2 more). ' +
            'Take shorter genes, or a model with a longer context.',
        },
      },
    ])
    expect(await engine.call('probes.list', {})).toMatchObject([{ setAside: [] }])
    await engine.close()
  })

  it('again and again without finishing a gene fails the job, blames no gene, and can be tried again', async () => {
    let broken = true
    const { start, log } = fakeInference({
      gene: () => {
        if (broken) throw new Death('out-of-memory', 'not enough memory')
      },
    })
    const { engine, request } = await setUp({ startInference: start, genes: 40 })
    await engine.call('probes.start', request)
    const state = await queueUntil(engine, allOver)
    expect(state.jobs).toMatchObject([
      { state: 'failed', failure: { failure: 'out-of-memory', stage: 'probe', stderr: ['last line'] } },
    ])
    expect(state.jobs[0]?.failure?.message).toBe(
      `The inference process failed ${String(crashesInARow)} times in a row without finishing a gene. The last time: not enough memory`,
    )
    expect(log.started).toBe(crashesInARow)
    expect((await engine.call('probes.list', {})).flatMap((probe) => probe.setAside)).toEqual([])
    broken = false
    await engine.call('probes.start', request)
    await queueUntil(engine, allOver)
    expect(await engine.call('probes.list', {})).toMatchObject([{ done: 40, complete: true }])
    await engine.close()
  })

  it('on every gene of a small genome fails the job', async () => {
    const { start } = fakeInference({
      inFlight: 'one',
      gene: () => {
        throw new Death('non-finite', 'scores are not finite')
      },
    })
    const { engine, request } = await setUp({ startInference: start, genes: 2 })
    await engine.call('probes.start', request)
    const state = await queueUntil(engine, allOver)
    expect(state.jobs).toMatchObject([
      {
        state: 'failed',
        failure: { message: 'The inference process failed on every one of the 2 genes: scores are not finite.' },
      },
    ])
    expect(await engine.call('probes.list', {})).toMatchObject([{ done: 0, setAside: [], complete: false }])
    await engine.close()
  })

  it('on the only gene says why', async () => {
    const reason = 'expected a text of at most 511 tokens, found one of 900'
    const { start } = fakeInference({
      gene: () => {
        throw new Death('text-too-long', reason)
      },
    })
    const { engine, request } = await setUp({ startInference: start, genes: 1 })
    await engine.call('probes.start', request)
    const state = await queueUntil(engine, allOver)
    expect(state.jobs).toMatchObject([
      {
        state: 'failed',
        failure: {
          message: `The only gene is longer than the model can read: ${reason}. Take shorter genes, or a model with a longer context.`,
        },
      },
    ])
    await engine.close()
  })

  it('on one of many genes sets it aside and keeps the reason', async () => {
    const reason = 'expected a text of at most 511 tokens, found one of 900'
    const { start } = fakeInference({
      inFlight: 'one',
      gene: (gene) => {
        if (gene.index === 2) throw new Death('text-too-long', reason)
      },
    })
    const { engine, request } = await setUp({ startInference: start })
    await engine.call('probes.start', request)
    await queueUntil(engine, allOver)
    expect(await engine.call('probes.list', {})).toMatchObject([
      { complete: true, setAside: [2], asideReasons: [reason] },
    ])
    await engine.close()
  })

  it('while loading fails the job with its message, and the next job runs', async () => {
    const { start } = fakeInference({
      load: (path) => {
        if (path.endsWith('a.gguf')) throw new Death('unsupported-architecture', 'unknown model architecture: quux')
      },
    })
    const { engine, request } = await setUp({ startInference: start, modelNames: ['a', 'b'] })
    await engine.call('probes.start', request)
    const state = await queueUntil(engine, allOver)
    expect(state.jobs).toMatchObject([
      { state: 'failed', failure: { message: 'unknown model architecture: quux', stage: 'load' } },
      { state: 'done' },
    ])
    await engine.close()
  })

  it('by a kill while loading is started again; after three times the job fails', async () => {
    let kills = 2
    const { start, log } = fakeInference({
      load: () => {
        if (kills > 0) {
          kills -= 1
          throw new InferenceError('the inference process ended by SIGKILL while loading the model', {
            failure: 'killed',
            stage: 'load',
          })
        }
      },
    })
    const { engine, request } = await setUp({ startInference: start, modelNames: ['a', 'b'] })
    await engine.call('probes.start', { ...request, modelIds: request.modelIds.slice(0, 1) })
    expect((await queueUntil(engine, allOver)).jobs).toMatchObject([{ state: 'done', done: 5 }])
    expect(log.started).toBe(3)
    kills = 3
    await engine.call('probes.start', request)
    expect((await queueUntil(engine, allOver)).jobs.at(-1)).toMatchObject({
      state: 'failed',
      done: 0,
      failure: {
        message: 'the inference process ended by SIGKILL while loading the model, 3 times in a row',
        failure: 'killed',
        stage: 'load',
      },
    })
    expect([log.started, log.closed]).toEqual([6, 6])
    await engine.close()
  })

  it('by kills from outside, however many, changes no number and blames no gene', async () => {
    // What a gene gives depends on what it shares its batches with.
    let sent = 0
    // Twice in each block, while a suspect is tried alone, and in a block whose suspects are cleared.
    const kills = new Set([3, 6, 9, 12, 20, 60])
    let count = 0
    const { start, log } = fakeInference({
      gene: () => {
        count += 1
        if (kills.has(count)) throw new Death('killed', 'the inference process ended by SIGKILL')
      },
      result: () => {
        sent = log.blocks.at(-1)!.length
        return sampleResult(sent / 100)
      },
    })
    const { engine, request, models, genomeId } = await setUp({ startInference: start, genes: 40 })
    await engine.call('probes.start', request)
    expect((await queueUntil(engine, allOver)).jobs).toMatchObject([{ state: 'done', done: 40, failure: null }])
    expect(log.started).toBe(kills.size + 1)
    const { genes, probe } = await engine.call('populations.get', { modelId: models[0]!, genomeId })
    expect(probe.setAside).toEqual([])
    expect(genes.map(({ alleles }) => alleles.find(({ text }) => text === 'abcd')!.p)).toEqual(
      genes.map(({ index }) => (index < 32 ? 0.32 : 0.08)),
    )
    await engine.close()
  })

  it('cannot be started: tried three times, then the job fails', async () => {
    let tries = 0
    const { engine, request } = await setUp({
      startInference: () => {
        tries += 1
        return Promise.reject(new Error('no such library'))
      },
    })
    await engine.call('probes.start', request)
    const state = await queueUntil(engine, allOver)
    expect(state.jobs).toMatchObject([{ state: 'failed', failure: { message: 'no such library', stage: 'start' } }])
    expect(tries).toBe(3)
    await engine.close()
  })

  it('or answers too little counts as a fault', async () => {
    const { start, log } = fakeInference()
    const lazy = async (): ReturnType<typeof start> => {
      const inference = await start()
      return log.started > 1
        ? inference
        : {
            ...inference,
            probe: (genes, settings, callbacks) => inference.probe(genes.slice(0, 2), settings, callbacks),
          }
    }
    const { engine, request } = await setUp({ startInference: lazy })
    await engine.call('probes.start', request)
    await queueUntil(engine, allOver)
    expect(await engine.call('probes.list', {})).toMatchObject([{ done: 5, complete: true }])
    expect(log.started).toBe(2)
    await engine.close()
  })
})

describe('the model file', () => {
  it('is not loaded where it has been moved or changed', async () => {
    const { start, log } = fakeInference()
    const { engine, request, folder } = await setUp({ startInference: start, modelNames: ['gone', 'other'] })
    renameSync(join(folder, 'gone.gguf'), join(folder, 'moved.gguf'))
    writeFileSync(join(folder, 'other.gguf'), namedModel('othe!'))
    expect((await engine.call('models.list', {})).map((model) => model.filesState)).toEqual(['missing', 'touched'])
    await engine.call('probes.start', request)
    const state = await queueUntil(engine, allOver)
    expect(state.jobs.map((job) => job.failure?.message)).toEqual([
      `The file ${join(folder, 'gone.gguf')} has been moved or deleted since it was added. Add it again at its new place.`,
      expect.stringMatching(
        /other\.gguf has changed since it was added: expected sha256 [0-9a-f]{12}…, found sha256 [0-9a-f]{12}…\. Add it again/,
      ) as string,
    ])
    expect(log.started).toBe(0)
    await engine.close()
  })

  it('is read again where only its time has changed, and then loaded', async () => {
    const { start } = fakeInference()
    const { engine, request, folder } = await setUp({ startInference: start })
    utimesSync(join(folder, 'one.gguf'), new Date(), new Date(Date.now() + 60_000))
    await engine.call('probes.start', request)
    expect((await queueUntil(engine, allOver)).jobs[0]?.state).toBe('done')
    expect((await engine.call('models.list', {}))[0]?.filesState).toBe('present')
    await engine.close()
  })
})

describe('a model file that changes while it is probed', () => {
  const before = namedModel('one')

  it('fails the job, and nothing that was evaluated since the last look is kept', async () => {
    const { start } = fakeInference({
      gene: ({ index }) => {
        if (index !== 35) return
        const { atime, mtime } = statSync(join(folder, 'one.gguf'))
        writeFileSync(join(folder, 'one.gguf'), namedModel('two'))
        utimesSync(join(folder, 'one.gguf'), atime, mtime)
      },
    })
    const { engine, request, folder } = await setUp({ startInference: start, genes: 70 })
    await engine.call('probes.start', request)
    const [job] = (await queueUntil(engine, allOver)).jobs
    expect(job).toMatchObject({ state: 'failed', done: 32, failure: { failure: 'changed-file' } })
    expect(job!.failure!.message).toMatch(
      /one\.gguf has changed since it was added: expected sha256 \w{12}…, found sha256 \w{12}…\. Add it again to evaluate what it holds now\. The 32 genes that were evaluated since the last look at it are not kept\.$/,
    )
    expect(await engine.call('probes.list', {})).toMatchObject([{ done: 32, complete: false }])
    await engine.close()
  })

  it('and has another place is loaded from there, and the block is evaluated again', async () => {
    const { start, log } = fakeInference({
      gene: ({ index }) => {
        if (index === 35) rmSync(join(folder, 'one.gguf'), { force: true })
      },
    })
    const { engine, request, folder, models } = await setUp({
      startInference: start,
      genes: 70,
      files: { 'one.gguf': before, 'two.gguf': before },
    })
    expect(models).toHaveLength(1)
    await engine.call('probes.start', request)
    expect((await queueUntil(engine, allOver)).jobs).toMatchObject([{ state: 'done', done: 70, failure: null }])
    expect(log.started).toBe(2)
    expect(await engine.call('models.list', {})).toMatchObject([
      { name: 'one', path: join(folder, 'two.gguf'), filesState: 'present', freeable: 0 },
    ])
    await engine.close()
  })

  it('or is replaced while its process is down is not loaded again', async () => {
    const { start, log } = fakeInference({
      gene: ({ index }) => {
        if (index !== 35) return
        writeFileSync(join(folder, 'new.bin'), namedModel('two'))
        renameSync(join(folder, 'new.bin'), join(folder, 'one.gguf'))
        throw new Death('killed')
      },
    })
    const { engine, request, folder } = await setUp({ startInference: start, genes: 70 })
    await engine.call('probes.start', request)
    expect((await queueUntil(engine, allOver)).jobs).toMatchObject([
      { state: 'failed', done: 32, failure: { failure: 'changed-file' } },
    ])
    expect(log.loads).toHaveLength(1)
    await engine.close()
  })

  it('is not blamed on the genes that the process then refuses', async () => {
    const { start } = fakeInference({
      inFlight: 'one',
      gene: ({ index }) => {
        if (index !== 3) return
        writeFileSync(join(folder, 'one.gguf'), namedModel('two'))
        throw new Death('non-finite', 'scores are not finite')
      },
    })
    const { engine, request, folder } = await setUp({ startInference: start })
    await engine.call('probes.start', request)
    expect((await queueUntil(engine, allOver)).jobs).toMatchObject([
      { state: 'failed', failure: { failure: 'changed-file' } },
    ])
    expect((await engine.call('probes.list', {})).flatMap(({ setAside }) => setAside)).toEqual([])
    await engine.close()
  })

  it('back to what it was costs the block, which may be of what it was in between, and a load', async () => {
    let written = false
    const { start, log } = fakeInference({
      gene: ({ index }) => {
        if (index !== 35 || written) return
        written = true
        writeFileSync(join(folder, 'one.gguf'), namedModel('two'))
        writeFileSync(join(folder, 'one.gguf'), before)
      },
      result: () => sampleResult(log.started / 10),
    })
    const { engine, request, folder, models, genomeId } = await setUp({ startInference: start, genes: 40 })
    expect(readFileSync(join(folder, 'one.gguf'))).toEqual(Buffer.from(before))
    await engine.call('probes.start', request)
    expect((await queueUntil(engine, allOver)).jobs).toMatchObject([{ state: 'done', done: 40 }])
    expect(log.blocks.map((block) => block[0])).toEqual([0, 32, 32])
    const { genes } = await engine.call('populations.get', { modelId: models[0]!, genomeId })
    expect(genes.map(({ alleles }) => alleles.find(({ text }) => text === 'abcd')!.p)).toEqual(
      genes.map(({ index }) => (index < 32 ? 0.1 : 0.2)),
    )
    await engine.close()
  })

  it('and changes back while it is loaded is loaded again', async () => {
    const { start, log } = fakeInference({
      load: (path, process) => {
        if (process > 3) return
        writeFileSync(path, namedModel('two'))
        writeFileSync(path, before)
        throw new InferenceError('llama.cpp: tensor data is not within the file bounds', {
          failure: 'corrupt-file',
          stage: 'load',
        })
      },
    })
    const { engine, request } = await setUp({ startInference: start, genes: 5 })
    await engine.call('probes.start', request)
    expect((await queueUntil(engine, allOver)).jobs).toMatchObject([{ state: 'done', done: 5, failure: null }])
    expect(log.loads).toHaveLength(4)
    expect(log.closed).toBe(4)
    await engine.close()
  })

  it('and changes back whenever it is loaded fails the job in words, after three more loads', async () => {
    const { start, log } = fakeInference({
      load: (path) => {
        writeFileSync(path, before)
        throw new InferenceError('llama.cpp: magic is wrong', { failure: 'corrupt-file', stage: 'load' })
      },
    })
    const { engine, request } = await setUp({ startInference: start })
    await engine.call('probes.start', request)
    const [job] = (await queueUntil(engine, allOver)).jobs
    expect(job).toMatchObject({ state: 'failed', done: 0, failure: { failure: 'changed-file', stage: 'load' } })
    expect(job!.failure!.message).toMatch(
      /one\.gguf was written to each of the 4 times that it was loaded, .* The last time: llama\.cpp: magic is wrong$/,
    )
    expect(log.loads).toHaveLength(4)
    await engine.close()
  })

  it('while it is loaded and stays so fails the job with what has changed', async () => {
    const { start, log } = fakeInference({
      load: (path) => {
        writeFileSync(path, namedModel('two'))
        throw new InferenceError('llama.cpp: magic is wrong', { failure: 'corrupt-file', stage: 'load' })
      },
    })
    const { engine, request } = await setUp({ startInference: start })
    await engine.call('probes.start', request)
    const [job] = (await queueUntil(engine, allOver)).jobs
    expect(job!.failure!.message).toMatch(/one\.gguf has changed since it was added: expected sha256/)
    expect(log.loads).toHaveLength(1)
    await engine.close()
  })

  it('all the time fails the job in words', async () => {
    const { start } = fakeInference({
      gene: () => {
        writeFileSync(join(folder, 'one.gguf'), before)
      },
    })
    const { engine, request, folder } = await setUp({ startInference: start })
    await engine.call('probes.start', request)
    expect((await queueUntil(engine, allOver)).jobs).toMatchObject([
      {
        state: 'failed',
        done: 0,
        failure: {
          failure: 'changed-file',
          message: expect.stringMatching(/one\.gguf is being written to all the time/) as string,
        },
      },
    ])
    await engine.close()
  })
})

describe('the noise of the engine', () => {
  it('that a stopped probe did not measure is measured by the next one, and until then every comparison says so', async () => {
    let isStopped = true
    const { start, log } = fakeInference({
      noise: async ({ index }, _, signal) => {
        if (isStopped && index === 8)
          await new Promise((__, reject) => {
            signal.addEventListener('abort', () => {
              reject(signal.reason as Error)
            })
          })
        return index / 1000
      },
      result: () => sampleResult(log.started / 10),
    })
    const { engine, request, models, genomeId } = await setUp({
      startInference: start,
      modelNames: ['a', 'b'],
      genes: 32,
    })
    await engine.call('probes.start', { ...request, modelIds: models.slice(0, 1) })
    await queueUntil(engine, (state) => state.jobs[0]?.done === 32)
    await engine.call('queue.cancelAll', {})
    await expect
      .poll(() => engine.call('probes.list', {}))
      .toMatchObject([{ done: 32, complete: true, noise: { genes: 1 }, unmeasured: [8, 16, 24] }])
    isStopped = false
    await engine.call('probes.start', { ...request, modelIds: models.slice(1) })
    await queueUntil(engine, allOver)
    const scope = { genomeId, rule: { chars: 4, strip: 'none', temperature: 1 }, measure: 'nei' } as const
    const stopped =
      "a: The engine's noise was measured on 1 of 4 genes so far, since the probe was stopped: bounds of similarities may be too narrow until it is probed again."
    expect(remarkTexts(await engine.call('analysis.distances', scope))).toContain(stopped)
    expect(
      remarkTexts(await engine.call('analysis.tree', { ...scope, method: 'nj', root: 'none', replicates: 0, seed: 1 })),
    ).toContain(stopped)

    const { jobs, skipped } = await engine.call('probes.start', request)
    expect([jobs.length, skipped.length]).toEqual([1, 1])
    await queueUntil(engine, allOver)
    expect((await engine.call('probes.list', {}))[0]).toMatchObject({
      done: 32,
      noise: { genes: 4, max: 0.024 },
      unmeasured: [],
    })
    expect(remarkTexts(await engine.call('analysis.distances', scope))).not.toContain(stopped)
    // The genes stay those of the first sitting.
    const { genes } = await engine.call('populations.get', { modelId: models[0]!, genomeId })
    expect(new Set(genes.map(({ alleles }) => alleles.find(({ text }) => text === 'abcd')!.p))).toEqual(new Set([0.1]))
    expect((await engine.call('probes.start', request)).jobs).toEqual([])
    await engine.close()
  })

  it('on whose measurement the process always dies is left out after some crashes, and costs neither the genes of its block nor those after it', async () => {
    const { start, log } = fakeInference({
      noise: ({ index }) => {
        if (index === 8) throw new Death('crashed', 'the process died')
        return 0.001
      },
    })
    const { engine, request, genomeId } = await setUp({ startInference: start, modelNames: ['a', 'b'], genes: 40 })
    await engine.call('probes.start', request)
    expect((await queueUntil(engine, allOver)).jobs).toMatchObject([
      { state: 'done', done: 40, failure: null },
      { state: 'done', done: 40, failure: null },
    ])
    // One in which the genes are stored, the crashes after which it is given up, and one for the second block.
    expect(log.started).toBe(2 * (1 + crashesWhileMeasuring + 1))
    const known = { done: 40, complete: true, setAside: [], noise: { genes: 1, max: 0.001 }, unmeasured: [] }
    expect(await engine.call('probes.list', {})).toMatchObject([known, known])
    expect((await engine.call('probes.start', request)).jobs).toEqual([])
    expect(
      (
        await engine.call('analysis.distances', {
          genomeId,
          rule: { chars: 4, strip: 'none', temperature: 1 },
          measure: 'nei',
        })
      ).genes,
    ).toBe(40)
    await engine.close()
  })

  it('that cannot be measured is tried once, and said to be left out', async () => {
    const { start, log } = fakeInference({ noise: () => null })
    const { engine, request, genomeId } = await setUp({ startInference: start, modelNames: ['a', 'b'] })
    await engine.call('probes.start', request)
    await queueUntil(engine, allOver)
    expect(await engine.call('probes.list', {})).toMatchObject([
      { noise: null, unmeasured: [] },
      { noise: null, unmeasured: [] },
    ])
    expect((await engine.call('probes.start', request)).jobs).toEqual([])
    expect(log.started).toBe(2)
    const found = await engine.call('analysis.distances', {
      genomeId,
      rule: { chars: 4, strip: 'none', temperature: 1 },
      measure: 'nei',
    })
    expect(remarkTexts(found)).toContain(
      "a, b: The engine's noise could not be measured: bounds of similarities leave it out.",
    )
    await engine.close()
  })
})

it('goes on after a restart of the engine with what is missing', async () => {
  const hold = new Promise<void>(() => undefined)
  const first = fakeInference({
    gene: (gene, _, signal) =>
      gene.index === 3
        ? Promise.race([
            hold,
            new Promise<void>((__, reject) => {
              signal.addEventListener('abort', () => {
                reject(signal.reason as Error)
              })
            }),
          ])
        : undefined,
  })
  const { engine, request, folder, databaseFile } = await setUp({ startInference: first.start, onDisk: true })
  await engine.call('probes.start', request)
  await queueUntil(engine, (state) => state.jobs[0]?.done === 3)
  await engine.close()
  expect([first.log.started, first.log.closed]).toEqual([1, 1])

  const second = fakeInference()
  const again = await openEngine({ databaseFile, startInference: second.start, modelsFolder: join(folder, 'absent') })
  expect(await again.call('probes.list', {})).toMatchObject([{ done: 3, complete: false }])
  expect((await again.call('queue.get', {})).jobs).toEqual([])
  const { jobs } = await again.call('probes.start', request)
  expect(jobs).toMatchObject([{ done: 3, genes: 5 }])
  await queueUntil(again, allOver)
  // What shares a block is evaluated together again; what is stored stays.
  expect(second.log.blocks).toEqual([[0, 1, 2, 3, 4]])
  expect(await again.call('probes.list', {})).toMatchObject([{ done: 5, complete: true }])
  await again.close()
})

it('two engines on one database may probe the same model at once', async () => {
  const { engine, request, folder, databaseFile } = await setUp({
    startInference: fakeInference().start,
    onDisk: true,
    genes: 40,
  })
  const other = await openEngine({
    databaseFile,
    startInference: fakeInference().start,
    modelsFolder: join(folder, 'absent'),
  })
  await Promise.all([engine.call('probes.start', request), other.call('probes.start', request)])
  const states = await Promise.all([queueUntil(engine, allOver), queueUntil(other, allOver)])
  expect(states.map((state) => state.jobs[0]?.state)).toEqual(['done', 'done'])
  expect(await other.call('probes.list', {})).toMatchObject([{ done: 40, complete: true }])
  await engine.close()
  await other.close()
})

it('shows the name that a model has now', async () => {
  const { start } = fakeInference()
  const { engine, models, request } = await setUp({ startInference: start, modelNames: ['before'] })
  await engine.call('probes.start', request)
  await queueUntil(engine, allOver)
  await engine.call('models.rename', { modelId: models[0]!, name: 'after' })
  expect((await engine.call('queue.get', {})).jobs.map(({ modelName }) => modelName)).toEqual(['after'])
  await engine.close()
})

it('tells of genes that land and of a probe that became complete by events of their own', async () => {
  const { start } = fakeInference()
  const { engine, request } = await setUp({ startInference: start, genes: 40 })
  const heard: string[] = []
  for (const name of ['probes.grown', 'probes.changed'] as const) engine.on(name, () => heard.push(name))
  await engine.call('probes.start', request)
  await queueUntil(engine, allOver)
  expect(heard.filter((name) => name === 'probes.changed')).toHaveLength(1)
  expect(heard.at(-1)).toBe('probes.changed')
  expect(heard).toContain('probes.grown')
  await engine.close()
})

it('events come at most some five times a second, and the last one is the last state', async () => {
  const { start } = fakeInference()
  const { engine, request } = await setUp({ startInference: start, genes: 300 })
  let events = 0
  let last = 0
  engine.on('queue', (state) => {
    events += 1
    last = state.done
  })
  const began = performance.now()
  await engine.call('probes.start', request)
  await queueUntil(engine, allOver)
  expect(events).toBeLessThanOrEqual((performance.now() - began) / 200 + 2)
  expect(last).toBe(300)
  await engine.close()
})
