import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { CallInput, CallName } from '../../engine/api/contract.ts'
import { schemaVersion } from '../../engine/store/migrations.ts'
import { openEngine } from '../../engine/engine.ts'
import { fakeInference } from './fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from './fixtures/queue-setup.ts'
import { sampleSettings } from './fixtures/samples.ts'
import { fillDatabase } from './fixtures/filled-database.ts'
import { hurt } from './fixtures/hurt.ts'
import { temporaryFolder } from './fixtures/temporary-folder.ts'
import { namedModel } from './fixtures/tiny-library.ts'

const wrong = async (engine: Awaited<ReturnType<typeof openEngine>>, name: string, input: unknown): Promise<string> => {
  const error: unknown = await engine.call(name as CallName, input as CallInput<CallName>).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'ApiError', code: 'invalid' })
  return (error as Error).message
}

it('says which field of an input is wrong, what was expected and what was found', async () => {
  const { engine, request } = await setUp()
  const settings = (change: object): object => ({ ...request, settings: { ...sampleSettings, ...change } })
  expect(await wrong(engine, 'models.get', {})).toBe('models.get: field modelId: expected a string, found nothing.')
  expect(await wrong(engine, 'models.get', { modelId: 7 })).toBe(
    'models.get: field modelId: expected a string, found 7.',
  )
  expect(await wrong(engine, 'models.get', { modelId: '' })).toBe(
    'models.get: field modelId: expected at least 1 characters, found "".',
  )
  expect(await wrong(engine, 'models.add', { placeIds: [], operation: 'x' })).toBe(
    'models.add: field placeIds: expected at least 1 entries, found [].',
  )
  expect(await wrong(engine, 'models.add', { placeIds: ['a', null], operation: 'x' })).toBe(
    'models.add: field placeIds[1]: expected a string, found null.',
  )
  expect(await wrong(engine, 'probes.start', settings({ tolerance: 5 }))).toBe(
    'probes.start: field settings.tolerance: expected at most 1, found 5.',
  )
  expect(await wrong(engine, 'probes.start', settings({ chars: 2.5 }))).toBe(
    'probes.start: field settings.chars: expected a whole number, found 2.5.',
  )
  expect(await wrong(engine, 'probes.start', settings({ strip: 'all' }))).toBe(
    'probes.start: field settings.strip: expected one of "none", "phylolm", found "all".',
  )
  expect(await wrong(engine, 'probes.start', null)).toBe('probes.start: the input: expected an object, found null.')
  expect(await wrong(engine, 'models.destroy', {})).toBe('There is no call named "models.destroy".')
  expect(await wrong(engine, 'toString', {})).toBe('There is no call named "toString".')
  await engine.close()
})

