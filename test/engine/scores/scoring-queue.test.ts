import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CallInput, ScoringState } from '../../../engine/api/contract.ts'
import { crashesInARow } from '../../../engine/jobs/crash-record.ts'
import { openEngine } from '../../../engine/engine.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'
import { Death, fakeInference } from '../fixtures/fake-inference.ts'
import { fileChanges } from '../fixtures/file-changes.ts'
import { allOver, isOver, queueUntil, scoringUntil, setUp, type Setup } from '../fixtures/queue-setup.ts'
import { namedModel } from '../fixtures/tiny-library.ts'

type Options = Parameters<typeof setUp>[0]

/** An engine with a benchmark of so many questions, of which the even ones are answered by the first choice. */
async function withBenchmark(
  questions: number,
  options: Options,
): Promise<Setup & { readonly measure: CallInput<'scores.measure'> }> {
  const setup = await setUp(options)
  const text = Array.from({ length: questions }, (_, index) =>
    JSON.stringify({ context: `Question ${String(index)}:`, choices: [' yes', ' no'], gold: index % 2 }),
  ).join('\n')
  const { benchmark } = await setup.engine.call('benchmarks.add', { name: 'evens', task: 'plain', text })
  return {
    ...setup,
    measure: { modelIds: setup.models, benchmarkId: benchmark.id, seed: 0, limit: null, load: { gpu: 'off' } },
  }
}

const over = (state: ScoringState): boolean => state.jobs.every(isOver)

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error)
    })
  })

describe('a run that goes well', () => {
  it('sends blocks of 64 items, stores each, and computes the metrics of the task from what is stored', async () => {
    const { start, log } = fakeInference()
    const { engine, measure, models } = await withBenchmark(130, { startInference: start })
    const { jobs, skipped } = await engine.call('scores.measure', measure)
    expect([jobs.length, skipped.length]).toEqual([1, 0])
    expect(jobs[0]).toMatchObject({
      items: 130,
      task: 'plain',
      shots: 0,
      limit: null,
      benchmarkName: 'evens',
      modelName: 'one',
    })
    expect(await scoringUntil(engine, over)).toMatchObject({
      items: 130,
      done: 130,
      remaining: 0,
      jobs: [{ state: 'done', done: 130, failure: null }],
    })
    expect(log.itemBlocks.map((block) => [block[0], block.length])).toEqual([
      [0, 64],
      [64, 64],
      [128, 2],
    ])
    expect(log.loads).toMatchObject([{ settings: { gpu: 'off', longestText: 256 } }])
    expect([log.started, log.closed]).toEqual([1, 1])
    const [run] = await engine.call('runs.list', {})
    expect(run).toMatchObject({
      modelId: models[0],
      done: 130,
      items: 130,
      complete: true,
      setAside: [],
      cutItems: 0,
      precision: 'file',
    })
    // Half of the answers are right; the spread of 65 ones and 65 zeros.
    const stderr = Math.sqrt((130 * 0.25) / 129 / 130)
    expect(run!.metrics[0]).toMatchObject({ metric: 'acc', value: 0.5, n: 130 })
    expect(run!.metrics[0]!.stderr).toBeCloseTo(stderr, 12)
    expect(run!.metrics.map(({ metric }) => metric)).toEqual(['acc', 'acc_norm', 'acc_bytes', 'bits_per_byte'])
    const table = await engine.call('scores.table', {})
    expect(table.models).toMatchObject([{ name: 'one', modelId: models[0], parameters: 72 }])
    expect(table.scores.find(({ metric }) => metric === 'acc')).toMatchObject({
      benchmark: 'evens',
      value: 0.5,
      shots: 0,
      n: 130,
      source: 'measured',
    })
    await engine.close()
  })

  it('is not repeated: a complete run is skipped; another limit, seed or task is another run', async () => {
    const { start, log } = fakeInference()
    const { engine, measure } = await withBenchmark(10, { startInference: start })
    const again = async (changes: Partial<typeof measure>): Promise<number> => {
      const { skipped } = await engine.call('scores.measure', { ...measure, ...changes })
      await scoringUntil(engine, over)
      return skipped.length
    }
    expect(await again({})).toBe(0)
    expect(await again({})).toBe(1)
    // Without examples there is no draw, and a limit beyond the last item is none.
    expect(await again({ seed: 7 })).toBe(1)
    expect(await again({ limit: 10 })).toBe(1)
    expect(await again({ limit: 3 })).toBe(0)
    expect(await again({ shots: 2 })).toBe(0)
    expect(await again({ shots: 2, seed: 7 })).toBe(0)
    expect(log.itemBlocks.map((block) => block.length)).toEqual([10, 3, 10, 10])
    // The table shows the run with the most items of each number of shots.
    const { scores } = await engine.call('scores.table', {})
    expect(
      scores.filter(({ metric }) => metric === 'acc').map(({ shots, n, sourceDetail }) => [shots, n, sourceDetail]),
    ).toEqual([
      [0, 10, 'seed 0, precision file'],
      [2, 10, 'seed 7, precision file'],
    ])
    await engine.close()
  })

  it('gives its items page by page, with context, choices, log-likelihoods and the right answer', async () => {
    const { start } = fakeInference({ choice: (item, place) => (item.index === 3 && place === 1 ? -0.5 : -1 - place) })
    const { engine, measure } = await withBenchmark(10, { startInference: start })
    await engine.call('scores.measure', measure)
    await scoringUntil(engine, over)
    const [run] = await engine.call('runs.list', {})
    const page = await engine.call('runs.items', { runId: run!.id, only: 'all', from: 3, count: 2 })
    expect(page.total).toBe(10)
    expect(page.items[0]).toMatchObject({
      index: 3,
      gold: [1],
      chosen: 1,
      correct: true,
      choices: [
        { context: 'Question 3:', continuation: ' yes', text: 'yes', logLikelihood: -1, tokens: 1, greedy: true },
        { continuation: ' no', logLikelihood: -0.5 },
      ],
      values: [
        { metric: 'acc', value: 1 },
        { metric: 'acc_norm' },
        { metric: 'acc_bytes' },
        { metric: 'bits_per_byte' },
      ],
    })
    expect(
      (await engine.call('runs.items', { runId: run!.id, only: 'wrong', from: 0, count: 100 })).items.map(
        ({ index }) => index,
      ),
    ).toEqual([1, 5, 7, 9])
    await engine.close()
  })
})

