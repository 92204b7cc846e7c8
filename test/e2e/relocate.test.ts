import { copyFile, mkdir, mkdtemp, realpath, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Engine, openEngine } from '../../engine/engine.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'

const demo = fileURLToPath(new URL('../../models/demo/', import.meta.url))

/** Where screenshots go, if anywhere. */
const pictures = process.env['SCREENSHOTS']

const browser = await browserFor('models that were moved')

describe.skipIf(browser === undefined)('models whose files were moved', () => {
  let home: string
  let engine: Engine
  let ui: OpenUi

  beforeAll(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'cladescope-relocate-')))
    await mkdir(join(home, 'empty'))
    await mkdir(join(home, 'new'))
    await copyFile(join(demo, 'oak.gguf'), join(home, 'oak.gguf'))
    await copyFile(join(demo, 'fern.gguf'), join(home, 'fern.gguf'))
    engine = await openEngine({
      databaseFile: join(home, 'test.db'),
      surroundings: { home, platform: process.platform, variables: {} },
    })
    const placeIds = ['oak', 'fern'].map((name) => engine.grantPlace(join(home, `${name}.gguf`)).id)
    await engine.call('models.add', { placeIds, operation: 'add' })
    await rename(join(home, 'oak.gguf'), join(home, 'new', 'renamed.gguf'))
    ui = await openUi(browser as Browser, engine)
  })

  afterAll(async () => {
    await ui?.close()
    await engine?.close()
    await browser?.close()
    await rm(home, { recursive: true, force: true })
  })

  test('are looked for from the notice that says so, elsewhere where they are not found, and kept where they are', async () => {
    const { page } = ui
    await page.getByRole('row', { name: 'oak' }).click()
    await page.getByText('The file is no longer at this path.').waitFor()
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'file-missing.png') })
    await page.getByRole('button', { name: 'Find moved models' }).click()
    const dialog = page.getByRole('dialog', { name: 'Find moved models' })
    await dialog.getByText('empty').click()
    await dialog.getByText('This folder holds no folders and no GGUF files.').waitFor()
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'relocate.png') })
    await dialog.getByRole('button', { name: 'Look here' }).click()
    await dialog.getByText('None of the models whose files are gone is among 0 files.').waitFor()
    expect(await dialog.getByText('Not found: oak.').isVisible()).toBe(true)
    await dialog.getByRole('button', { name: 'Look elsewhere' }).click()
    await dialog.getByRole('button', { name: 'Look here' }).click()
    await dialog.getByText('1 model found, by content.').waitFor()
    expect(await dialog.getByRole('listitem').last().textContent()).toBe(`oak: ${join(home, 'new', 'renamed.gguf')}`)
    // What was found is kept only when that is asked for.
    expect((await engine.call('models.list', {})).find(({ name }) => name === 'oak')?.filesState).toBe('missing')
    await dialog.getByRole('button', { name: 'Keep these paths' }).click()
    await dialog.getByText('1 model kept at their new paths, by content.').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await page.getByText('The file is no longer at this path.').waitFor({ state: 'detached' })
    expect((await engine.call('models.list', {})).find(({ name }) => name === 'oak')?.filesState).toBe('present')
    expect(await ui.guarded.faults()).toEqual([])
  })
})
