import { expect, it, vi } from 'vitest'
import type { EventName } from '../../engine/api/contract.ts'
import { openEngine } from '../../engine/engine.ts'
import { ChangesByOthers } from '../../engine/store/changes-by-others.ts'
import { openDatabase } from '../../engine/store/open-database.ts'
import { fakeInference } from './fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from './fixtures/queue-setup.ts'
import { temporaryFolder } from './fixtures/temporary-folder.ts'

const changes = [
  'models.changed',
  'genomes.changed',
  'probes.changed',
  'probes.grown',
  'runs.changed',
  'scores.changed',
  'benchmarks.changed',
  'emergence.changed',
] as const

it('what another engine adds, renames, probes and removes is told, each as what it is', async () => {
  const { start } = fakeInference()
  const { engine: page, databaseFile, models, request } = await setUp({ onDisk: true, modelNames: ['a', 'b'] })
  const other = await openEngine({ databaseFile, startInference: start, restartDelays: [1], modelsFolder: '/absent' })
  const heard = new Set<EventName>()
  for (const name of changes) page.on(name, () => heard.add(name))
  const told = async (expected: readonly EventName[]): Promise<void> => {
    await expect.poll(() => [...heard].sort(), { timeout: 10_000 }).toEqual([...expected].sort())
    heard.clear()
  }
  /** Longer than the pause between two looks. */
  const nextLook = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1200))
  // The first one learns what there is. The genome was stored through a connection of its own: that may be told.
  await nextLook()
  heard.clear()

  await other.call('models.rename', { modelId: models[0]!, name: 'renamed' })
  await told(['models.changed'])
  expect((await page.call('models.list', {})).map(({ name }) => name)).toEqual(['b', 'renamed'])

  await other.call('models.tag', { modelIds: [models[1]!], add: ['small'] })
  await told(['models.changed'])
  expect((await page.call('models.list', {})).map(({ tags }) => tags)).toEqual([['small'], []])

  await other.call('genomes.add', { name: 'more', genes: ['one', 'two'] })
  await told(['genomes.changed'])

  await other.call('probes.start', request)
  await queueUntil(other, allOver)
  await expect.poll(() => heard.has('probes.changed') && heard.has('probes.grown'), { timeout: 10_000 }).toBe(true)
  // A look in the midst of the probes leaves what came after it to the next one.
  await nextLook()
  heard.clear()
  expect((await page.call('probes.list', {})).every(({ complete }) => complete)).toBe(true)

  await other.call('scores.set', { model: 'b', benchmark: 'x', metric: 'acc', shots: null, value: 0.5, stderr: null })
  await told(['scores.changed'])
  await other.close()
  await page.close()
})

it('what this process has changed itself is not told as a change by others', async () => {
  const file = `${temporaryFolder()}/db.sqlite`
  const connection = openDatabase(file)
  const told = vi.fn()
  const count = () => connection.prepare('SELECT count(*) FROM genomes').pluck().get()
  const watch = new ChangesByOthers(connection, { genomes: count, constant: () => 1 }, told)
  const add = (to: typeof connection, id: string) =>
    to
      .prepare('INSERT INTO genomes (id, name, digest, built_in, description, added_at) VALUES (?, ?, ?, 0, ?, ?)')
      .run(id, id, id, '', '')
  await watch.look()
  add(connection, 'own')
  await watch.look()
  expect(told).not.toHaveBeenCalled()
  const other = openDatabase(file)
  add(other, 'theirs')
  await watch.look()
  expect(told.mock.calls).toEqual([['genomes']])
  await watch.look()
  expect(told).toHaveBeenCalledOnce()
  other.close()
  watch.close()
  connection.close()
})

it('looks at each topic in a turn of its own, and tells at the next look what could not be read', async () => {
  const file = `${temporaryFolder()}/turns.sqlite`
  const connection = openDatabase(file)
  const turns: string[] = []
  let isBroken = false
  const contents = {
    first: () => (turns.push('first'), setImmediate(() => turns.push('turn')), count()),
    second: () => {
      turns.push('second')
      if (isBroken) throw new Error('locked')
      return count()
    },
  }
  const count = () => connection.prepare('SELECT count(*) FROM genomes').pluck().get()
  const told = vi.fn()
  const watch = new ChangesByOthers(connection, contents, told)
  await watch.look()
  expect(turns).toEqual(['first', 'turn', 'second'])
  isBroken = true
  const other = openDatabase(file)
  other
    .prepare('INSERT INTO genomes (id, name, digest, built_in, description, added_at) VALUES (?, ?, ?, 0, ?, ?)')
    .run('g', 'g', 'g', '', '')
  await watch.look()
  expect(told.mock.calls).toEqual([['first']])
  isBroken = false
  await watch.look()
  expect(told.mock.calls).toEqual([['first'], ['second']])
  watch.close()
  connection.close()
  other.close()
})

it('tells of a fault of whoever is told as a warning, and goes on with the other topics', async () => {
  const file = `${temporaryFolder()}/fault.sqlite`
  const connection = openDatabase(file)
  const count = () => connection.prepare('SELECT count(*) FROM genomes').pluck().get()
  const told: string[] = []
  const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  const watch = new ChangesByOthers(connection, { first: count, second: count }, (topic) => {
    told.push(topic)
    if (topic === 'first') throw new Error('a fault of the listener')
  })
  await watch.look()
  const other = openDatabase(file)
  other
    .prepare(
      "INSERT INTO genomes (id, name, digest, built_in, description, added_at) VALUES ('a', 'a', 'a', 0, '', '')",
    )
    .run()
  other.close()
  await watch.look()
  expect(told).toEqual(['first', 'second'])
  expect(warnings.mock.calls.map(([warning]) => String(warning))).toEqual(['Error: a fault of the listener'])
  // Nothing has changed since: it is not told again.
  await watch.look()
  expect(told).toEqual(['first', 'second'])
  warnings.mockRestore()
  watch.close()
  connection.close()
})