describe('a model file that changes between two items', () => {
  const before = namedModel('one')

  it.each(Object.entries(fileChanges))(
    '%s: the run fails and says so, has no scores, and goes on once the file is back',
    async (_, change) => {
      let changed = false
      const { start } = fakeInference({
        item: ({ index }) => {
          if (index !== 70 || changed) return
          changed = true
          change(join(folder, 'one.gguf'), namedModel('two'))
        },
      })
      const { engine, measure, folder } = await withBenchmark(130, { startInference: start })
      await engine.call('scores.measure', measure)
      const [job] = (await scoringUntil(engine, over)).jobs
      expect(job).toMatchObject({ state: 'failed', done: 64, failure: { failure: 'changed-file' } })
      expect(job!.failure!.message).toMatch(
        /one\.gguf has changed since it was added: expected sha256 \w{12}…, found sha256 \w{12}…\. Add it again to evaluate what it holds now\. The 64 items that were evaluated since the last look at it are not kept\.$/,
      )
      expect(await engine.call('runs.list', {})).toMatchObject([
        { done: 64, complete: false, metrics: [], setAside: [] },
      ])
      expect((await engine.call('scores.table', {})).scores).toEqual([])
      change(join(folder, 'one.gguf'), before)
      await engine.call('scores.measure', measure)
      expect((await scoringUntil(engine, over)).jobs).toMatchObject([{ state: 'done', done: 130 }])
      expect((await engine.call('runs.list', {}))[0]!.metrics[0]).toMatchObject({ metric: 'acc', value: 0.5, n: 130 })
      await engine.close()
    },
  )
})

