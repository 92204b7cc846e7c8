import { join } from 'node:path'
import { expect, it } from 'vitest'
import { promptChoiceScore } from '../../../core/benchmark/choice-score.ts'
import { openEngine } from '../../../engine/engine.ts'
import { BenchmarkStore } from '../../../engine/store/benchmark-store.ts'
import { ModelStore } from '../../../engine/store/model-store.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'
import { checksumFunction, rowChecksum } from '../../../engine/store/row-checksum.ts'
import { type RunKey, RunStore } from '../../../engine/store/run-store.ts'
import { fillDatabase } from '../fixtures/filled-database.ts'
import { hurt } from '../fixtures/hurt.ts'
import { sampleEnvironment, sampleModel } from '../fixtures/samples.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const key: RunKey = {
  modelId: 'elm',
  benchmarkId: 'b',
  task: 'plain',
  shots: 0,
  seed: 0,
  limit: null,
  precision: 'file',
}

it('looks at each stored item once while a run grows', () => {
  const connection = openDatabase(':memory:')
  new ModelStore(connection).insert(sampleModel('elm'))
  new BenchmarkStore(connection).insert(
    { id: 'b', name: 'sums', digest: 'd', task: 'plain', description: '', builtIn: false },
    [],
  )
  const runs = new RunStore(connection)
  const id = runs.open(key, 60)
  let summed = 0
  connection.function(checksumFunction, { varargs: true, deterministic: true }, (...values: unknown[]) => {
    summed += 1
    return rowChecksum(...values)
  })
  const choices = [promptChoiceScore([-1], false), promptChoiceScore([-2], false)]
  let looked = 0
  for (let index = 0; index < 60; index += 1) {
    runs.addItem(id, { index, choices }, sampleEnvironment, 1)
    const before = summed
    expect(runs.find(key)?.done).toBe(index + 1)
    looked += summed - before
  }
  // A row of the item and one for each choice.
  expect(looked).toBe(60 * 3)
  connection.close()
})

it('lists all runs where an item of one is damaged, and names it; nothing goes on from the damaged one', async () => {
  const file = join(temporaryFolder(), 'db.sqlite')
  fillDatabase(file)
  hurt(file, 'UPDATE choice_results SET log_likelihood = -9 WHERE run_id = 1 AND item_index = 2 AND choice = 1')
  const what = /choice 2 of item 3 of model elm on benchmark sums .*'cladescope doctor --check --repair/
  const connection = openDatabase(file)
  const store = new RunStore(connection)
  expect(() => store.find(key)).toThrow(what)
  expect(store.find({ ...key, modelId: 'ivy' })).toMatchObject({ done: 10, damage: null })
  connection.close()
  const engine = await openEngine({ databaseFile: file, modelsFolder: join(file, 'absent') })
  expect(await engine.call('runs.list', {})).toMatchObject([
    { modelName: 'elm', done: 10, damage: expect.stringMatching(what) as string },
    { modelName: 'ivy', damage: null },
    { modelName: 'oak', damage: null },
  ])
  await expect(engine.call('runs.items', { runId: '1', only: 'all', from: 0, count: 10 })).rejects.toThrow(what)
  expect((await engine.call('runs.items', { runId: '2', only: 'all', from: 0, count: 10 })).total).toBe(10)
  expect(await engine.call('runs.remove', { runId: '1' })).toMatchObject({ removed: true })
  await engine.close()
})

it('lists benchmarks and their runs where a record is damaged, and names it', async () => {
  const file = join(temporaryFolder(), 'db.sqlite')
  fillDatabase(file)
  hurt(file, `UPDATE benchmark_records SET text = 'else' WHERE record_index = 4`)
  const damage = expect.stringMatching(/record 5 of benchmark sums/) as string
  const engine = await openEngine({ databaseFile: file, modelsFolder: join(file, 'absent') })
  expect(await engine.call('benchmarks.list', {})).toMatchObject([
    { name: 'sums', records: 10, repeated: null, damage },
  ])
  expect(await engine.call('runs.list', {})).toMatchObject(
    [1, 2, 3].map(() => ({ done: 10, repeatedItems: null, damage })),
  )
  await expect(engine.call('benchmarks.items', { benchmarkId: 'b', seed: 0, from: 0, count: 10 })).rejects.toThrow(
    /record 5 of benchmark sums/,
  )
  await engine.close()
})
