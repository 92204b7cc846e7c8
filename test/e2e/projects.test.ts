import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import { type ProjectHost, openProjects } from '../../engine/projects/project-host.ts'
import { openBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { type GuardedPage, openGuardedPage } from './guarded-page.ts'

const demo = fileURLToPath(new URL('../../models/demo/', import.meta.url))

/** Where screenshots go, if anywhere. */
const pictures = process.env['SCREENSHOTS']

const { browser, why } = await openBrowser()
if (browser === undefined) console.log(`skipped: projects: ${why}`)

describe.skipIf(browser === undefined)('projects', () => {
  let folder: string
  let pageFolder: string
  let host: ProjectHost
  let shell: WebShell
  let guarded: GuardedPage
  let other: GuardedPage
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-projects-'))
    pageFolder = await buildPage()
    // The page opens on a file that is no database.
    await writeFile(join(folder, 'broken.sqlite'), 'no database, but precious')
    host = await openProjects({
      databaseFile: join(folder, 'broken.sqlite'),
      projectsFolder: join(folder, 'projects'),
      configFolder: join(folder, 'config'),
    })
    shell = await startWebShell({ api: host, pageFolder, host: '127.0.0.1', port: 0 })
    guarded = await openGuardedPage(browser as Browser, shell.url)
    other = await openGuardedPage(browser as Browser, shell.url)
    page = guarded.page
  })

  afterAll(async () => {
    await other?.close()
    await guarded?.close()
    await shell?.close()
    await host?.close()
    await browser?.close()
    for (const path of [folder, pageFolder]) if (path !== undefined) await rm(path, { recursive: true, force: true })
  })

  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    await mkdir(pictures, { recursive: true })
    for (const [width, height] of [
      [1440, 900],
      [900, 600],
    ] as const) {
      await page.setViewportSize({ width, height })
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.screenshot({ path: join(pictures, `${name}-${String(width)}-${colorScheme}.png`) })
      }
    }
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1440, height: 900 })
  }
  const menu = async (entry: string): Promise<void> => {
    await page.getByRole('button', { name: /^Project: / }).click()
    await page.getByRole('menuitem', { name: entry }).click()
  }
  const add = (name: string) =>
    host.call('models.add', { placeIds: [host.grantPlace(join(demo, `${name}.gguf`)).id], operation: name })
  const makeProject = async (name: string): Promise<void> => {
    const dialog = page.getByRole('dialog', { name: 'Projects' })
    await dialog.getByRole('textbox', { name: 'New project' }).fill(name)
    await dialog.getByRole('button', { name: 'Make and open' }).click()
    await dialog.waitFor({ state: 'detached' })
  }

  test('a database that cannot be used is told of, and another one is made in its place', async () => {
    await page.getByRole('heading', { name: 'broken cannot be used' }).waitFor()
    await page.getByText('is not a SQLite database').waitFor()
    await picture('faulty-project')
    await page.getByRole('button', { name: 'Open or make another project' }).click()
    await makeProject('Grove')
    await page.getByRole('heading', { name: 'No models yet' }).waitFor()
    await page.getByRole('button', { name: 'Project: Grove' }).waitFor()
    expect(await page.title()).toBe('Library · Grove · Cladescope')
    // The other window follows.
    await other.page.getByRole('button', { name: 'Project: Grove' }).waitFor()
  })

  test('another project is opened in its place, and back, without what was kept of the former', async () => {
    await add('oak')
    await page.getByRole('row', { name: 'oak' }).waitFor()
    await page.getByRole('searchbox').first().fill('oa')
    await menu('Projects')
    await picture('projects')
    await makeProject('Second')
    await page.getByRole('heading', { name: 'No models yet' }).waitFor()
    expect(await page.title()).toBe('Library · Second · Cladescope')
    await add('fern')
    await page.getByRole('row', { name: 'fern' }).waitFor()
    expect(await page.getByRole('searchbox').first().inputValue()).toBe('')
    await menu('Projects')
    await page.getByRole('button', { name: 'Open Grove' }).click()
    await page.getByRole('row', { name: 'oak' }).waitFor()
    expect(await page.getByRole('row', { name: 'fern' }).count()).toBe(0)
    await other.page.getByRole('row', { name: 'oak' }).waitFor()
  })

  test('what another project has is told of before it is brought', async () => {
    await menu('Merge another project')
    const chooser = page.getByRole('dialog', { name: 'Merge another project' })
    await chooser.getByRole('button', { name: 'Projects', exact: true }).click()
    await chooser.getByRole('row', { name: /^Second/ }).click()
    await chooser.getByRole('button', { name: 'Look at it' }).click()
    const dialog = page.getByRole('dialog', { name: 'Merge Second.sqlite' })
    await dialog.getByText('Would bring 1 model, 1 path.').waitFor()
    await picture('merge')
    expect((await host.call('models.list', {})).length).toBe(1)
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
    await dialog.getByText('Brought 1 model, 1 path.').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('row', { name: 'fern' }).waitFor()
  })

  test('a copy is saved, never over a file without being asked', async () => {
    await menu('Save a copy')
    const dialog = page.getByRole('dialog', { name: 'Save a copy' })
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Second')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog.getByText(/There is a file .*Second\.sqlite already/).waitFor()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Third')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog.getByText(/^Saved /).waitFor()
    await dialog.getByRole('button', { name: 'Open the copy' }).click()
    await page.getByRole('button', { name: 'Project: Third' }).waitFor()
    await page.getByRole('row', { name: 'fern' }).waitFor()
  })

  test('a profile of chosen models is written', async () => {
    await menu('Export a profile')
    const dialog = page.getByRole('dialog', { name: 'Export a profile' })
    await dialog.getByRole('row', { name: 'oak' }).click()
    await picture('export')
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    await dialog.getByText(/^Wrote .*profile\.cladescope/).waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
  })

  test('a project is renamed and removed, which says what goes', async () => {
    await menu('Projects')
    await page.getByRole('button', { name: 'Rename Third' }).click()
    const renaming = page.getByRole('dialog', { name: 'Rename Third' })
    await renaming.getByRole('textbox', { name: 'Name' }).fill('Wood')
    await renaming.getByRole('button', { name: 'Rename', exact: true }).click()
    await page.getByRole('button', { name: 'Project: Wood' }).waitFor()
    if ((await page.getByRole('dialog', { name: 'Projects' }).count()) === 0) await menu('Projects')
    await page.getByRole('button', { name: 'Remove Second' }).click()
    const asking = page.getByRole('alertdialog', { name: 'Remove Second?' })
    await asking.getByText('It holds 1 model').waitFor()
    await asking.getByRole('button', { name: 'Delete the file' }).click()
    await asking.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Open Grove' }).waitFor()
    await page.getByRole('button', { name: 'Remove Second' }).waitFor({ state: 'detached' })
    await page.getByRole('dialog', { name: 'Projects' }).getByRole('button', { name: 'Close' }).last().click()
  })

  test('what was removed lately is listed and put back', async () => {
    const { id } = (await host.call('models.list', {}))[0]!
    await host.call('models.remove', { modelId: id })
    await menu('Removed lately')
    await page.getByRole('button', { name: /^Undo the removal of model/ }).click()
    await page
      .getByRole('dialog')
      .getByText(/^Restored model/)
      .waitFor()
    expect((await host.call('models.list', {})).length).toBe(2)
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  })

  test('nothing went wrong in the pages', async () => {
    expect([...(await guarded.faults()), ...(await other.faults())]).toEqual([])
  })
})
