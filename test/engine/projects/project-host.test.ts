import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { type ProjectHost, openProjects } from '../../../engine/projects/project-host.ts'
import { projectFile } from '../../../engine/projects/project-files.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { sampleSettings } from '../fixtures/samples.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const demo = fileURLToPath(new URL('../../../models/demo/', import.meta.url))

let host: ProjectHost | undefined
afterEach(async () => {
  await host?.close()
  host = undefined
})

let count = 0
async function hostOn(file?: string, options: Partial<Parameters<typeof openProjects>[0]> = {}) {
  count += 1
  const own = join(folder, String(count))
  mkdirSync(own)
  host = await openProjects({
    databaseFile: file ?? join(own, 'first.sqlite'),
    projectsFolder: join(own, 'projects'),
    configFolder: join(own, 'config'),
    ...options,
  })
  return { host, own }
}

const addOak = async (to: ProjectHost): Promise<void> => {
  await to.call('models.add', { placeIds: [to.grantPlace(join(demo, 'oak.gguf')).id], operation: 'add' })
}
const modelNames = async (of: ProjectHost): Promise<string[]> =>
  (await of.call('models.list', {})).map(({ name }) => name)

test('a new project is opened in place of the former, and back, while listeners stay', async () => {
  const { host, own } = await hostOn()
  await addOak(host)
  const told: string[] = []
  host.on('project.changed', () => told.push('project'))
  host.on('models.changed', () => told.push('models'))
  host.on('queue', ({ jobs }) => told.push(`queue of ${String(jobs.length)}`))
  const first = (await host.call('projects.state', {})).open!
  expect(first).toMatchObject({ name: 'first', isOpen: true, isMissing: false, isDefault: false })

  const after = await host.call('projects.new', { name: 'Second, für später' })
  expect(after.open).toMatchObject({ name: 'Second, für später', isOpen: true })
  expect(after.projects.map(({ name, isOpen }) => [name, isOpen])).toEqual([
    ['Second, für später', true],
    ['first', false],
  ])
  expect(told).toEqual(expect.arrayContaining(['project', 'models', 'queue of 0']))
  expect(await modelNames(host)).toEqual([])
  expect(existsSync(join(own, 'projects', 'Second, für später.sqlite'))).toBe(true)
  // Closed in order: nothing is left beside the file.
  expect(existsSync(join(own, 'first.sqlite-wal'))).toBe(false)

  await host.call('projects.open', { projectId: first.id })
  expect(await modelNames(host)).toEqual(['oak'])
})

test('calls that come while the project is changed wait, and are answered of the new one', async () => {
  const { host } = await hostOn()
  await addOak(host)
  const changing = host.call('projects.new', { name: 'empty' })
  const [names] = await Promise.all([changing.then(() => modelNames(host)), modelNames(host)])
  expect(names).toEqual([])
})

test('jobs that run are told of first; they stop, and what they stored stays', async () => {
  const { start } = fakeInference({ hang: 3 } as never)
  const { host } = await hostOn(undefined, { startInference: start })
  await addOak(host)
  const genome = await host.call('genomes.add', { name: 'numbers', genes: ['one', 'two', 'three', 'four'] })
  const id = (await host.call('models.list', {}))[0]!.id
  await host.call('queue.pause', {})
  await host.call('probes.start', {
    modelIds: [id],
    genomeId: genome.id,
    settings: sampleSettings,
    load: { gpu: 'off' },
  })
  expect((await host.call('projects.state', {})).jobs).toBe(1)
  await expect(host.call('projects.new', { name: 'other' })).rejects.toThrow(
    '1 job is waiting or running in the open project.',
  )
  expect(await modelNames(host)).toEqual(['oak'])
  await host.call('projects.new', { name: 'other', stopJobs: true })
  expect((await host.call('projects.state', {})).jobs).toBe(0)
})

