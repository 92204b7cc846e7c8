import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliResult, finish, main, startCli, temporaryFolder } from './run-cli.ts'
import { spawn } from 'node:child_process'

const demo = fileURLToPath(new URL('../../models/demo/', import.meta.url))
const folder = temporaryFolder()
afterAll(() => folder.remove())
const projects = join(folder.path, 'data', 'cladescope', 'projects')

/** As a user whose data and config are in the folder of this test. */
function run(...argumentsGiven: string[]): Promise<CliResult> {
  const environment = {
    ...process.env,
    CLADESCOPE_DB: '',
    XDG_DATA_HOME: join(folder.path, 'data'),
    LOCALAPPDATA: join(folder.path, 'data'),
    CLADESCOPE_CONFIG: join(folder.path, 'config'),
    NO_COLOR: '1',
  }
  return finish(
    spawn(process.execPath, [main, ...argumentsGiven], {
      cwd: folder.path,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
}
const runJson = async (...argumentsGiven: string[]) => {
  const result = await run(...argumentsGiven, '--json')
  expect(result, result.stderr).toMatchObject({ code: 0 })
  return JSON.parse(result.stdout)
}

// The data folder follows from the environment in this way on Linux and Windows only.
const isIsolated = process.platform !== 'darwin'

beforeAll(() => mkdirSync(folder.path, { recursive: true }))

test.skipIf(!isIsolated)('projects are made, used by name, copied, merged, renamed and removed', async () => {
  expect((await run('project', 'list')).stdout).toBe('no projects yet; make one with: cladescope project new NAME\n')
  expect(await runJson('project', 'new', 'Grove')).toEqual({ name: 'Grove', path: join(projects, 'Grove.sqlite') })
  expect(await run('project', 'new', 'Grove')).toMatchObject({ code: 1, stderr: expect.stringContaining('already') })
  await runJson('--project', 'Grove', 'models', 'add', join(demo, 'oak.gguf'))
  await runJson('--project', 'Grove', 'scores', 'set', 'oak', 'x', '0.5', '--scale', 'fraction')
  const copied = await runJson('--project', 'Grove', 'project', 'save-as', 'Copy')
  expect(copied).toMatchObject({ path: join(projects, 'Copy.sqlite') })
  expect(await run('--project', 'Grove', 'project', 'save-as', 'Copy')).toMatchObject({ code: 1 })
  await runJson('--project', 'Grove', 'project', 'save-as', 'Copy', '--overwrite')
  await runJson('--project', 'Copy', 'models', 'add', join(demo, 'fern.gguf'))

  const told = await runJson('--project', 'Grove', 'project', 'merge', 'Copy', '--dry-run')
  expect(told).toMatchObject({ dryRun: true, added: { models: 1, places: 1, scores: 0 }, disagreements: [] })
  expect((await runJson('--project', 'Grove', 'models', 'list')).models).toHaveLength(1)
  expect((await run('--project', 'Grove', 'project', 'merge', 'Copy')).stdout).toBe('brought 1 model, 1 path\n')
  expect((await runJson('--project', 'Grove', 'models', 'list')).models).toHaveLength(2)

  expect((await run('project', 'new', '$(id) x')).stdout).toContain("; use it with: cladescope --project '$(id) x' ...")
  await runJson('project', 'remove', '$(id) x', '--yes')
  expect(await run('project', 'new', '')).toMatchObject({ code: 1, stderr: expect.stringContaining('at least one') })

  await runJson('project', 'rename', 'Copy', 'Second')
  const list = await runJson('project', 'list')
  expect(list.projects.map(({ name }: { name: string }) => name).sort()).toEqual(['Grove', 'Second'])
  const kept = await run('project', 'remove', 'Second')
  expect(kept).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/holds 2 models, .*cannot be brought back.*--yes/),
  })
  expect(existsSync(join(projects, 'Second.sqlite'))).toBe(true)
  expect(await runJson('project', 'remove', 'Second', '--yes')).toMatchObject({
    removed: true,
    contents: { models: 2 },
  })
  expect(existsSync(join(projects, 'Second.sqlite'))).toBe(false)
  expect(existsSync(join(demo, 'oak.gguf'))).toBe(true)
  expect(await run('--project', 'Second', 'models', 'list')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no project 'Second'"),
  })
})