describe('models', () => {
  it('are named uniquely, found by id, and their details are given', async () => {
    const { engine, models } = await setUp({ modelNames: ['a', 'b'] })
    await expect(engine.call('models.rename', { modelId: models[0]!, name: 'b' })).rejects.toMatchObject({
      code: 'conflict',
      message: 'Another model in the library is named "b". Names are unique.',
    })
    expect(await engine.call('models.rename', { modelId: models[0]!, name: ' z ' })).toMatchObject({
      id: models[0],
      name: 'z',
    })
    expect((await engine.call('models.list', {})).map((model) => model.name)).toEqual(['b', 'z'])
    const detail = await engine.call('models.get', { modelId: models[0]! })
    expect(detail).toMatchObject({
      architecture: 'llama',
      parts: 1,
      filesState: 'present',
      files: [{ size: detail.size }],
      tensorTypes: [{ type: 'F16' }, { type: 'F32' }],
    })
    expect(detail.metadata).toContainEqual({ key: 'general.architecture', type: 'string', value: 'llama' })
    await expect(engine.call('models.get', { modelId: 'absent' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(engine.call('models.remove', { modelId: 'absent' })).rejects.toMatchObject({ code: 'not-found' })
    await engine.close()
  })

  it('that are removed while others are being added are left out of what was added', async () => {
    const { engine, folder } = await setUp()
    writeFileSync(join(folder, 'first.gguf'), namedModel('first'))
    writeFileSync(join(folder, 'second.gguf'), namedModel('second'))
    let removed: string | undefined
    engine.on('models.changed', () => {
      if (removed !== undefined) return
      removed = ''
      void engine.call('models.list', {}).then(async (models) => {
        removed = models.find(({ name }) => name === 'first')!.id
        await engine.call('models.remove', { modelId: removed })
      })
    })
    const report = await engine.call('models.add', { placeIds: [engine.grantPlace(folder).id], operation: 'mine' })
    expect([...report.added, ...report.known].map(({ name }) => name).sort()).toEqual(['one', 'second'])
    await expect(engine.call('models.get', { modelId: removed! })).rejects.toMatchObject({ code: 'not-found' })
    await engine.close()
  })

  it('are added under a cancellable operation that reports bytes', async () => {
    const { engine, folder } = await setUp()
    writeFileSync(join(folder, 'more.gguf'), namedModel('more'))
    const place = engine.grantPlace(folder)
    const seen: unknown[] = []
    engine.on('operation', (progress) => seen.push(progress))
    const adding = engine.call('models.add', { placeIds: [place.id], operation: 'mine' })
    await expect(engine.call('models.add', { placeIds: [place.id], operation: 'mine' })).rejects.toMatchObject({
      code: 'conflict',
    })
    await adding
    const total = namedModel('one').length + namedModel('more').length
    expect(seen.at(-1)).toEqual({ operation: 'mine', item: 'one.gguf', done: total, total, unit: 'bytes' })

    const again = engine.call('models.add', { placeIds: [place.id], operation: 'mine' })
    expect(await engine.call('operations.cancel', { operation: 'mine' })).toEqual({ cancelled: true })
    await expect(again).rejects.toMatchObject({ code: 'cancelled' })
    expect(await engine.call('operations.cancel', { operation: 'mine' })).toEqual({ cancelled: false })
    await expect(engine.call('models.add', { placeIds: ['guess'], operation: 'x' })).rejects.toMatchObject({
      code: 'not-found',
    })
    await engine.close()
  })
})

describe('genomes', () => {
  it('are added once, by name and by content, and removed with their probes', async () => {
    const { engine, request, genomeId } = await setUp({ startInference: fakeInference().start })
    const texts = (await engine.call('genomes.get', { genomeId })).texts
    expect(texts).toHaveLength(5)
    expect(await engine.call('genomes.add', { name: 'numbers', genes: texts })).toMatchObject({ id: genomeId })
    await expect(engine.call('genomes.add', { name: 'other', genes: texts })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('"numbers"') as string,
    })
    await expect(engine.call('genomes.add', { name: 'numbers', genes: ['x'] })).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(engine.call('genomes.add', { name: 'bad', genes: ['x', ''] })).rejects.toMatchObject({
      code: 'invalid',
      message: 'Gene 2 is empty; a gene is a text of at least one character.',
    })
    await engine.call('queue.pause', {})
    await engine.call('probes.start', request)
    expect(await engine.call('genomes.remove', { genomeId })).toMatchObject({ removed: true })
    expect((await engine.call('queue.get', {})).jobs.map((job) => job.state)).toEqual(['cancelled'])
    await expect(engine.call('genomes.get', { genomeId })).rejects.toMatchObject({ code: 'not-found' })
    await engine.close()
  })

  it('that are to be removed only where no probe uses them are kept while one does or is queued to', async () => {
    const { engine, genomeId, request } = await setUp({ startInference: fakeInference().start })
    const remove = () => engine.call('genomes.remove', { genomeId, unused: true })
    await engine.call('queue.pause', {})
    await engine.call('probes.start', request)
    await expect(remove()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('in the queue') as string,
    })
    await engine.call('queue.resume', {})
    await queueUntil(engine, allOver)
    await expect(remove()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('used by 1 probe ') as string,
    })
    expect(await engine.call('probes.list', {})).toHaveLength(1)
    const own = await engine.call('genomes.add', { name: 'unused', genes: ['a', 'b'] })
    expect(await engine.call('genomes.remove', { genomeId: own.id, unused: true })).toMatchObject({ removed: true })
    await engine.close()
  })

  it('that are built in come with the program and cannot be removed', async () => {
    const engine = await openEngine({ databaseFile: ':memory:' })
    const genomes = await engine.call('genomes.list', {})
    for (const name of ['general', 'math', 'code'])
      expect(genomes).toContainEqual(expect.objectContaining({ name, builtIn: true, genes: 128 }))
    await expect(engine.call('genomes.remove', { genomeId: genomes[0]!.id })).rejects.toMatchObject({
      code: 'conflict',
    })
    await engine.close()
  })
})