test('a project is never made over a file, and takes no name that a file cannot have', async () => {
  const { host, own } = await hostOn()
  mkdirSync(join(own, 'projects'))
  writeFileSync(join(own, 'projects', 'taken.sqlite'), 'precious')
  await expect(host.call('projects.new', { name: 'taken' })).rejects.toThrow(/There is a file .*taken\.sqlite already/)
  expect(readFileSync(join(own, 'projects', 'taken.sqlite'), 'utf8')).toBe('precious')
  for (const name of ['../up', 'a/b', 'CON', 'aux.x', '.hidden', 'end.'])
    await expect(host.call('projects.new', { name })).rejects.toThrow(/^name: expected a name/)
  expect((await host.call('projects.state', {})).open?.name).toBe('first')
})

test('a project is renamed while it is open, and its file with it', async () => {
  const { host, own } = await hostOn()
  await addOak(host)
  const { open } = await host.call('projects.state', {})
  const renamed = await host.call('projects.rename', { projectId: open!.id, name: 'grove' })
  expect(renamed.open).toMatchObject({ name: 'grove', isOpen: true })
  expect(renamed.projects.map(({ name }) => name)).toEqual(['grove'])
  expect([existsSync(join(own, 'first.sqlite')), existsSync(join(own, 'grove.sqlite'))]).toEqual([false, true])
  expect(await modelNames(host)).toEqual(['oak'])
})

test.each([
  ['', 'of at least one character, found ""'],
  ['a\nb', String.raw`of characters that can be seen, found "a\nb"`],
  ['\u202eabc', 'of characters that can be seen'],
  ['a\u200b', 'of characters that can be seen'],
  ['x'.repeat(10_000), `of at most 200 bytes, found "${'x'.repeat(30)}…${'x'.repeat(29)}"`],
  ['ü'.repeat(101), 'of at most 200 bytes'],
])('a project cannot be called %j', (name, problem) => {
  expect(() => projectFile(folder, name, '.sqlite')).toThrow(`name: expected a name ${problem}`)
})

/** A database in WAL mode that a killed program has left, with changes beside it that are not in it yet. */
async function leftByKilled(file: string): Promise<void> {
  const script = join(import.meta.dirname, 'killed-writer.child.ts')
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'ignore', 'inherit'] })
  await once(child, 'close')
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(100_000)
}

test('a copy and a profile take nothing over from what a killed program left beside their names', async () => {
  const { host, own } = await hostOn()
  await addOak(host)
  const modelIds = (await host.call('models.list', {})).map(({ id }) => id)
  const projects = join(own, 'projects')
  for (const [name, isFileThere] of [
    ['written over', true],
    ['removed before', false],
  ] as const)
    for (const ending of ['sqlite', 'cladescope']) {
      const file = join(projects, `${name}.${ending}`)
      await leftByKilled(file)
      if (!isFileThere) rmSync(file)
      if (ending === 'sqlite') await host.call('projects.saveAs', { name, overwrite: isFileThere })
      else await host.call('projects.export', { name, modelIds, overwrite: isFileThere })
      const { id } = host.grantPlace(file)
      expect(await host.call('projects.contents', { projectId: id })).toMatchObject({ models: 1, genomes: 0 })
    }
})

test('nothing is written over that another program has open', async () => {
  const { host, own } = await hostOn()
  await addOak(host)
  const modelIds = (await host.call('models.list', {})).map(({ id }) => id)
  for (const ending of ['sqlite', 'cladescope']) {
    const file = join(own, `used.${ending}`)
    const used = openDatabase(file)
    used.exec("INSERT INTO refused_sources (program, folder) VALUES ('jan', 'kept')")
    const { id: folderId } = host.grantPlace(own)
    const writing =
      ending === 'sqlite'
        ? host.call('projects.saveAs', { name: 'used', folderId, overwrite: true })
        : host.call('projects.export', { name: 'used', folderId, modelIds, overwrite: true })
    await expect(writing).rejects.toThrow(`${file} is open in another program. Close it there first.`)
    expect(used.prepare('SELECT folder FROM refused_sources').pluck().all()).toEqual(['kept'])
    used.close()
  }
  expect(readdirSync(own).filter((name) => name.includes('unfinished'))).toEqual([])
})

