import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { browserFor } from '../open-ui.ts'
import { addFolder, allFinished, demoFile, fewGenes, fillProbeForm, openJourney } from './open-journey.ts'

const browser = await browserFor('a full disk, seen in the page')

/** A place for a database whose room can be taken and given back. */
interface Disk {
  readonly databaseFile: string
  /** Takes all room but for `left` bytes. */
  readonly fill: (left: number) => void
  readonly makeRoom: () => void
  readonly remove: () => void
}

/** A small file system of its own, where this user may mount one. */
function smallDisk(): Disk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-small-'))
  const filler = join(folder, 'filler')
  try {
    if (process.platform !== 'linux') throw new Error('only tried on Linux')
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'none', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
  return {
    databaseFile: join(folder, 'small.sqlite'),
    fill: (left) => {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(filler, new Uint8Array(Math.max(0, bavail * bsize - left)))
    },
    makeRoom: () => rmSync(filler),
    remove: () => {
      execFileSync('umount', ['--lazy', folder])
      rmSync(folder, { recursive: true })
    },
  }
}

/** A database whose engine may take no more pages, for which SQLite gives the same error. */
function limitedPages(): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-pages-'))
  const databaseFile = join(folder, 'limited.sqlite')
  const connections = new Set<Database.Database>()
  const { pragma } = Database.prototype
  Database.prototype.pragma = function (this: Database.Database, ...asked: Parameters<typeof pragma>) {
    if (this.name === databaseFile) connections.add(this)
    return pragma.apply(this, asked)
  }
  const limit = (pages: (connection: Database.Database) => number) => {
    for (const connection of connections)
      if (connection.open) pragma.call(connection, `max_page_count = ${String(pages(connection))}`)
  }
  return {
    databaseFile,
    fill: (left) =>
      limit((connection) => {
        const size = pragma.call(connection, 'page_size', { simple: true }) as number
        return (pragma.call(connection, 'page_count', { simple: true }) as number) + Math.floor(left / size)
      }),
    makeRoom: () => limit(() => 2 ** 30),
    remove: () => {
      Database.prototype.pragma = pragma
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const small = browser === undefined ? undefined : smallDisk()
if (small === undefined) console.log('skipped: a full disk on a file system of its own: none could be mounted')
const disks = [
  ...(small === undefined ? [] : [{ name: 'a small file system', disk: () => small }]),
  { name: 'a limit on the pages of the database', disk: limitedPages },
]

afterAll(() => browser?.close())

describe.skipIf(browser === undefined).each(disks)('a disk that is full: $name', ({ disk: opened }) => {
  let clear: (() => Promise<void>) | undefined
  afterEach(() => clear?.())

  test('the page says so in a plain sentence, keeps what is stored, and goes on once there is room', async () => {
    const disk = opened()
    const { page, engine, ui, picture, close } = await openJourney(
      browser as Browser,
      ['oak', 'oak-tales'].map((name) => demoFile(name)),
      { databaseFile: disk.databaseFile },
    )
    clear = async () => {
      await close()
      disk.remove()
    }
    expect(await addFolder(page)).toContain('2 models added')
    await fillProbeForm(page)
    await page.getByRole('row', { name: 'oak-tales' }).getByRole('checkbox').click({ force: true })
    await page.getByText('1 of 2 chosen').waitFor()
    await page.getByRole('button', { name: 'Start' }).click()
    await allFinished(page)
    const before = await stored(engine)

    disk.fill(4000)
    await fillProbeForm(page)
    await page.getByRole('button', { name: 'Start' }).click()
    const said = page.getByText(/The disk of .+\.sqlite is full: .+ free .*Free some space and try again/).first()
    await said.waitFor({ timeout: 60_000 })
    await picture('full-disk')
    expect(await said.innerText()).not.toMatch(/SqliteError|undefined|\bat\b .*:\d+/)

    // What was stored is there, also for a page that is opened now.
    await page.reload()
    await page.getByText('1 complete', { exact: true }).waitFor()
    expect(await stored(engine)).toEqual(before)

    disk.makeRoom()
    await fillProbeForm(page)
    await page.getByRole('button', { name: 'Start' }).click()
    await allFinished(page)
    await page.getByText('2 complete', { exact: true }).waitFor()
    expect(await stored(engine)).toEqual(before)
    const check = new Database(disk.databaseFile, { readonly: true })
    expect(check.pragma('integrity_check', { simple: true })).toBe('ok')
    check.close()
    expect(await ui.guarded.faults()).toEqual([])
  })
})

/** What was stored while there was room: the probe of `oak`. */
async function stored(engine: Awaited<ReturnType<typeof openJourney>>['engine']): Promise<unknown> {
  const probe = (await engine.call('probes.list', {})).find(({ modelName }) => modelName === 'oak')!
  const { genes } = await engine.call('populations.get', { modelId: probe.modelId, genomeId: probe.genomeId })
  expect(genes).toHaveLength(fewGenes.count)
  return genes
}
