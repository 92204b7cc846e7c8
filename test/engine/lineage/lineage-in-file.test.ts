import Database from 'better-sqlite3'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const demo = join(import.meta.dirname, '../../../models/demo')
const folder = temporaryFolder()
const databaseFile = join(folder, 'library.sqlite')
const engine = await openEngine({ databaseFile, modelsFolder: join(folder, 'absent') })
afterAll(() => engine.close())

const placeIds = ['oak', 'oak-tales', 'fern'].map((name) => engine.grantPlace(join(demo, `${name}.gguf`)).id)
await engine.call('models.add', { placeIds, operation: 'add' })
const idOf = new Map((await engine.call('models.list', {})).map(({ id, name }) => [name, id]))
await engine.call('lineage.sketch', { modelIds: [...idOf.values()] })

test('a lineage is computed from sketches that a thread reads from the database, model by model, with progress', async () => {
  const seen: unknown[] = []
  const end = engine.on('operation', (progress) => seen.push(progress))
  const { models, families, remarks } = await engine.call('analysis.lineage', { operation: 'lineage' })
  end()
  expect(models).toEqual(['fern', 'oak', 'oak-tales'])
  expect(families).toEqual([[idOf.get('oak'), idOf.get('oak-tales')], [idOf.get('fern')]])
  expect(remarks).toEqual([])
  expect(seen[0]).toMatchObject({ item: 'Reading sketches', done: 1, total: 3, unit: 'models' })
})

/** By an engine that keeps no answer from before. */
async function lineageAnew() {
  const another = await openEngine({ databaseFile, modelsFolder: join(folder, 'absent') })
  try {
    return await another.call('analysis.lineage', {})
  } finally {
    await another.close()
  }
}

test('a model one of whose sketches is damaged is left out with a remark; where all are, there is nothing to tell', async () => {
  const database = new Database(databaseFile)
  database
    .prepare('UPDATE tensor_sketches SET content = zeroblob(length(content)) WHERE position = 5 AND model_id = ?')
    .run(idOf.get('oak')!)
  const { models, families, remarks } = await lineageAnew()
  expect(models).toEqual(['fern', 'oak-tales'])
  expect(families).toEqual([[idOf.get('fern')], [idOf.get('oak-tales')]])
  expect(remarks).toMatchObject([{ kind: 'weights not read', modelIds: [idOf.get('oak')] }])
  database.exec('UPDATE tensor_sketches SET content = zeroblob(length(content)) WHERE position = 5')
  database.close()
  await expect(lineageAnew()).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('none among 3') as string,
  })
})