test('of copies that are made under one name at once, the name is that of a whole one', async () => {
  const { host, own } = await hostOn()
  await addOak(host)
  const copies = [1, 2, 3, 4].map(() => host.call('projects.saveAs', { name: 'copy' }))
  const outcomes = await Promise.allSettled(copies)
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(String(outcome.reason)).toMatch(/There is a file .*copy\.sqlite already/)
  expect(readdirSync(join(own, 'projects'))).toEqual(['copy.sqlite'])
})

test('what a killed program left of a copy goes with the next copy of that name, and nothing else', async () => {
  const { host, own } = await hostOn()
  const projects = join(own, 'projects')
  mkdirSync(projects)
  const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(gone, 'close')
  const others = [`copy.sqlite.${String(process.ppid)}-ab12.unfinished`, 'copy.sqlite.txt', `copy.1-ab12.unfinished`]
  for (const name of [...others, `copy.sqlite.${String(gone.pid)}-ab12.unfinished`])
    writeFileSync(join(projects, name), 'left')
  await host.call('projects.saveAs', { name: 'copy' })
  expect(readdirSync(projects)).toEqual(['copy.sqlite', ...others].sort())
})

test('a project that is removed while it is about to be opened is not made anew', async () => {
  const { host, own } = await hostOn()
  await host.call('projects.new', { name: 'second' })
  const first = join(own, 'first.sqlite')
  const { id: projectId } = host.grantPlace(first)
  const [opening] = await Promise.allSettled([
    host.call('projects.open', { projectId }),
    host.call('projects.remove', { projectId }),
  ])
  expect(opening).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } })
  expect(existsSync(first)).toBe(false)
  expect((await host.call('projects.state', {})).open).toMatchObject({ name: 'second', isOpen: true })
})

test('a database whose file has no ending is renamed, whatever its folder is called', async () => {
  const dotted = join(folder, 'v1.2')
  mkdirSync(dotted)
  const { host } = await hostOn(join(dotted, 'plain'))
  const { open } = await host.call('projects.state', {})
  const renamed = await host.call('projects.rename', { projectId: open!.id, name: 'grove' })
  expect(renamed.open).toMatchObject({ name: 'grove', path: join(dotted, 'grove'), isOpen: true })
  expect(renamed.fault).toBeNull()
})

test('of two new projects of one name that are asked for at once, the second is refused', async () => {
  const { host } = await hostOn()
  const both = await Promise.allSettled([1, 2].map(() => host.call('projects.new', { name: 'same' })))
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(await host.call('projects.state', {})).toMatchObject({ open: { name: 'same', isMissing: false }, fault: null })
})

test('one whose file is gone says so, and is forgotten or removed on request', async () => {
  const { host, own } = await hostOn()
  await host.call('projects.new', { name: 'two' })
  const three = await host.call('projects.new', { name: 'three' })
  const byName = (name: string) => three.projects.find((project) => project.name === name)!
  rmSync(join(own, 'first.sqlite'))
  const gone = (await host.call('projects.state', {})).projects.find(({ name }) => name === 'first')
  expect(gone).toMatchObject({ isMissing: true, bytes: null })
  await expect(host.call('projects.open', { projectId: byName('first').id })).rejects.toThrow(/There is no database/)
  expect((await host.call('projects.state', {})).open?.name).toBe('three')
  const forgotten = await host.call('projects.forget', { projectId: byName('first').id })
  expect(forgotten.projects.map(({ name }) => name)).toEqual(['three', 'two'])
  await expect(host.call('projects.remove', { projectId: byName('three').id })).rejects.toThrow(/is open/)
  const removed = await host.call('projects.remove', { projectId: byName('two').id })
  expect(removed.projects.map(({ name }) => name)).toEqual(['three'])
  expect(existsSync(join(own, 'projects', 'two.sqlite'))).toBe(false)
})

test('the project that was open last is opened again', async () => {
  const { host: first, own } = await hostOn()
  await first.call('projects.new', { name: 'latest' })
  await first.close()
  const again = await openProjects({
    databaseFile: join(own, 'first.sqlite'),
    projectsFolder: join(own, 'projects'),
    configFolder: join(own, 'config'),
    resumes: true,
  })
  expect((await again.call('projects.state', {})).open?.name).toBe('latest')
  await again.close()
})