test.skipIf(!isIsolated)('a profile holds what was measured, and another project takes it', async () => {
  const profile = await runJson(
    '--project',
    'Grove',
    'project',
    'export',
    'oak profile',
    'oak',
    join(demo, 'oak.gguf'),
    '--folder',
    folder.path,
  )
  expect(profile).toMatchObject({ path: join(folder.path, 'oak profile.cladescope'), models: [{ name: 'oak' }] })
  expect(profile.models).toHaveLength(1)
  expect((await runJson('project', 'show', profile.path)).contents).toMatchObject({
    models: 1,
    modelsWithoutFile: 1,
    scores: 1,
  })
  await runJson('project', 'new', 'Theirs')
  await runJson('--project', 'Theirs', 'project', 'merge', profile.path)
  const { models } = await runJson('--project', 'Theirs', 'models', 'list')
  expect(models).toMatchObject([{ name: 'oak', path: '', filesState: 'missing', places: [] }])
  expect((await runJson('--project', 'Theirs', 'scores', 'list')).scores).toHaveLength(1)
})

test.skipIf(!isIsolated)('one whose file is gone says so; two options for one database are refused', async () => {
  rmSync(join(projects, 'Theirs.sqlite'))
  expect((await run('project', 'list')).stdout).toMatch(/Theirs +missing/)
  expect(await run('--project', 'Theirs', 'models', 'list')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("the file of project 'Theirs' is gone"),
  })
  expect(await run('--project', 'Grove', '--db', 'x.sqlite', 'models', 'list')).toMatchObject({ code: 2 })
})

test('a database that is no database is left as it is, and serve offers to open another', async () => {
  const bad = join(folder.path, 'bad.sqlite')
  writeFileSync(bad, 'no database, but precious')
  const listed = await run('--db', bad, 'models', 'list')
  expect(listed).toMatchObject({ code: 1, stderr: expect.stringContaining('is not a SQLite database') })
  const child = startCli(folder.path, '--db', bad, 'serve', '--json')
  const ended = finish(child)
  let shown = ''
  await new Promise<void>((resolve) => child.stdout!.on('data', (text: string) => ((shown += text), resolve())))
  expect(JSON.parse(shown)).toMatchObject({ database: bad })
  child.kill('SIGTERM')
  expect((await ended).stderr).toMatch(/is not a SQLite database.*The page can open another project/)
  expect(readFileSync(bad, 'utf8')).toBe('no database, but precious')
})

test.skipIf(!isIsolated)('models whose files moved are found by content', async () => {
  const [before, after] = ['before', 'after'].map((name) => join(folder.path, name)) as [string, string]
  for (const path of [before, after]) mkdirSync(path)
  copyFileSync(join(demo, 'moss.gguf'), join(before, 'moss.gguf'))
  await runJson('project', 'new', 'Moved')
  await runJson('--project', 'Moved', 'models', 'add', before)
  renameSync(join(before, 'moss.gguf'), join(after, 'renamed.gguf'))
  const told = await runJson('--project', 'Moved', 'project', 'relocate', after, '--dry-run')
  expect(told).toMatchObject({ dryRun: true, found: [{ name: 'moss', to: join(after, 'renamed.gguf') }], missing: [] })
  await runJson('--project', 'Moved', 'project', 'relocate', after)
  const { models } = await runJson('--project', 'Moved', 'models', 'list')
  expect(models).toMatchObject([{ name: 'moss', filesState: 'present', path: join(after, 'renamed.gguf') }])
})

test.skipIf(!isIsolated)('the default database keeps its name, as in the page', async () => {
  const standard = join(folder.path, 'data', 'cladescope', 'cladescope.sqlite')
  await runJson('models', 'add', join(demo, 'oak.gguf'))
  const refused = await run('project', 'rename', 'cladescope', 'other')
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('keeps its name') })
  expect(existsSync(standard)).toBe(true)
})