describe('one model at a time', () => {
  it('holds for probes and scoring together, which take turns', async () => {
    const order: string[] = []
    let open = 0
    let most = 0
    const { start } = fakeInference({
      load: () => {
        open += 1
        most = Math.max(most, open)
      },
      gene: (gene) => {
        if (gene.index === 4) {
          open -= 1
          order.push('probe')
        }
      },
      item: (item) => {
        if (item.index === 9) {
          open -= 1
          order.push('score')
        }
      },
    })
    const { engine, measure, request } = await withBenchmark(10, { startInference: start, modelNames: ['a', 'b'] })
    await engine.call('probes.start', request)
    await engine.call('scores.measure', measure)
    await Promise.all([queueUntil(engine, allOver), scoringUntil(engine, over)])
    expect(most).toBe(1)
    expect(order).toEqual(['probe', 'score', 'probe', 'score'])
    await engine.close()
  })

  it('is loaded once for all benchmarks that wait for it, and ended before the next one is loaded', async () => {
    const { start, log } = fakeInference({
      load: () => {
        expect(log.started - log.closed).toBe(1)
      },
    })
    const { engine, measure } = await withBenchmark(3, { startInference: start, modelNames: ['a', 'b'] })
    const { benchmark } = await engine.call('benchmarks.add', {
      name: 'odds',
      task: 'plain',
      text: JSON.stringify({ context: 'Odd:', choices: [' 1', ' 2'], gold: 0 }),
    })
    await engine.call('scores.measure', measure)
    await engine.call('scores.measure', { ...measure, benchmarkId: benchmark.id })
    expect(await scoringUntil(engine, over)).toMatchObject({ items: 8, done: 8 })
    expect(log.loads.map(({ path }) => path.at(-6))).toEqual(['a', 'b'])
    await engine.close()
    expect([log.started, log.closed]).toEqual([2, 2])
  })

  it('a loaded model whose next job has other settings is ended too', async () => {
    const { start, log } = fakeInference()
    const { engine, measure } = await withBenchmark(3, { startInference: start })
    const long = JSON.stringify({ context: `${'long '.repeat(100)}:`, choices: [' 1', ' 2'], gold: 0 })
    const { benchmark } = await engine.call('benchmarks.add', { name: 'long', task: 'plain', text: long })
    await engine.call('scores.measure', measure)
    await engine.call('scores.measure', { ...measure, benchmarkId: benchmark.id })
    await scoringUntil(engine, over)
    expect(log.loads.map(({ settings }) => settings.longestText)).toEqual([256, 512])
    await engine.close()
    expect([log.started, log.closed]).toEqual([2, 2])
  })

  it('a job cancelled while another queue works is never begun', async () => {
    const { start, log } = fakeInference({
      gene: async (gene, _process, signal) => {
        if (gene.index === 0) await untilAborted(signal)
      },
    })
    const { engine, measure, request } = await withBenchmark(4, { startInference: start })
    await engine.call('probes.start', request)
    await queueUntil(engine, (state) => state.jobs[0]?.state === 'running')
    const { jobs } = await engine.call('scores.measure', measure)
    expect((await engine.call('scoring.cancel', { jobId: jobs[0]!.id })).jobs[0]?.state).toBe('cancelled')
    await engine.call('queue.cancelAll', {})
    await queueUntil(engine, allOver)
    await engine.close()
    expect([log.started, log.itemBlocks]).toEqual([1, []])
  })
})

describe('pause and resume', () => {
  it('pausing finishes the block in flight and unloads; resuming sends only what is missing', async () => {
    const held = Promise.withResolvers<undefined>()
    const { start, log } = fakeInference({ item: (item) => (item.index === 10 ? held.promise : undefined) })
    const { engine, measure } = await withBenchmark(130, { startInference: start })
    await engine.call('scores.measure', measure)
    await scoringUntil(engine, (state) => state.jobs[0]?.done === 10)
    expect((await engine.call('scoring.pause', {})).paused).toBe(true)
    held.resolve(undefined)
    expect((await scoringUntil(engine, (state) => state.jobs[0]?.state === 'paused')).jobs[0]?.done).toBe(64)
    expect([log.started, log.closed]).toEqual([1, 1])
    expect((await engine.call('scoring.resume', {})).paused).toBe(false)
    expect((await scoringUntil(engine, over)).jobs[0]).toMatchObject({ state: 'done', done: 130 })
    expect(log.itemBlocks.map((block) => block[0])).toEqual([0, 64, 128])
    await engine.close()
  })

  it('a model that is kept for the next benchmark is unloaded too, and its job goes on when resumed', async () => {
    const held = Promise.withResolvers<undefined>()
    const { start, log } = fakeInference({ item: (item) => (item.index === 2 ? held.promise : undefined) })
    const { engine, measure } = await withBenchmark(3, { startInference: start })
    const { benchmark } = await engine.call('benchmarks.add', {
      name: 'odds',
      task: 'plain',
      text: JSON.stringify({ context: 'Odd:', choices: [' 1', ' 2'], gold: 0 }),
    })
    await engine.call('scores.measure', measure)
    await engine.call('scores.measure', { ...measure, benchmarkId: benchmark.id })
    await scoringUntil(engine, (state) => state.jobs[0]?.done === 2)
    await engine.call('scoring.pause', {})
    held.resolve(undefined)
    await scoringUntil(engine, (state) => state.jobs[0]?.state === 'done')
    await expect.poll(() => log.closed).toBe(1)
    expect((await engine.call('scoring.get', {})).jobs.map(({ state }) => state)).toEqual(['done', 'waiting'])
    await engine.call('scoring.resume', {})
    await scoringUntil(engine, over)
    expect([log.started, log.itemBlocks.length]).toEqual([2, 2])
    await engine.close()
  })

  it('a queue that is paused takes jobs and starts none, and gives the slot to the other queue', async () => {
    const { start, log } = fakeInference()
    const { engine, measure, request } = await withBenchmark(4, { startInference: start })
    await engine.call('scoring.pause', {})
    await engine.call('scores.measure', measure)
    await engine.call('probes.start', request)
    await queueUntil(engine, allOver)
    expect((await engine.call('scoring.get', {})).jobs[0]?.state).toBe('waiting')
    expect([log.started, log.itemBlocks]).toEqual([1, []])
    expect((await engine.call('queue.get', {})).paused).toBe(false)
    await engine.call('scoring.resume', {})
    await scoringUntil(engine, over)
    expect(log.started).toBe(2)
    await engine.close()
  })
})