const faulty: readonly { readonly what: string; readonly make: (file: string) => void; readonly found: RegExp }[] = [
  { what: 'no database', make: (file) => writeFileSync(file, 'x'.repeat(5000)), found: /is not a SQLite database/ },
  {
    what: 'of a newer version',
    make: (file) => {
      const connection = openDatabase(file)
      connection.pragma('user_version = 9999')
      connection.close()
    },
    found: /was written by a newer Cladescope|its header says/,
  },
  {
    what: 'corrupt',
    make: (file) => {
      openDatabase(file).close()
      const bytes = readFileSync(file)
      bytes.fill(0xa5, 3000, 30_000)
      writeFileSync(file, bytes)
    },
    found: /is damaged|cannot be opened/,
  },
]

test.each(faulty)(
  'a database that is $what is told of, left as it is, and another can be opened',
  async ({ make, found }) => {
    const bad = join(folder, `bad-${String(count)}.sqlite`)
    make(bad)
    const before = readFileSync(bad)
    const { host } = await hostOn(bad)
    expect(host.fault()).toMatch(found)
    expect((await host.call('projects.state', {})).fault).toMatch(found)
    await expect(host.call('models.list', {})).rejects.toThrow(found)
    expect(await host.call('places.roots', {})).not.toEqual([])
    const { open, fault } = await host.call('projects.new', { name: 'good' })
    expect([open?.name, fault]).toEqual(['good', null])
    expect(await modelNames(host)).toEqual([])
    // And back to it: refused, while the good one stays open.
    await expect(host.call('projects.open', { projectId: host.grantPlace(bad).id })).rejects.toThrow(found)
    expect((await host.call('projects.state', {})).open?.name).toBe('good')
    expect(readFileSync(bad)).toEqual(before)
  },
)

test('a database that is removed while it is open is told of once a call finds out', async () => {
  const { host, own } = await hostOn()
  await addOak(host)
  const told: string[] = []
  host.on('project.changed', () => told.push('project'))
  renameSync(join(own, 'first.sqlite'), join(own, 'moved.sqlite'))
  await expect(host.call('models.list', {})).rejects.toThrow(/was moved or removed while it was open/)
  expect(told).toEqual(['project'])
  expect((await host.call('projects.state', {})).fault).toMatch(/was moved or removed while it was open/)
  const { fault } = await host.call('projects.open', { projectId: host.grantPlace(join(own, 'moved.sqlite')).id })
  expect(fault).toBeNull()
  expect(await modelNames(host)).toEqual(['oak'])
})

test('a database that is moved while it is open has all that was stored, also where no call finds out', async () => {
  const { host, own } = await hostOn()
  await addOak(host)
  renameSync(join(own, 'first.sqlite'), join(own, 'moved.sqlite'))
  await host.close()
  const moved = await openProjects({ databaseFile: join(own, 'moved.sqlite'), configFolder: join(own, 'config') })
  try {
    expect(await modelNames(moved)).toEqual(['oak'])
  } finally {
    await moved.close()
  }
})

test('a database that another program locks is told of with who it is', async () => {
  const locked = join(folder, 'locked.sqlite')
  openDatabase(locked).close()
  const holder = spawn(
    process.execPath,
    [
      '-e',
      `const D = require('better-sqlite3'); const d = new D(${JSON.stringify(locked)}); d.pragma('locking_mode = EXCLUSIVE'); d.exec('BEGIN EXCLUSIVE'); console.log('locked'); setInterval(() => {}, 1000)`,
    ],
    { cwd: fileURLToPath(new URL('../../../', import.meta.url)), stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(holder.stdout, 'data')
  const { host } = await hostOn(locked)
  expect(host.fault()).toMatch(/is locked/)
  holder.kill()
  await once(holder, 'exit')
  const state = await host.call('projects.open', { projectId: host.grantPlace(locked).id })
  expect(state.fault).toBeNull()
})
