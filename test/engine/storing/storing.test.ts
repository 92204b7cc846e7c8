import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../engine/store/open-database.ts'
import type { Engine } from '../../../engine/engine.ts'
import type { CallInput } from '../../../engine/api/contract.ts'
import type { ImportColumn } from '../../../engine/api/scores-contract.ts'
import { LastMoment } from '../../../engine/computing/last-moment.ts'
import { setUp } from '../fixtures/queue-setup.ts'

const tasks = Array.from({ length: 20 }, (_, index) => `Task ${String(index)}`)

/** A table of 6000 scores. */
const table = {
  fileName: 'table.csv',
  text: `Model,${tasks.join(',')}\n${Array.from({ length: 300 }, (_, row) => `m${String(row)},${tasks.map((_, column) => `0.${String(100 + ((row * 7 + column * 13) % 900))}`).join(',')}`).join('\n')}\n`,
}
const columns: ImportColumn[] = ['Model', ...tasks].map((title, index) => ({
  title,
  role: index === 0 ? 'model' : 'score',
  unit: 1,
  scale: index === 0 ? null : 'fraction',
  benchmark: title,
  metric: 'score',
  shots: null,
  of: null,
}))
const records = Array.from({ length: 40_000 }, (_, index) =>
  JSON.stringify({ context: `Question ${String(index)}?`, choices: ['yes', 'no'], gold: index % 2 }),
).join('\n')
const genes = Array.from({ length: 20_000 }, (_, index) => `A gene with the number ${String(index)}`)

/** Calls that store much, each with what tells how much of it is stored. */
const large: {
  readonly name: string
  readonly call: (engine: Engine, operation: string) => Promise<unknown>
  readonly stored: (engine: Engine) => Promise<number>
  readonly all: number
}[] = [
  {
    name: 'scores.import',
    call: (engine, operation) => engine.call('scores.import', { ...table, columns, matches: [], operation }),
    stored: async (engine) => {
      const { models, scores } = await engine.call('scores.table', {})
      return models.length + scores.length
    },
    all: 6300,
  },
  {
    name: 'benchmarks.add',
    call: (engine, operation) =>
      engine.call('benchmarks.add', { name: 'long', task: 'plain', text: records, operation }),
    stored: async (engine) => (await engine.call('benchmarks.list', {})).reduce((sum, one) => sum + one.records, 0),
    all: 40_000,
  },
  {
    name: 'genomes.add',
    call: (engine, operation) => engine.call('genomes.add', { name: 'many', genes, operation }),
    stored: async (engine) => {
      const all = await engine.call('genomes.list', {})
      return all.reduce((sum, one) => sum + (one.name === 'many' ? one.genes : 0), 0)
    },
    all: 20_000,
  },
]

/** Resolves with the first progress of an operation of which something is done. */
function storingBegun(engine: Engine, operation: string): Promise<void> {
  return new Promise((resolve) => {
    const end = engine.on('operation', (progress) => {
      if (progress.operation !== operation || progress.item !== 'storing') return
      end()
      resolve()
    })
  })
}

describe.each(large)('$name beside other calls', ({ call, stored, all }) => {
  it('tells how far it is, lets others be answered in between, and stores all', { timeout: 60_000 }, async () => {
    const { engine, models } = await setUp({ onDisk: true })
    let isOver = false
    const storing = call(engine, 'store').finally(() => (isOver = true))
    await storingBegun(engine, 'store')
    // The thread holds the write lock: what reads is answered, and what writes waits for it and is done.
    expect(isOver).toBe(false)
    expect(await stored(engine)).toBe(0)
    await engine.call('models.rename', { modelId: models[0]!, name: 'renamed meanwhile' })
    await storing
    expect(await stored(engine)).toBe(all)
    expect((await engine.call('models.list', {})).map(({ name }) => name)).toEqual(['renamed meanwhile'])
    await engine.close()
  })

  it('leaves nothing where it is cancelled in the midst, and can be done again', { timeout: 60_000 }, async () => {
    const { engine, databaseFile } = await setUp({ onDisk: true })
    const storing = call(engine, 'store')
    await storingBegun(engine, 'store')
    await engine.call('operations.cancel', { operation: 'store' })
    await expect(storing).rejects.toMatchObject({ code: 'cancelled' })
    expect(await stored(engine)).toBe(0)
    await call(engine, 'again')
    expect(await stored(engine)).toBe(all)
    await engine.close()
    openDatabase(databaseFile).close()
  })
})

it('lets an import be asked for while a whole look through the database goes on', { timeout: 60_000 }, async () => {
  const { engine } = await setUp({ onDisk: true })
  await Promise.all([
    engine.call('system.doctor', { operation: 'look' }),
    engine.call('scores.import', { ...table, columns, matches: [] }),
  ])
  expect((await engine.call('scores.table', {})).scores).toHaveLength(6000)
  await engine.close()
})

describe('a benchmark that is to be measured', () => {
  const measured = (benchmarkId: string, modelIds: string[], operation: string): CallInput<'scores.measure'> => ({
    modelIds,
    benchmarkId,
    shots: 5,
    seed: 1,
    limit: null,
    load: { gpu: 'off', precision: 'file' },
    operation,
  })

  it('is read with others answered in between, and queues nothing where that is cancelled', {
    timeout: 60_000,
  }, async () => {
    const { engine, models } = await setUp({ onDisk: true })
    const { benchmark } = await engine.call('benchmarks.add', { name: 'long', task: 'plain', text: records })
    await engine.call('scoring.pause', {})
    const answers: string[] = []
    const measuring = engine
      .call('scores.measure', measured(benchmark.id, models, 'measure'))
      .finally(() => answers.push('measured'))
    for (let time = 0; time < 3; time += 1) {
      await engine.call('models.list', {})
      answers.push('listed')
    }
    expect(answers).toEqual(['listed', 'listed', 'listed'])
    await engine.call('operations.cancel', { operation: 'measure' })
    await expect(measuring).rejects.toMatchObject({ code: 'cancelled' })
    expect((await engine.call('scoring.get', {})).jobs).toEqual([])
    const { jobs } = await engine.call('scores.measure', measured(benchmark.id, models, 'again'))
    expect(jobs.map(({ items }) => items)).toEqual([40_000])
    await engine.close()
  })
})

describe('the last moment', () => {
  it('is passed or cancelled, whichever comes first', () => {
    const passed = new LastMoment()
    passed.pass()
    expect(new LastMoment(passed.cell).cancel()).toBe(false)
    const cancelled = new LastMoment()
    expect(cancelled.cancel()).toBe(true)
    expect(() => new LastMoment(cancelled.cell).pass()).toThrow('cancelled')
    expect(cancelled.cancel()).toBe(true)
  })
})