describe('cancel, resume, close', () => {
  it('keeps the items that have landed, and goes on with the whole block they are in', async () => {
    let hold = true
    const { start, log } = fakeInference({
      item: async (item, _process, signal) => {
        if (hold && item.index === 70) await untilAborted(signal)
      },
    })
    const { engine, measure } = await withBenchmark(130, { startInference: start })
    const { jobs } = await engine.call('scores.measure', measure)
    await scoringUntil(engine, (state) => state.jobs[0]?.done === 70)
    await engine.call('scoring.cancel', { jobId: jobs[0]!.id })
    expect((await scoringUntil(engine, over)).jobs[0]).toMatchObject({ state: 'cancelled', done: 70 })
    // What has landed is stored after a look at the file.
    await expect
      .poll(() => engine.call('runs.list', {}))
      .toMatchObject([{ done: 70, items: 130, complete: false, metrics: [] }])
    expect((await engine.call('scores.table', {})).scores).toEqual([])
    hold = false
    expect((await engine.call('scores.measure', measure)).jobs[0]).toMatchObject({ done: 70 })
    expect((await scoringUntil(engine, over)).jobs[0]).toMatchObject({ state: 'done', done: 130 })
    expect(log.itemBlocks.map((block) => [block[0], block.length])).toEqual([
      [0, 64],
      [64, 64],
      [64, 64],
      [128, 2],
    ])
    await engine.close()
  })

  it('goes on after a restart of the engine with what is missing', async () => {
    const { start } = fakeInference({
      item: async (item, _process, signal) => {
        if (item.index === 5) await untilAborted(signal)
      },
    })
    const { engine, measure, databaseFile, folder } = await withBenchmark(10, { startInference: start, onDisk: true })
    await engine.call('scores.measure', measure)
    await scoringUntil(engine, (state) => state.jobs[0]?.done === 5)
    await engine.close()
    const other = fakeInference()
    const next = await openEngine({ databaseFile, startInference: other.start, modelsFolder: folder })
    expect((await next.call('scores.measure', measure)).jobs[0]).toMatchObject({ done: 5 })
    await scoringUntil(next, over)
    expect((await next.call('runs.list', {}))[0]).toMatchObject({ done: 10, complete: true })
    await next.close()
  })

  it('computes the metrics of a run whose last item was stored just before the end of a process', async () => {
    const { start } = fakeInference()
    const { engine, measure, databaseFile, folder } = await withBenchmark(4, { startInference: start, onDisk: true })
    await engine.call('scores.measure', measure)
    await scoringUntil(engine, over)
    await engine.close()
    const database = openDatabase(databaseFile)
    database.exec('DELETE FROM run_metrics')
    database.close()
    const other = fakeInference()
    const next = await openEngine({ databaseFile, startInference: other.start, modelsFolder: folder })
    await next.call('scores.measure', measure)
    await scoringUntil(next, over)
    expect((await next.call('runs.list', {}))[0]!.metrics[0]).toMatchObject({ metric: 'acc', value: 0.5 })
    expect(other.log.started).toBe(0)
    await next.close()
  })
})

