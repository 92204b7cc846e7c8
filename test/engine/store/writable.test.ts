import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DatabaseError } from '../../../engine/store/database-error.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'
import { sameFile } from '../../../engine/store/same-file.ts'
import { onceWritable } from '../../../engine/store/writable.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { lockByAnother } from '../fixtures/lock-by-another.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'
import { namedModel, write } from '../fixtures/tiny-library.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()

describe('a database that another process writes to', () => {
  it('answers reads while a write waits, and writes when it can', { timeout: 60_000 }, async () => {
    const { engine, databaseFile } = await setUp({ startInference: fakeInference().start, onDisk: true })
    const lock = await lockByAnother(databaseFile)
    let isWritten = false
    const writing = engine.call('genomes.add', { name: 'later', genes: ['a gene'] }).then(() => (isWritten = true))
    for (let time = 0; time < 20; time += 1) {
      expect(await engine.call('models.list', {})).toHaveLength(1)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(isWritten).toBe(false)
    await lock.release()
    await writing
    expect((await engine.call('genomes.list', {})).map(({ name }) => name)).toContain('later')
    await engine.close()
  })

  it('is named with who writes to it when patience ends', { timeout: 60_000 }, async () => {
    const file = join(folder, 'locked.sqlite')
    const connection = openDatabase(file)
    connection.pragma('busy_timeout = 0')
    const { pid, release } = await lockByAnother(file)
    const write = (): unknown => connection.prepare(`INSERT INTO environments (content) VALUES ('x')`).run()
    const refused = await onceWritable(file, write, { patience: 100 }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(DatabaseError)
    const { message } = refused as DatabaseError
    expect(message).toMatch(new RegExp(`^${file} has been locked for \\d+ s: `))
    if (process.platform === 'linux')
      expect(message).toMatch(new RegExp(`process ${String(pid)} \\(.*lock-holder\\.child\\.ts.*\\) is writing to it`))
    const stop = new AbortController()
    const aborted = onceWritable(file, write, { signal: stop.signal })
    stop.abort(new Error('stopped'))
    await expect(aborted).rejects.toThrow()
    await release()
    expect(await onceWritable(file, write)).toMatchObject({ changes: 1 })
    connection.close()
  })

  it('lets models be added, each read once and told as added', { timeout: 60_000 }, async () => {
    const { engine, databaseFile } = await setUp({ onDisk: true })
    const models = temporaryFolder()
    write(models, { 'new.gguf': namedModel('new'), 'newer.gguf': namedModel('newer') })
    const lock = await lockByAnother(databaseFile)
    const bytes: number[] = []
    engine.on('operation', ({ done, unit }) => (unit === 'bytes' ? bytes.push(done) : 0))
    const adding = engine.call('models.add', {
      placeIds: [engine.grantPlace(models).id],
      operation: 'add while locked',
    })
    await new Promise((resolve) => setTimeout(resolve, 500))
    await lock.release()
    const { added, known } = await adding
    expect(added.map(({ name }) => name)).toEqual(['new', 'newer'])
    expect(known).toEqual([])
    // Read once: what is done never falls back.
    expect(bytes).toEqual([...bytes].sort((one, another) => one - another))
    await engine.close()
  })

  it('lets a job wait, which says so, and then stores all of it', { timeout: 60_000 }, async () => {
    const { engine, databaseFile, request } = await setUp({
      startInference: fakeInference().start,
      onDisk: true,
      genes: 5,
    })
    const lock = await lockByAnother(databaseFile)
    await engine.call('probes.start', request)
    const waiting = await queueUntil(engine, ({ jobs }) => jobs[0]?.waitsFor !== undefined)
    expect(waiting.jobs[0]).toMatchObject({
      state: 'running',
      waitsFor: expect.stringContaining(`is writing to ${databaseFile}`) as string,
    })
    expect(await engine.call('probes.list', {})).toEqual([])
    await lock.release()
    const [job] = (await queueUntil(engine, allOver)).jobs
    expect(job).toMatchObject({ state: 'done', done: 5, failure: null })
    expect(job).not.toHaveProperty('waitsFor')
    expect((await engine.call('probes.list', {}))[0]).toMatchObject({ done: 5, complete: true })
    await engine.close()
  })
})

describe('a database that is removed or replaced while it is open', () => {
  it('is noticed by its path, whatever it was called with', () => {
    expect(() => sameFile(':memory:')()).not.toThrow()
    const file = join(folder, 'moved.sqlite')
    openDatabase(file).close()
    const check = sameFile(file)
    expect(check).not.toThrow()
    renameSync(file, `${file}.away`)
    expect(check).toThrow(
      `The database ${file} was moved or removed while it was open: nothing can be stored in it any more.`,
    )
    openDatabase(file).close()
    expect(check).toThrow(`The database ${file} was replaced by another file while it was open`)
    rmSync(file)
    renameSync(`${file}.away`, file)
    expect(check).not.toThrow()
  })

  it('fails the job that stores in it and every call', async () => {
    let remove = (): void => undefined
    const { start } = fakeInference({
      gene: (gene) => {
        if (gene.index === 2) remove()
      },
    })
    const { engine, databaseFile, request } = await setUp({ startInference: start, onDisk: true, genes: 5 })
    remove = () => {
      rmSync(databaseFile)
    }
    const over = new Promise<unknown>((resolve) => {
      engine.on('queue', (state) => {
        if (state.jobs.length > 0 && allOver(state)) resolve(state.jobs[0])
      })
    })
    await engine.call('probes.start', request)
    expect(await over).toMatchObject({
      state: 'failed',
      failure: {
        stage: 'store',
        message: expect.stringMatching(/was moved or removed while it was open: nothing can be stored/) as string,
      },
    })
    await expect(engine.call('probes.list', {})).rejects.toThrow(/was moved or removed while it was open/)
    await engine.close()
  })
})
