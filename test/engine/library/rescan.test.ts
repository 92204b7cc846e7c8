import { appendFileSync } from 'node:fs'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { rescan } from '../../../engine/library/rescan.ts'
import type { DigestStore } from '../../../engine/store/digest-store.ts'
import { ModelStore } from '../../../engine/store/model-store.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const demo = (name: string): string => fileURLToPath(new URL(`../../../models/demo/${name}.gguf`, import.meta.url))

it('a rescan tells what is new, moved and gone where models were added, and adds and relocates it when asked to', async () => {
  const home = temporaryFolder()
  const [folder, single] = [join(home, 'models'), join(home, 'single')]
  await mkdir(join(folder, 'deep'), { recursive: true })
  await mkdir(single)
  for (const name of ['oak', 'fern', 'moss']) await copyFile(demo(name), join(folder, `${name}.gguf`))
  await copyFile(demo('oak-tales'), join(single, 'oak-tales.gguf'))
  const engine = await openEngine({
    databaseFile: join(home, 'db.sqlite'),
    surroundings: { home, platform: process.platform, variables: {} },
  })
  const placeIds = [folder, join(single, 'oak-tales.gguf')].map((path) => engine.grantPlace(path).id)
  await engine.call('models.add', { placeIds, operation: 'adding' })
  const look = (options = {}) => engine.call('models.rescan', { operation: 'looking', ...options })
  expect(await look()).toEqual({ fresh: [], moved: [], vanished: [], report: null })

  await rename(join(folder, 'oak.gguf'), join(folder, 'deep', 'renamed.gguf'))
  await rm(join(folder, 'moss.gguf'))
  await copyFile(demo('oak-sums'), join(single, 'beside.gguf'))
  const found = await look()
  expect(found.fresh.map(({ path }) => path)).toEqual([join(single, 'beside.gguf')])
  expect(found.moved).toMatchObject([
    { name: 'oak', from: join(folder, 'oak.gguf'), path: join(folder, 'deep', 'renamed.gguf') },
  ])
  expect(found.vanished).toMatchObject([{ name: 'moss', path: join(folder, 'moss.gguf') }])
  // Looking alone changes nothing.
  expect(await look()).toEqual(found)

  const { report } = await look({ relocate: true })
  expect(report).toMatchObject({ added: [], moved: [{ name: 'oak' }] })
  const models = await engine.call('models.list', {})
  expect(models.find(({ name }) => name === 'oak')).toMatchObject({
    filesState: 'present',
    places: [{ path: join(folder, 'deep', 'renamed.gguf') }],
  })
  expect((await look({ add: true })).report?.added.map(({ name }) => name)).toEqual(['beside'])
  expect(await look()).toMatchObject({ fresh: [], moved: [], vanished: [{ name: 'moss' }] })
  await engine.close()
})

it('a rescan is cancelled by its operation', async () => {
  const home = temporaryFolder()
  const engine = await openEngine({
    databaseFile: join(home, 'db.sqlite'),
    surroundings: { home, platform: process.platform, variables: {} },
  })
  await copyFile(demo('oak'), join(home, 'oak.gguf'))
  await copyFile(demo('fern'), join(home, 'fern.gguf'))
  await engine.call('models.add', { placeIds: [engine.grantPlace(join(home, 'oak.gguf')).id], operation: 'adding' })
  const looking = engine.call('models.rescan', { operation: 'looking', add: true })
  const refused = expect(looking).rejects.toMatchObject({ code: 'cancelled' })
  await engine.call('operations.cancel', { operation: 'looking' })
  await refused
  expect(await engine.call('models.list', {})).toHaveLength(1)
  await engine.close()
})

it('a file that grows while its content is compared is new, and does not end the rescan', async () => {
  const home = temporaryFolder()
  const databaseFile = join(home, 'db.sqlite')
  const engine = await openEngine({ databaseFile, surroundings: { home, platform: process.platform, variables: {} } })
  await copyFile(demo('oak'), join(home, 'oak.gguf'))
  await engine.call('models.add', { placeIds: [engine.grantPlace(join(home, 'oak.gguf')).id], operation: 'adding' })
  await engine.close()
  const growing = join(home, 'copy.gguf')
  await rename(join(home, 'oak.gguf'), growing)
  const connection = openDatabase(databaseFile)
  try {
    const digests = {
      get: () => {
        appendFileSync(growing, ' ')
        return undefined
      },
      set: () => undefined,
    } as unknown as DigestStore
    const { fresh, moved, vanished } = await rescan(new ModelStore(connection).list(), [], [growing], { digests })
    expect([fresh.map(({ path }) => path), moved, vanished.length]).toEqual([[growing], [], 1])
  } finally {
    connection.close()
  }
})