it('ends subscriptions, survives a listener that throws, and refuses calls once closed', async () => {
  const { engine, models } = await setUp()
  let heard = 0
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  engine.on('models.changed', () => {
    throw new Error('a listener of this test')
  })
  const end = engine.on('models.changed', () => {
    heard += 1
  })
  await engine.call('models.rename', { modelId: models[0]!, name: 'x' })
  end()
  await engine.call('models.rename', { modelId: models[0]!, name: 'y' })
  expect(heard).toBe(1)
  expect(warned).toHaveBeenCalledTimes(2)
  expect(warned).toHaveBeenCalledWith(expect.objectContaining({ message: 'a listener of this test' }))
  warned.mockRestore()
  await Promise.all([engine.close(), engine.close()])
  await expect(engine.call('models.list', {})).rejects.toThrow('The engine is closed.')
})

it('the doctor looks at the runtime, the inference library, the database and what ships', async () => {
  const { engine } = await setUp({ onDisk: true })
  const report = await engine.call('system.doctor', {})
  const found = new Map(report.checks.map((check) => [check.name, check]))
  expect([...found.keys()]).toEqual([
    'Node',
    'Inference library',
    'Direct source',
    'Backend',
    'Processor',
    'Database',
    'Disk',
    'Built-in genomes',
    'Demo models',
    'Memory',
  ])
  expect(report.checks.filter(({ kind }) => kind === 'fact').map(({ name }) => name)).toEqual([
    'Node',
    'Backend',
    'Processor',
    'Memory',
  ])
  expect(found.get('Node')?.found).toContain(process.versions.node)
  expect(found.get('Inference library')?.found).toMatch(/^node-llama-cpp \d+\.\d+\.\d+, llama\.cpp .+/)
  expect(found.get('Database')?.found).toMatch(
    new RegExp(`db\\.sqlite, schema ${String(schemaVersion)}, [\\d.]+ MiB, sound$`),
  )
  // This engine was given a models folder that is not there.
  expect(found.get('Demo models')).toMatchObject({ ok: false, advice: expect.any(String) as string })
  expect(found.get('Built-in genomes')).toMatchObject({ ok: false, found: 'none' })
  expect(report.healthy).toBe(false)
  await engine.close()
})

it('the doctor reads the whole database beside the engine, says how far it is, and can be cancelled', {
  timeout: 30_000,
}, async () => {
  const file = join(temporaryFolder(), 'db.sqlite')
  fillDatabase(file)
  hurt(file, `UPDATE gene_results SET content = x'0102' WHERE probe_id = 2 AND gene_index = 4`)
  const engine = await openEngine({ databaseFile: file, modelsFolder: join(file, 'absent') })
  const seen: unknown[] = []
  engine.on('operation', (progress) => seen.push(progress))
  const { checks } = await engine.call('system.doctor', { operation: 'look' })
  expect(checks.find(({ name }) => name === 'Database')).toMatchObject({
    ok: false,
    found: expect.stringMatching(/damaged: gene 5 of genome numbers of model ivy/) as string,
  })
  expect(seen[0]).toMatchObject({ operation: 'look', item: 'Reading populations', total: 35, unit: 'populations' })

  const again = engine.call('system.doctor', { operation: 'again' })
  expect(await engine.call('operations.cancel', { operation: 'again' })).toEqual({ cancelled: true })
  await expect(again).rejects.toMatchObject({ code: 'cancelled' })
  await engine.close()
})
