import { expect, it } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { ModelStore } from '../../../engine/store/model-store.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'
import { lockByAnother } from '../fixtures/lock-by-another.ts'
import { setUp } from '../fixtures/queue-setup.ts'

it('a library from before digests of vocabularies is brought up to date at opening, also while another program writes to it', {
  timeout: 60_000,
}, async () => {
  const { engine, databaseFile, models } = await setUp({ onDisk: true })
  await engine.close()
  const connection = openDatabase(databaseFile)
  const stored = new ModelStore(connection)
  const digest = stored.get(models[0]!)!.vocabularyDigest
  expect(digest).toMatch(/^[0-9a-f]{64}$/)
  connection.exec('UPDATE models SET vocabulary_digest = NULL')
  const lock = await lockByAnother(databaseFile)
  const opening = openEngine({ databaseFile, modelsFolder: '/absent' })
  const ended = opening.then(
    () => undefined,
    (error: unknown) => error,
  )
  await new Promise((resolve) => setTimeout(resolve, 300))
  await lock.release()
  expect(await ended).toBeUndefined()
  expect(stored.get(models[0]!)!.vocabularyDigest).toBe(digest)
  await (await opening).close()
  connection.close()
})
