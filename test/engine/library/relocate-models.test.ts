import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { namedModel, splitPart, write } from '../fixtures/tiny-library.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()

test('models whose files moved are found by content, told first, and kept in one step', async () => {
  const before = join(folder, 'before')
  const after = join(folder, 'after', 'deep')
  write(before, {
    'oak.gguf': namedModel('oak'),
    'elm.gguf': namedModel('elm'),
    'fir.gguf': namedModel('fir'),
    'big-00001-of-00002.gguf': splitPart(1, 2),
    'big-00002-of-00002.gguf': splitPart(2, 2),
  })
  const engine = await openEngine({ databaseFile: join(folder, 'db.sqlite') })
  await engine.call('models.add', { placeIds: [engine.grantPlace(before).id], operation: 'add' })
  mkdirSync(after, { recursive: true })
  renameSync(join(before, 'oak.gguf'), join(after, 'another name.gguf'))
  for (const part of ['1', '2']) {
    const name = `big-0000${part}-of-00002.gguf`
    renameSync(join(before, name), join(after, name))
  }
  rmSync(join(before, 'elm.gguf'))
  // As long as elm, and something else.
  writeFileSync(join(after, 'not elm.gguf'), namedModel('ulm'))

  const placeIds = [engine.grantPlace(join(folder, 'after')).id]
  const told = await engine.call('models.relocate', { placeIds, dryRun: true })
  expect(told.files).toBe(4)
  expect(told.found.map(({ name, from, to }) => [name, from, to]).sort()).toEqual(
    [
      ['big', join(before, 'big-00001-of-00002.gguf'), join(after, 'big-00001-of-00002.gguf')],
      ['oak', join(before, 'oak.gguf'), join(after, 'another name.gguf')],
    ].sort(),
  )
  expect(told.missing.map(({ name }) => name)).toEqual(['elm'])
  const states = async () =>
    (await engine.call('models.list', {})).map(({ name, filesState }) => [name, filesState]).sort()
  expect(await states()).toEqual([
    ['big', 'missing'],
    ['elm', 'missing'],
    ['fir', 'present'],
    ['oak', 'missing'],
  ])

  expect(await engine.call('models.relocate', { placeIds })).toEqual(told)
  expect(await states()).toEqual([
    ['big', 'present'],
    ['elm', 'missing'],
    ['fir', 'present'],
    ['oak', 'present'],
  ])
  expect((await engine.call('models.relocate', { placeIds })).found).toEqual([])
  await engine.close()
})

test('a model that came without a file is found too', async () => {
  const lies = join(folder, 'lies')
  write(lies, { 'oak.gguf': namedModel('oak') })
  const engine = await openEngine({ databaseFile: join(folder, 'other.sqlite') })
  await engine.call('models.add', { placeIds: [engine.grantPlace(lies).id], operation: 'add' })
  const [{ id, places }] = (await engine.call('models.list', {})) as never as [
    { id: string; places: { number: number }[] },
  ]
  await engine.call('models.removePlace', { modelId: id, place: places[0]!.number })
  const { found } = await engine.call('models.relocate', { placeIds: [engine.grantPlace(lies).id] })
  expect(found).toMatchObject([{ name: 'oak', from: null, to: join(lies, 'oak.gguf') }])
  await engine.close()
})