describe('a process that dies', () => {
  it('on one item sets that item aside and scores the others', async () => {
    const { start } = fakeInference({
      item: (item) => {
        if (item.index === 6) throw new Death()
      },
    })
    const { engine, measure } = await withBenchmark(10, { startInference: start })
    await engine.call('scores.measure', measure)
    expect((await scoringUntil(engine, over)).jobs[0]).toMatchObject({ state: 'done', done: 10 })
    const [run] = await engine.call('runs.list', {})
    expect(run).toMatchObject({ done: 9, setAside: [6], complete: true })
    expect(run!.metrics[0]).toMatchObject({ metric: 'acc', n: 9 })
    expect((await engine.call('scores.table', {})).scores[0]!.sourceDetail).toMatch(/some items set aside/)
    await engine.close()
  })

  it('again and again fails the job, and no score comes of it', async () => {
    const { start, log } = fakeInference({
      item: () => {
        throw new Death()
      },
    })
    const { engine, measure } = await withBenchmark(10, { startInference: start })
    await engine.call('scores.measure', measure)
    const [job] = (await scoringUntil(engine, over)).jobs
    expect(job).toMatchObject({ state: 'failed', done: 0, failure: { stage: 'score' } })
    expect(job!.failure!.message).toMatch(/failed 6 times in a row without finishing an item/)
    expect(log.started).toBe(crashesInARow)
    expect((await engine.call('scores.table', {})).scores).toEqual([])
    await engine.close()
  })
})

describe('what is removed', () => {
  it('takes its scores with it: a run, a benchmark, a model', async () => {
    const { start } = fakeInference()
    const { engine, measure, models } = await withBenchmark(4, { startInference: start, modelNames: ['a', 'b'] })
    const count = async () => {
      const table = await engine.call('scores.table', {})
      return [table.models.length, table.scores.filter(({ metric }) => metric === 'acc').length]
    }
    const run = async () => {
      await engine.call('scores.measure', measure)
      await scoringUntil(engine, over)
    }
    await run()
    expect(await count()).toEqual([2, 2])
    const runs = await engine.call('runs.list', {})
    await engine.call('runs.remove', { runId: runs[0]!.id })
    expect(await count()).toEqual([1, 1])
    await engine.call('models.remove', { modelId: models[1]! })
    expect(await count()).toEqual([0, 0])
    await engine.call('scores.measure', { ...measure, modelIds: [models[0]!] })
    await scoringUntil(engine, over)
    await engine.call('benchmarks.remove', { benchmarkId: measure.benchmarkId })
    expect(await count()).toEqual([0, 0])
    expect(await engine.call('benchmarks.list', {})).toEqual([])
    await engine.close()
  })

  it('a measured score cannot be made without the items it is of', async () => {
    const { start } = fakeInference()
    const { engine, measure, databaseFile } = await withBenchmark(4, { startInference: start, onDisk: true })
    await engine.call('scores.measure', measure)
    await scoringUntil(engine, over)
    await engine.close()
    const database = openDatabase(databaseFile)
    const insert = (n: number) =>
      database
        .prepare(
          `INSERT INTO run_metrics SELECT id, '', 'invented', 9, 1, NULL, ${String(n)}, NULL FROM benchmark_runs`,
        )
        .run()
    expect(() => insert(5)).toThrow(/needs the stored results of its items/)
    expect(() => database.exec('UPDATE run_metrics SET value = 1')).toThrow(/made anew, not changed/)
    expect(() =>
      database.exec(`INSERT INTO scores VALUES (1, 1, 'b', 'acc', 0, 1, NULL, 4, 'measured', '', 'now', NULL)`),
    ).toThrow(/CHECK constraint/)
    expect(() => database.exec('UPDATE choice_results SET tokens = 0')).toThrow(/CHECK constraint/)
    expect(() => database.exec('UPDATE choice_results SET log_likelihood = 0.5')).toThrow(/CHECK constraint/)
    database.exec('DELETE FROM item_results WHERE item_index = 0')
    expect(database.prepare('SELECT count(*) FROM run_metrics').pluck().get()).toBe(0)
    database.close()
  })
})
