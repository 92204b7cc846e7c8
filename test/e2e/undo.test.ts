import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import { type Engine, openEngine } from '../../engine/engine.ts'
import { buildPage } from './built-page.ts'
import { type GuardedPage, openGuardedPage } from './guarded-page.ts'
import { browserFor } from './open-ui.ts'

const demo = fileURLToPath(new URL('../../models/demo/', import.meta.url))

/** Where screenshots go, if anywhere. */
const pictures = process.env['SCREENSHOTS']

const browser = await browserFor('undo of removals')

describe.skipIf(browser === undefined)('undo of removals', () => {
  let folder: string
  let pageFolder: string
  let engine: Engine
  let shell: WebShell
  let guarded: GuardedPage
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-undo-'))
    pageFolder = await buildPage()
    engine = await openEngine({ databaseFile: join(folder, 'test.db') })
    const placeIds = ['oak', 'fern', 'moss'].map((name) => engine.grantPlace(join(demo, `${name}.gguf`)).id)
    await engine.call('models.add', { placeIds, operation: 'add' })
    shell = await startWebShell({ api: engine, pageFolder, host: '127.0.0.1', port: 0 })
    guarded = await openGuardedPage(browser as Browser, shell.url)
    page = guarded.page
  })

  afterAll(async () => {
    await guarded?.close()
    await shell?.close()
    await engine?.close()
    await browser?.close()
    for (const path of [folder, pageFolder]) if (path !== undefined) await rm(path, { recursive: true, force: true })
  })

  const line = () => page.getByRole('status').filter({ hasText: /Removed|Restored/ })
  const row = (name: string) => page.getByRole('row', { name })
  const names = async (): Promise<string[]> => (await engine.call('models.list', {})).map(({ name }) => name)
  const tickAndRemove = async (...chosen: string[]): Promise<void> => {
    for (const name of chosen) await row(name).getByRole('checkbox').click({ force: true })
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  }

  test('a line says what was removed, and its button brings it back', async () => {
    await row('oak').waitFor()
    await tickAndRemove('oak', 'moss')
    await line().getByText('Removed model').waitFor()
    expect(await line().textContent()).toMatch(/Removed model (oak, model moss|moss, model oak)\./)
    expect(await names()).toEqual(['fern'])
    if (pictures !== undefined) {
      await mkdir(pictures, { recursive: true })
      await page.screenshot({ path: join(pictures, 'undo-line.png') })
    }
    await line().getByRole('button', { name: 'Undo' }).click()
    await line().getByText('Restored').waitFor()
    await row('moss').waitFor()
    expect(await names()).toEqual(['fern', 'moss', 'oak'])
  })

  test('Ctrl+Z brings back what was removed last, unless a field is being typed in', async () => {
    await row('fern').waitFor()
    await tickAndRemove('fern')
    await line().getByText('Removed model fern').waitFor()
    await page.getByRole('searchbox').first().fill('oak')
    await page.keyboard.press('Control+z')
    expect(await names()).toEqual(['moss', 'oak'])
    await page.getByRole('searchbox').first().fill('')
    await page.locator('main').focus()
    await page.keyboard.press('Control+z')
    await line().getByText('Restored model fern').waitFor()
    expect(await names()).toEqual(['fern', 'moss', 'oak'])
    await page.keyboard.press('Control+z')
    await page.getByRole('status').filter({ hasText: 'There is no removal that can be undone.' }).waitFor()
  })

  test('nothing went wrong in the page', async () => {
    expect(await guarded.faults()).toEqual([])
  })
})
